import { volumeResource } from '../../../../aws/core/inventory/volumes.ts';
import { changed } from '../action-rule.ts';
import { shortId } from '../network-ids.ts';
import {
  describedBy,
  ec2Resource,
  filtered,
  listOf,
  needed,
  numberIn,
  tagsAsList,
  tagsFor,
  textOf,
} from './aws-input.ts';
import { INSTANCE, SNAPSHOT, VOLUME } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, type Input, missing, newId, refusal } from './operation.ts';
import { beyond, knowing, type SampleResource, told } from './sample-resource.ts';

const MISSING = 'InvalidVolume.NotFound';
const TYPES = ['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard'];
const OF_GP3 = { iops: 3_000, throughput: 125 };
/** gp2 gives three operations a second per GiB, within these limits. */
const OF_GP2 = { per_gib: 3, least: 100, most: 16_000 };

interface Attachment {
  instance_id: string;
  device: string;
  state: string;
  attached_at: string;
  delete_on_termination: boolean;
}

const attachmentsOf = (volume: SampleResource): Attachment[] => told<Attachment[]>(volume, 'attachments') ?? [];

/** The attachments of a volume as EC2 tells of them. */
const attachmentAnswers = (volume: SampleResource) =>
  attachmentsOf(volume).map((one) => ({
    AttachTime: one.attached_at,
    DeleteOnTermination: one.delete_on_termination,
    Device: one.device,
    InstanceId: one.instance_id,
    State: one.state,
    VolumeId: shortId(volume.resource_id),
  }));

const volumeAnswer = (volume: SampleResource) => ({
  Attachments: attachmentAnswers(volume),
  AvailabilityZone: told(volume, 'availability_zone'),
  CreateTime: volume.created_at,
  Encrypted: told(volume, 'encrypted'),
  KmsKeyId: told(volume, 'kms_key_id'),
  Size: told(volume, 'size_gib'),
  // A volume that was made of no snapshot says so by an empty text.
  SnapshotId: told(volume, 'snapshot_id') ?? '',
  State: volume.status,
  VolumeId: shortId(volume.resource_id),
  Iops: told(volume, 'iops'),
  Tags: tagsAsList(volume.tags),
  VolumeType: told(volume, 'volume_type'),
  Throughput: told(volume, 'throughput_mibps'),
  MultiAttachEnabled: told(volume, 'multi_attach'),
});

/** Operations a second and throughput of a volume, by what is asked for and what its type has of itself. */
function performanceOf(
  type: string,
  size: number,
  asked: { iops?: number | undefined; throughput?: number | undefined },
) {
  if (type === 'gp3') return { iops: asked.iops ?? OF_GP3.iops, throughput: asked.throughput ?? OF_GP3.throughput };
  if (type === 'gp2')
    return { iops: Math.min(OF_GP2.most, Math.max(OF_GP2.least, size * OF_GP2.per_gib)), throughput: undefined };
  if (!type.startsWith('io')) return { iops: undefined, throughput: undefined };
  if (asked.iops === undefined) throw refusal('MissingParameter', `A volume of type ${type} needs the parameter iops.`);
  return { iops: asked.iops, throughput: undefined };
}

function typeIn(input: Input, otherwise: string): string {
  const type = textOf(input, 'VolumeType') ?? otherwise;
  if (!TYPES.includes(type)) throw refusal('UnknownVolumeType', `Unknown volume type: ${type}`);
  return type;
}

const FILTERS = {
  'volume-id': ({ resource_id }: SampleResource) => [shortId(resource_id)],
  status: ({ status }: SampleResource) => [status],
  'volume-type': (one: SampleResource) => [told(one, 'volume_type')],
  'snapshot-id': (one: SampleResource) => [told(one, 'snapshot_id')],
  'availability-zone': (one: SampleResource) => [told(one, 'availability_zone')],
  encrypted: (one: SampleResource) => [told(one, 'encrypted')],
  'attachment.instance-id': (one: SampleResource) => attachmentsOf(one).map(({ instance_id }) => instance_id),
  'attachment.device': (one: SampleResource) => attachmentsOf(one).map(({ device }) => device),
  'attachment.status': (one: SampleResource) => attachmentsOf(one).map(({ state }) => state),
};

const volumeIn = (call: AwsTold): SampleResource => ec2Resource(call, VOLUME, needed(call.input, 'VolumeId'), MISSING);

/** The snapshot that a new volume is made of, if any. */
function sourceOf(call: AwsTold): SampleResource | null {
  const id = textOf(call.input, 'SnapshotId');
  if (!id) return null;
  const snapshot = ec2Resource(call, SNAPSHOT, id, 'InvalidSnapshot.NotFound');
  if (snapshot.status !== 'completed') throw refusal('IncorrectState', `Snapshot '${id}' is ${snapshot.status}.`);
  return snapshot;
}

/** Sizes are those of the snapshot or larger. */
function sizeIn({ input }: AwsTold, snapshot: SampleResource | null): number {
  const least = snapshot ? (told<number>(snapshot, 'size_gib') ?? 1) : 1;
  const size = numberIn(input, 'Size') ?? (snapshot ? least : undefined);
  if (size === undefined) throw refusal('MissingParameter', 'Either SnapshotId or Size has to be given.');
  if (size < least)
    throw refusal('InvalidParameterValue', `Volume of ${size}GiB is smaller than snapshot, expect size >= ${least}GiB`);
  return size;
}

function createVolume(call: AwsTold): object {
  const { input, state, region, at } = call;
  const token = textOf(input, 'ClientToken');
  const same =
    token === undefined ? undefined : state.ofType(VOLUME, region).find((one) => beyond(one, 'token') === token);
  if (same) return volumeAnswer(same);
  const snapshot = sourceOf(call);
  const size = sizeIn(call, snapshot);
  const type = typeIn(input, 'gp2');
  const { iops, throughput } = performanceOf(type, size, {
    iops: numberIn(input, 'Iops'),
    throughput: numberIn(input, 'Throughput'),
  });
  const zone = needed(input, 'AvailabilityZone');
  const tags = tagsFor(input, 'volume');
  const beside = snapshot ?? state.ofType(INSTANCE, region)[0];
  if (!beside) throw refusal('InvalidParameterValue', `The sample company has nothing in ${region}.`);
  const made = volumeResource(
    { partition: 'aws', account_id: beside.account_id, region },
    {
      VolumeId: newId(state, 'vol-', token ?? at, tags, input),
      VolumeType: type,
      Size: size,
      Iops: iops,
      Throughput: throughput,
      State: 'available',
      CreateTime: new Date(at),
      AvailabilityZone: zone,
      SnapshotId: textOf(input, 'SnapshotId'),
      Encrypted: input['Encrypted'] === true || (snapshot ? told<boolean>(snapshot, 'encrypted') : false),
      KmsKeyId: textOf(input, 'KmsKeyId') ?? (snapshot ? told<string>(snapshot, 'kms_key_id') : undefined),
      MultiAttachEnabled: input['MultiAttachEnabled'] === true,
      Attachments: [],
      Tags: tags,
    },
  );
  const kept = state.put(token === undefined ? made : knowing(made, { token }));
  return { ...volumeAnswer(kept), State: 'creating', Attachments: undefined };
}

function attachVolume(call: AwsTold): object {
  const { input, state, at } = call;
  const volume = volumeIn(call);
  const id = needed(input, 'InstanceId');
  const instance = ec2Resource(call, INSTANCE, id, 'InvalidInstanceID.NotFound');
  const device = needed(input, 'Device');
  const volume_id = shortId(volume.resource_id);
  if (volume.status !== 'available') throw refusal('VolumeInUse', `${volume_id} is already attached to an instance`);
  if (told(volume, 'availability_zone') !== told(instance, 'availability_zone'))
    throw refusal('InvalidVolume.ZoneMismatch', `The volume '${volume_id}' is not in the zone of instance '${id}'`);
  const volumes = told<{ device: string }[]>(instance, 'volumes') ?? [];
  if (volumes.some((one) => one.device === device))
    throw refusal('InvalidParameterValue', `Invalid value '${device}' for unixDevice. Attachment point is in use`);
  const attachment = { instance_id: id, device, state: 'attached', attached_at: at, delete_on_termination: false };
  state.put({
    ...changed(volume, { attachments: [{ associated_resource: null, ...attachment }] }, 'in-use'),
    attached_to: [instance.resource_id],
  });
  const more = [...volumes, { device, volume_id, delete_on_termination: false }];
  state.put(changed(instance, { volumes: more.toSorted((a, b) => (a.device < b.device ? -1 : 1)) }));
  return {
    AttachTime: at,
    DeleteOnTermination: false,
    Device: device,
    InstanceId: id,
    State: 'attaching',
    VolumeId: volume_id,
  };
}

/** What a modification changed, as EC2 tells of it. */
const modificationOf = (before: SampleResource, after: SampleResource, at: string) => ({
  VolumeId: shortId(before.resource_id),
  ModificationState: 'completed',
  TargetSize: told(after, 'size_gib'),
  TargetIops: told(after, 'iops'),
  TargetVolumeType: told(after, 'volume_type'),
  TargetThroughput: told(after, 'throughput_mibps'),
  TargetMultiAttachEnabled: told(after, 'multi_attach'),
  OriginalSize: told(before, 'size_gib'),
  OriginalIops: told(before, 'iops'),
  OriginalVolumeType: told(before, 'volume_type'),
  OriginalThroughput: told(before, 'throughput_mibps'),
  OriginalMultiAttachEnabled: told(before, 'multi_attach'),
  Progress: 100,
  StartTime: at,
  EndTime: at,
});

function modifyVolume(call: AwsTold): object {
  const { input, state, at } = call;
  const volume = volumeIn(call);
  const from = told<string>(volume, 'volume_type') ?? '';
  const volume_type = typeIn(input, from);
  const old_size = told<number>(volume, 'size_gib') ?? 0;
  const size_gib = numberIn(input, 'Size') ?? old_size;
  if (size_gib < old_size)
    throw refusal('InvalidParameterValue', `New size cannot be smaller than existing size of ${old_size}GiB`);
  const stays = volume_type === from;
  const { iops, throughput } = performanceOf(volume_type, size_gib, {
    iops: numberIn(input, 'Iops') ?? (stays ? told<number>(volume, 'iops') : undefined),
    throughput: numberIn(input, 'Throughput') ?? (stays ? told<number>(volume, 'throughput_mibps') : undefined),
  });
  const action = { volume_type, iops: iops ?? null, throughput_mibps: throughput ?? null };
  const modified = state.act(volume, { kind: 'modify_volume', ...action }) ?? volume;
  const after = changed(modified, { size_gib });
  const modification = modificationOf(volume, after, at);
  state.put(knowing(after, { modification }));
  return {
    VolumeModification: { ...modification, ModificationState: 'modifying', Progress: 0, EndTime: undefined },
  };
}

function describeModifications(call: AwsTold): object {
  const ids = listOf(call.input, 'VolumeIds');
  const named = ids?.map((id) => {
    const volume = ec2Resource(call, VOLUME, id, MISSING);
    if (beyond(volume, 'modification')) return volume;
    throw missing('InvalidVolumeModification.NotFound', `Modification for volume '${id}' does not exist.`);
  });
  const volumes = named ?? call.state.ofType(VOLUME, call.region).filter((one) => beyond(one, 'modification'));
  return { VolumesModifications: filtered(volumes, call.input, FILTERS).map((one) => beyond(one, 'modification')) };
}

/** What EC2 does with volumes. */
export const VOLUME_OPERATIONS: AwsOperations = {
  DescribeVolumes: {
    reads: [VOLUME],
    answer: (call) => ({
      Volumes: describedBy(call, { type: VOLUME, name: 'VolumeIds', code: MISSING, filters: FILTERS }).map(
        volumeAnswer,
      ),
    }),
  },
  DescribeVolumesModifications: { reads: [VOLUME], answer: describeModifications },
  CreateVolume: { reads: [VOLUME, SNAPSHOT, INSTANCE], answer: createVolume },
  AttachVolume: { reads: [VOLUME, INSTANCE], answer: attachVolume },
  ModifyVolume: { reads: [VOLUME], answer: modifyVolume },
  DeleteVolume: {
    reads: [VOLUME],
    answer: (call) => {
      call.state.act(volumeIn(call), { kind: 'delete_volume' });
      return {};
    },
  },
};
