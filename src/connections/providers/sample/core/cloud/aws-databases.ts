import { cacheClusterResource } from '../../../aws/core/inventory/cache-clusters.ts';
import { tableResource } from '../../../aws/core/inventory/dynamodb-tables.ts';
import { dbInstanceResource } from '../../../aws/core/inventory/rds-instances.ts';
import type { Resource } from '../resources.ts';
import { placeOf, tagListOf } from './aws-place.ts';
import { instanceType } from './instance-types.ts';
import { vpcOf, zoneOf } from './network-ids.ts';
import type { Role, TruthKind } from './roles.ts';
import { count, fixed, free, level, type Signals, spread } from './signals.ts';
import { between, type CloudItem, choose, found, itemOf, type World } from './world.ts';

const MIB = 1_048_576;
const GIB = 1_073_741_824;
const SECONDS_PER_DAY = 86_400;

const CURRENT_VERSIONS = ['16.9', '17.5'];
/** PostgreSQL 11 has been in extended support since 2024. */
const EXTENDED_VERSION = '11.22';
const STORAGE_GIB = [100, 200, 400, 800];

const ESTATE_ROLES: [key: string, role: Role][] = [
  ['multi-zone-1', 'rds-multi-az-in-non-production'],
  ['multi-zone-2', 'rds-multi-az-in-non-production'],
  ['multi-zone-production', 'production'],
  ['database-previous-generation', 'rds-previous-generation'],
  ['database-extended-support', 'rds-extended-support'],
];

const REASONS: Partial<Record<Role, string>> = {
  'rds-idle': 'Nobody has connected to it for 30 days.',
  'rds-oversized': 'Its processor is below 40 % at its busiest, and four fifths of its memory are free.',
  'rds-multi-az-in-non-production': 'It belongs to a development environment and is kept twice.',
  'rds-previous-generation': 'Its class is of a previous generation; the current one does more for less.',
  'rds-extended-support': `PostgreSQL ${EXTENDED_VERSION} is out of standard support, and extended support is paid for.`,
};

function memoryOf(name: string): number {
  const type = instanceType(name);
  if (!type)
    throw new Error(`The sample company has a ${name}, of which nothing is known: add it to instance-types.ts.`);
  return type.memory_mib;
}

/** How a database is used; `memory_mib` and `storage_gib` are what it has. */
function databaseSignals(role: Role | null, number: number, memory_mib: number, storage_gib: number): Signals {
  const is_idle = role === 'rds-idle';
  const is_oversized = role === 'rds-oversized';
  const cpu = is_idle
    ? spread(between(1, 1.6, number, 51), between(2, 2.9, number, 52))
    : is_oversized
      ? spread(between(8, 12, number, 51), between(22, 34, number, 52))
      : spread(between(38, 55, number, 51), between(88, 97, number, 52));
  const free_part = is_idle || is_oversized ? between(0.8, 0.88, number, 53) : between(0.12, 0.3, number, 53);
  const operations = is_idle ? 2_000 : between(2, 20, number, 54) * 1e6;
  const connections = between(25, 120, number, 55);
  return {
    cpu_percent: cpu,
    connections: is_idle ? spread(0, 0) : spread(connections, connections * 2.2),
    free_memory_bytes: free(Math.round(memory_mib * MIB * free_part)),
    free_storage_bytes: free(Math.round(storage_gib * GIB * between(0.25, 0.5, number, 56))),
    disk_read_operations: count(operations * 0.6),
    disk_write_operations: count(is_idle ? 0 : operations * 0.4),
  };
}

/** A database; its class and zones are in the meter that it is billed by. */
function databaseItem(world: World, resource: Resource, role: Role | null): CloudItem {
  const { meter } = resource.sku;
  const instance_class = meter.slice(meter.indexOf(':') + 1);
  const multi_zone = meter.startsWith('Multi-AZ');
  const extended = role === 'rds-extended-support';
  const storage_gib = choose(STORAGE_GIB, resource.number, 57);
  const instance = {
    DBInstanceArn: resource.id,
    DBInstanceIdentifier: resource.name,
    DBInstanceClass: instance_class,
    DBInstanceStatus: 'available',
    Engine: 'postgres',
    EngineVersion: extended ? EXTENDED_VERSION : choose(CURRENT_VERSIONS, resource.number, 58),
    EngineLifecycleSupport: `open-source-rds-extended-support${extended ? '' : '-disabled'}`,
    LicenseModel: 'postgresql-license',
    MultiAZ: multi_zone,
    AvailabilityZone: zoneOf(resource),
    ...(multi_zone && { SecondaryAvailabilityZone: zoneOf({ ...resource, number: resource.number + 1 }) }),
    StorageType: 'gp3',
    AllocatedStorage: storage_gib,
    Iops: 3_000,
    StorageThroughput: 125,
    StorageEncrypted: true,
    BackupRetentionPeriod: 7,
    PubliclyAccessible: false,
    DeletionProtection: resource.account.environment === 'prod',
    InstanceCreateTime: new Date(world.createdAt(resource)),
    DBSubnetGroup: { VpcId: vpcOf(resource) },
    TagList: tagListOf(resource),
  };
  const memory_mib = memoryOf(instance_class);
  const reason = role === null ? undefined : REASONS[role];
  return itemOf(resource, dbInstanceResource(placeOf(resource), instance), {
    signals: databaseSignals(role, resource.number, memory_mib, storage_gib),
    month_end: role === 'busy-at-month-end',
    truth: reason ? found(role as TruthKind, reason) : [],
    counter_example: role === 'busy-at-month-end' || role === 'production' ? role : null,
  });
}

/** All databases of RDS. */
export const databaseItems = (world: World): CloudItem[] => [
  ...world.alive('rds:db:').map((resource) => databaseItem(world, resource, world.roleOf(resource))),
  ...ESTATE_ROLES.map(([key, role]) => databaseItem(world, world.estate(key), role)),
];

function cacheItem(world: World, resource: Resource): CloudItem {
  const { number } = resource;
  const is_idle = world.roleOf(resource) === 'elasticache-idle';
  const node_type = resource.sku.meter.replace('NodeUsage:', '');
  const memory_bytes = memoryOf(node_type) * MIB;
  const cluster = {
    ARN: resource.id,
    CacheClusterId: resource.name,
    CacheClusterStatus: 'available',
    CacheNodeType: node_type,
    Engine: 'redis',
    EngineVersion: '7.1',
    NumCacheNodes: 1,
    PreferredAvailabilityZone: zoneOf(resource),
    SnapshotRetentionLimit: 1,
    CacheClusterCreateTime: new Date(world.createdAt(resource)),
  };
  const hits = is_idle ? 0 : between(2, 30, number, 61) * 1e6;
  const used = is_idle ? 1 : between(60, 78, number, 62);
  return itemOf(resource, cacheClusterResource(placeOf(resource), cluster, tagListOf(resource)), {
    signals: {
      cpu_percent: is_idle ? spread(0.4, 0.9) : spread(between(24, 40, number, 63), between(65, 85, number, 64)),
      connections: is_idle ? level(0, 0) : level(between(20, 90, number, 65), between(100, 220, number, 66)),
      free_memory_bytes: free(Math.round(memory_bytes * (1 - used / 100))),
      memory_percent: level(used, used + 4),
      network_in_bytes: count(hits * 120),
      network_out_bytes: count(hits * 900),
      cache_hits: count(hits),
      cache_misses: count(hits * 0.06),
    },
    truth: is_idle ? found('elasticache-idle', 'Nobody has connected to it or read from it for 30 days.') : [],
  });
}

/** All caches. */
export const cacheItems = (world: World): CloudItem[] =>
  world.alive('elasticache:cluster:').map((resource) => cacheItem(world, resource));

/** A table that is paid by request: its use is what the bill counts, in millions of writes. */
function requestTable(world: World, resource: Resource): CloudItem {
  const writes = world.dailyUse(resource) * 1e6;
  const table = { ...tableFacts(world, resource), BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } };
  return itemOf(resource, tableResource(placeOf(resource), table, tagListOf(resource)), {
    signals: { consumed_write_units: count(writes), consumed_read_units: count(writes * 2.5) },
  });
}

const tableFacts = (world: World, resource: Resource) => {
  const items = Math.round(between(1, 90, resource.number, 71) * 1e6);
  return {
    TableName: resource.name,
    TableArn: resource.id,
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(world.createdAt(resource)),
    TableSizeBytes: items * 400,
    ItemCount: items,
    DeletionProtectionEnabled: resource.account.environment === 'prod',
  };
};

/** A table of `read_units` and half as many write units, `used` of which are consumed. */
function provisionedTable(world: World, key: string, read_units: number, used: number): CloudItem {
  const resource = world.estate(key);
  const write_units = read_units / 2;
  const table = {
    ...tableFacts(world, resource),
    BillingModeSummary: { BillingMode: 'PROVISIONED' },
    ProvisionedThroughput: { ReadCapacityUnits: read_units, WriteCapacityUnits: write_units },
  };
  const reason = 'It uses less than a tenth of the capacity that is provisioned.';
  return itemOf(resource, tableResource(placeOf(resource), table, tagListOf(resource)), {
    signals: {
      consumed_read_units: count(read_units * SECONDS_PER_DAY * used),
      consumed_write_units: count(write_units * SECONDS_PER_DAY * used),
      provisioned_read_units: fixed(read_units),
      provisioned_write_units: fixed(write_units),
    },
    truth: used < 0.1 ? found('dynamodb-overprovisioned', reason) : [],
    counter_example: used < 0.1 ? null : 'used-as-provisioned',
  });
}

/** All tables of DynamoDB; the provisioned ones with the units that the estate is billed for. */
export const tableItems = (world: World): CloudItem[] => [
  ...world.alive('dynamodb:table/').map((resource) => requestTable(world, resource)),
  provisionedTable(world, 'table-too-large-1', 800, 0.06),
  provisionedTable(world, 'table-too-large-2', 500, 0.04),
  provisionedTable(world, 'table-used', 400, 0.62),
];
