import { instanceResource } from '../../../aws/core/inventory/instances.ts';
import { hexOf } from '../estate.ts';
import type { Resource } from '../resources.ts';
import { isBeside, namedTagsOf, placeOf } from './aws-place.ts';
import { describeType, instanceType } from './instance-types.ts';
import { privateAddress, shortId, subnetOf, vpcOf, zoneOf } from './network-ids.ts';
import type { Role, TruthKind } from './roles.ts';
import { count, type Signals, spread } from './signals.ts';
import { between, type CloudItem, found, itemOf, type World } from './world.ts';

const GB = 1e9;
const BYTES_PER_OPERATION = 16_384;
const NODES_PER_CLUSTER = 3;
const STOPPED_DAYS = 60;
/** No bill names the stopped instance, so that it has a number and a meter of its own. */
const STOPPED_NUMBER = 6_001;
const STOPPED_METER = 'BoxUsage:m6i.xlarge';

interface Use {
  cpu: [mean: number, peak: number];
  /** Null where no agent tells of memory. */
  memory: [mean: number, peak: number] | null;
  network_bytes: number;
  operations: number;
}

const busy = (number: number): Use => ({
  cpu: [between(38, 55, number, 11), between(92, 99, number, 12)],
  memory: number % 3 === 0 ? null : [between(52, 68, number, 13), between(80, 92, number, 14)],
  network_bytes: between(4, 60, number, 15) * GB,
  operations: between(1, 20, number, 16) * 1e6,
});
const idle = (number: number): Use => ({
  cpu: [between(0.6, 1.4, number, 11), between(1.9, 2.6, number, 12)],
  memory: [between(6, 9, number, 13), between(9, 11, number, 14)],
  network_bytes: between(1e5, 6e5, number, 15),
  operations: between(500, 3_000, number, 16),
});
const oversized = (number: number): Use => ({
  cpu: [between(10, 14, number, 11), between(26, 35, number, 12)],
  memory: number % 2 === 0 ? null : [between(14, 20, number, 13), between(22, 29, number, 14)],
  network_bytes: between(2, 8, number, 15) * GB,
  operations: between(0.5, 2, number, 16) * 1e6,
});

const useOfRole = (role: Role | null, number: number): Use => {
  if (role === 'ec2-idle' || role === 'too-young') return idle(number);
  return role === 'ec2-oversized' || role === 'eks-nodes-underused' ? oversized(number) : busy(number);
};

const signalsOf = ({ cpu, memory, network_bytes, operations }: Use): Signals => ({
  cpu_percent: spread(...cpu),
  network_in_bytes: count(network_bytes),
  network_out_bytes: count(network_bytes * 0.7),
  disk_read_operations: count(operations * 0.4),
  disk_write_operations: count(operations),
  disk_read_bytes: count(operations * 0.4 * BYTES_PER_OPERATION),
  disk_write_bytes: count(operations * BYTES_PER_OPERATION),
  ...(memory ? { memory_percent: spread(...memory) } : {}),
});

const REASONS: Partial<Record<Role, string>> = {
  'ec2-idle': 'Its processor is below 3 % at its busiest and it moves less than a megabyte a day, for all of 30 days.',
  'ec2-oversized': 'Its processor is below 40 % at its busiest: half the size would do.',
  'ec2-previous-generation': 'Its type is of a previous generation; the current one does more for less.',
  'ec2-always-on-in-non-production': 'It belongs to a development environment and runs around the clock.',
};
const truthOf = (role: Role | null): CloudItem['truth'] => {
  const reason = role === null ? undefined : REASONS[role];
  return reason ? found(role as TruthKind, reason) : [];
};
const isCounterExample = (role: Role | null) =>
  role === 'busy-at-month-end' || role === 'not-measured' || role === 'too-young';

/** How DescribeInstances answers for a resource. */
function describe(world: World, resource: Resource, tags: Record<string, string>) {
  const name = resource.sku.meter.replace('BoxUsage:', '');
  const type = instanceType(name);
  const made = new Date(world.createdAt(resource));
  const instance = {
    InstanceId: shortId(resource.id),
    InstanceType: name,
    State: { Name: 'running' },
    LaunchTime: made,
    Architecture: type?.architecture,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    Placement: { AvailabilityZone: zoneOf(resource), Tenancy: 'default' },
    EbsOptimized: true,
    // Images of these years have the driver, also on types that can do without.
    EnaSupport: true,
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    NetworkInterfaces: [
      { NetworkInterfaceId: `eni-${hexOf(resource.number)}`, Attachment: { DeviceIndex: 0, AttachTime: made } },
    ],
    PrivateIpAddress: privateAddress(resource.number),
    VpcId: vpcOf(resource),
    SubnetId: subnetOf(resource),
    Monitoring: { State: resource.number % 4 === 0 ? 'enabled' : 'disabled' },
    HibernationOptions: { Configured: false },
    Tags: namedTagsOf(resource, tags),
  };
  return { instance, type: type ? describeType(name, type) : undefined };
}

/** An instance that runs; `tags` beside those of the bills make it a node. */
function runningItem(
  world: World,
  resource: Resource,
  role: Role | null,
  tags: Record<string, string> = {},
): CloudItem {
  const { instance, type } = describe(world, resource, tags);
  return itemOf(resource, instanceResource(placeOf(resource), instance, type), {
    signals: role === 'not-measured' ? {} : signalsOf(useOfRole(role, resource.number)),
    month_end: role === 'busy-at-month-end',
    truth: truthOf(role),
    counter_example: isCounterExample(role) ? role : null,
  });
}

/** An instance that was stopped long ago: no bill names it any more, but its volumes are paid for. */
function stoppedItem(world: World): CloudItem {
  const volume = world.estate('volume-of-stopped-1');
  const id = `i-${hexOf(STOPPED_NUMBER)}`;
  const resource: Resource = {
    ...volume,
    number: STOPPED_NUMBER,
    id: `arn:aws:ec2:${volume.region}:${volume.account.id}:instance/${id}`,
    name: 'ci-shared-stopped',
    sku: { ...volume.sku, meter: STOPPED_METER },
  };
  const { instance, type } = describe(world, resource, {});
  const since = world.since(STOPPED_DAYS).slice(0, 19).replace('T', ' ');
  const stopped = { ...instance, State: { Name: 'stopped' }, StateTransitionReason: `User initiated (${since} GMT)` };
  return itemOf(resource, instanceResource(placeOf(resource), stopped, type), {
    truth: found(
      'ec2-stopped-with-volumes',
      `It was stopped more than ${STOPPED_DAYS} days ago, and its two volumes are paid for.`,
    ),
  });
}

/** Tags that make instances nodes of clusters beside them, by the number of the instance. */
function nodeTags(world: World, instances: Resource[]): Map<number, Record<string, string>> {
  const tags = new Map<number, Record<string, string>>();
  const tag = (cluster: Resource, node: Resource) =>
    tags.set(node.number, { 'eks:cluster-name': cluster.name, 'eks:nodegroup-name': `${cluster.name}-nodes` });
  for (const cluster of world.alive('eks:cluster/')) {
    const free = instances.filter(
      (one) => isBeside(one, cluster) && one.born === 0 && world.roleOf(one) === null && !tags.has(one.number),
    );
    for (const node of free.slice(0, NODES_PER_CLUSTER)) tag(cluster, node);
  }
  for (const key of ['node-1', 'node-2', 'node-3']) tag(world.estate('node-cluster'), world.estate(key));
  return tags;
}

const ESTATE_ROLES: [key: string, role: Role][] = [
  ['previous-generation-1', 'ec2-previous-generation'],
  ['previous-generation-2', 'ec2-previous-generation'],
  ['always-on-1', 'ec2-always-on-in-non-production'],
  ['always-on-2', 'ec2-always-on-in-non-production'],
  ['node-1', 'eks-nodes-underused'],
  ['node-2', 'eks-nodes-underused'],
  ['node-3', 'eks-nodes-underused'],
];

/** All instances, without what others attach to them. The truth about nodes stands with their cluster. */
export function instanceItems(world: World): CloudItem[] {
  const instances = world.alive('ec2:instance/i-');
  const nodes = nodeTags(world, instances);
  return [
    ...instances.map((resource) => runningItem(world, resource, world.roleOf(resource), nodes.get(resource.number))),
    ...ESTATE_ROLES.map(([key, role]) => {
      const resource = world.estate(key);
      return runningItem(world, resource, role, nodes.get(resource.number));
    }),
    stoppedItem(world),
  ];
}
