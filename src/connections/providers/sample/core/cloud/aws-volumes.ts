import { imageResource, snapshotResource } from '../../../aws/core/inventory/images-and-snapshots.ts';
import { volumeResource } from '../../../aws/core/inventory/volumes.ts';
import { hexOf } from '../estate.ts';
import type { Resource } from '../resources.ts';
import { namedTagsOf, placeOf } from './aws-place.ts';
import { shortId, zoneOf } from './network-ids.ts';
import type { TruthKind } from './roles.ts';
import { count, type Signals } from './signals.ts';
import { between, type CloudItem, choose, found, groupedBy, itemOf, lastingOf, type World } from './world.ts';

const DAYS_PER_MONTH = 30.4;
const SECONDS_PER_DAY = 86_400;
const BYTES_PER_OPERATION = 16_384;
const OLD_SNAPSHOT_DAYS = 90;
/** What each kind of volume has of itself; gp2 has three operations a second per GiB, from 100 to 16,000. */
const GP3 = { iops: 3_000, throughput: 125 };
const DEVICES = ['/dev/xvda', ...'fghijklmnop'].map((name) => (name.startsWith('/') ? name : `/dev/sd${name}`));

interface VolumePlan {
  resource: Resource;
  type: string;
  size_gib: number;
  iops: number | undefined;
  throughput: number | undefined;
  /** Share of its operations a second that it uses on average; null when nothing uses it. */
  used: number | null;
  attach: 'beside' | 'stopped' | 'nothing';
  truth: CloudItem['truth'];
}

const UNATTACHED = 'No instance has it, and nobody has read or written it for 30 days.';
const REASONS = {
  'ebs-gp2': 'It is of type gp2; gp3 costs a fifth less and is as fast.',
  'ebs-overprovisioned-iops': 'It uses about 3 % of the operations a second that are paid for.',
  'ebs-previous-generation': 'It is a magnetic volume of the previous generation.',
} satisfies Partial<Record<TruthKind, string>>;

function catalogueVolume(world: World, resource: Resource): VolumePlan {
  const type = resource.sku.meter.endsWith('gp2') ? 'gp2' : 'gp3';
  const size_gib = Math.max(1, Math.round(world.dailyUse(resource) * DAYS_PER_MONTH));
  const unattached = world.roleOf(resource) === 'ebs-unattached';
  return {
    resource,
    type,
    size_gib,
    iops: type === 'gp2' ? Math.min(16_000, Math.max(100, size_gib * 3)) : GP3.iops,
    throughput: type === 'gp2' ? undefined : GP3.throughput,
    used: unattached ? null : between(0.06, 0.3, resource.number, 21),
    attach: unattached ? 'nothing' : 'beside',
    truth: type === 'gp2' ? found('ebs-gp2', REASONS['ebs-gp2']) : [],
  };
}

/** The volumes of the estate, as they are provisioned there. */
function estateVolumes(world: World): VolumePlan[] {
  const plan = (key: string, told: Omit<VolumePlan, 'resource' | 'attach' | 'truth'>, kind?: keyof typeof REASONS) => ({
    resource: world.estate(key),
    attach: key.startsWith('volume-of-stopped') ? ('stopped' as const) : ('beside' as const),
    truth: kind ? found(kind, REASONS[kind]) : [],
    ...told,
  });
  const gp3 = { type: 'gp3', ...GP3 };
  const iops = 'ebs-overprovisioned-iops';
  return [
    plan('volume-of-stopped-1', { ...gp3, size_gib: 300, used: null }),
    plan('volume-of-stopped-2', { ...gp3, size_gib: 100, used: null }),
    plan('io2-too-fast', { type: 'io2', size_gib: 500, iops: 8_000, throughput: undefined, used: 0.03 }, iops),
    plan('io2-used', { type: 'io2', size_gib: 400, iops: 4_000, throughput: undefined, used: 0.6 }),
    plan('gp3-too-fast', { ...gp3, size_gib: 800, iops: 12_000, used: 0.03 }, iops),
    plan(
      'magnetic',
      { type: 'standard', size_gib: 500, iops: undefined, throughput: undefined, used: 0.5 },
      'ebs-previous-generation',
    ),
  ];
}

/** Magnetic volumes give about a hundred operations a second and say nothing of it. */
const MAGNETIC_IOPS = 100;

function signalsOf({ used, iops = MAGNETIC_IOPS }: VolumePlan): Signals {
  // CloudWatch has nothing of a volume that no running instance has.
  if (used === null) return {};
  const operations = iops * used * SECONDS_PER_DAY;
  return {
    disk_read_operations: count(operations * 0.4),
    disk_write_operations: count(operations * 0.6),
    disk_read_bytes: count(operations * 0.4 * BYTES_PER_OPERATION),
    disk_write_bytes: count(operations * 0.6 * BYTES_PER_OPERATION),
    idle_seconds: count(SECONDS_PER_DAY * (1 - used) * 0.85),
  };
}

/** Gives volumes to instances in their own region and account. */
function attacher(instances: CloudItem[]) {
  const placed = groupedBy(instances, ({ resource }) => `${resource.account_id} ${resource.region} ${resource.status}`);
  const given = new Map<CloudItem, number>();
  return ({ resource: { account, region, number }, attach }: VolumePlan) => {
    const status = attach === 'stopped' ? 'stopped' : 'running';
    const able = placed.get(`${account.id} ${region} ${status}`);
    if (attach === 'nothing' || !able) return null;
    const instance = choose(lastingOf(able), number, 22);
    const index = given.get(instance) ?? 0;
    given.set(instance, index + 1);
    return { instance, device: DEVICES[index] ?? `/dev/sdq${index}` };
  };
}

function volumeItem(world: World, plan: VolumePlan, holder: ReturnType<ReturnType<typeof attacher>>): CloudItem {
  const { resource } = plan;
  const made = new Date(world.createdAt(resource));
  const attachment = holder && {
    InstanceId: shortId(holder.instance.resource.resource_id),
    Device: holder.device,
    State: 'attached',
    AttachTime: made,
    DeleteOnTermination: holder.device === DEVICES[0],
  };
  const volume = {
    VolumeId: shortId(resource.id),
    VolumeType: plan.type,
    Size: plan.size_gib,
    Iops: plan.iops,
    Throughput: plan.throughput,
    State: attachment ? 'in-use' : 'available',
    CreateTime: made,
    AvailabilityZone: String(holder?.instance.resource.attributes['availability_zone'] ?? zoneOf(resource)),
    Encrypted: true,
    MultiAttachEnabled: false,
    Attachments: attachment ? [attachment] : [],
    Tags: namedTagsOf(resource),
  };
  return itemOf(resource, volumeResource(placeOf(resource), volume), {
    signals: attachment ? signalsOf(plan) : {},
    truth: [...plan.truth, ...(attachment ? [] : found('ebs-unattached', UNATTACHED))],
  });
}

/** An instance knows its volumes, as they know it. */
function tellInstance(holder: CloudItem, device: string, volume: CloudItem): void {
  const { attributes } = holder.resource;
  const volume_id = shortId(volume.resource.resource_id);
  const volumes = attributes['volumes'] as unknown[];
  attributes['volumes'] = [...volumes, { device, volume_id, delete_on_termination: device === DEVICES[0] }];
}

/** All volumes, attached to `instances` where they are not waste. */
export function volumeItems(world: World, instances: CloudItem[]): CloudItem[] {
  const attach = attacher(instances);
  const plans = [
    ...world.alive('ec2:volume/vol-').map((resource) => catalogueVolume(world, resource)),
    ...estateVolumes(world),
  ];
  return plans.map((plan) => {
    const holder = attach(plan);
    const item = volumeItem(world, plan, holder);
    if (holder) tellInstance(holder.instance, holder.device, item);
    return item;
  });
}

const sizeOf = ({ resource }: CloudItem): number | undefined => {
  const size = resource.attributes['size_gib'];
  return typeof size === 'number' ? size : undefined;
};

function snapshotItem(world: World, resource: Resource, volumes: CloudItem[], images: string[]): CloudItem {
  const beside = lastingOf(
    volumes.filter(
      ({ resource: { account_id, region } }) => account_id === resource.account.id && region === resource.region,
    ),
  );
  const volume = beside.length > 0 ? choose(beside, resource.number, 31) : null;
  const made = world.createdAt(resource);
  const snapshot = {
    SnapshotId: shortId(resource.id),
    OwnerId: resource.account.id,
    VolumeId: volume ? shortId(volume.resource.resource_id) : `vol-${hexOf(resource.number + 50_000)}`,
    VolumeSize: volume ? sizeOf(volume) : undefined,
    State: 'completed',
    StartTime: new Date(made),
    StorageTier: 'standard',
    Description: `Backup of ${resource.name}`,
    Encrypted: true,
    Tags: namedTagsOf(resource),
  };
  const old = made < world.daysAgo(OLD_SNAPSHOT_DAYS) && images.length === 0;
  return itemOf(resource, snapshotResource(placeOf(resource), snapshot, images), {
    truth: old ? found('snapshot-old', `It is older than ${OLD_SNAPSHOT_DAYS} days, and no image is made of it.`) : [],
    counter_example: images.length > 0 ? 'snapshot-of-image' : null,
  });
}

/** An image made of a snapshot: it costs nothing beside that. */
function imageItem(world: World, resource: Resource, snapshot: CloudItem): CloudItem {
  const image = {
    ImageId: `ami-${hexOf(resource.number)}`,
    OwnerId: resource.account.id,
    Name: `${resource.name}-image`,
    State: 'available',
    CreationDate: world.createdAt(resource),
    LastLaunchedTime: world.since(4),
    Architecture: 'x86_64',
    PlatformDetails: 'Linux/UNIX',
    RootDeviceType: 'ebs',
    Public: false,
    BlockDeviceMappings: [{ Ebs: { SnapshotId: shortId(resource.id), VolumeSize: sizeOf(snapshot) } }],
    Tags: namedTagsOf(resource),
  };
  return itemOf(resource, imageResource(placeOf(resource), image));
}

/** All snapshots, and the images that some are kept for. */
export function snapshotItems(world: World, volumes: CloudItem[]): CloudItem[] {
  return world.alive('ec2:snapshot/snap-').flatMap((resource) => {
    if (world.roleOf(resource) !== 'snapshot-of-image') return [snapshotItem(world, resource, volumes, [])];
    const snapshot = snapshotItem(world, resource, volumes, [`ami-${hexOf(resource.number)}`]);
    return [snapshot, imageItem(world, resource, snapshot)];
  });
}
