import { changed } from '../action-rule.ts';
import { instanceType } from '../instance-types.ts';
import { filtered, needed, tagsAsList, textOf } from './aws-input.ts';
import { OFFERED } from './ec2-types.ts';
import { type AwsOperations, type AwsTold, missing, numberOf, refusal } from './operation.ts';
import { beyond, knowing, type SampleResource, told } from './sample-resource.ts';

const DATABASE = 'AWS::RDS::DBInstance';
const PORT = 5_432;
/** RDS starts what is stopped by itself after this time. */
const MOST_STOPPED_DAYS = 7;
const DAY = 86_400_000;
/** Versions of PostgreSQL that can be upgraded to. */
const VERSIONS = ['13.21', '14.18', '15.13', '16.9', '17.5'];
const ZONES = ['a', 'b', 'c'];
const CLASSES = OFFERED.filter((name) => /^[mrt]/.test(name)).map((name) => `db.${name}`);

const nameOf = (database: SampleResource): string => database.name ?? '';

function databaseIn({ input, state, region }: AwsTold): SampleResource {
  const id = needed(input, 'DBInstanceIdentifier').toLowerCase();
  const found = state.ofType(DATABASE, region).find((one) => nameOf(one) === id || one.resource_id === id);
  if (!found) throw missing('DBInstanceNotFoundFault', `DBInstance ${id} not found.`);
  return found;
}

const endpointOf = (database: SampleResource) => ({
  Address: `${database.name}.${numberOf(database.account_id).toString(36)}.${database.region}.rds.amazonaws.com`,
  Port: PORT,
});

const databaseAnswer = (database: SampleResource) => ({
  DBInstanceIdentifier: database.name,
  DBInstanceClass: told(database, 'instance_class'),
  Engine: told(database, 'engine'),
  DBInstanceStatus: database.status,
  MasterUsername: 'postgres',
  // RDS tells of no address while it is stopped.
  Endpoint: database.status === 'stopped' ? undefined : endpointOf(database),
  AllocatedStorage: told(database, 'allocated_gib'),
  InstanceCreateTime: database.created_at,
  PreferredBackupWindow: '03:00-03:30',
  BackupRetentionPeriod: told(database, 'backup_retention_days'),
  DBSecurityGroups: [],
  VpcSecurityGroups: [],
  AvailabilityZone: told(database, 'availability_zone'),
  DBSubnetGroup: { VpcId: told(database, 'vpc_id'), SubnetGroupStatus: 'Complete', Subnets: [] },
  PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
  PendingModifiedValues: beyond(database, 'pending') ?? {},
  MultiAZ: told(database, 'multi_az'),
  EngineVersion: told(database, 'engine_version'),
  AutoMinorVersionUpgrade: true,
  ReadReplicaSourceDBInstanceIdentifier: told(database, 'read_replica_of'),
  ReadReplicaDBInstanceIdentifiers: told(database, 'read_replicas'),
  LicenseModel: told(database, 'license_model'),
  Iops: told(database, 'iops'),
  StorageThroughput: told(database, 'throughput_mibps'),
  SecondaryAvailabilityZone: told(database, 'secondary_availability_zone'),
  PubliclyAccessible: told(database, 'publicly_accessible'),
  StorageType: told(database, 'storage_type'),
  DbInstancePort: 0,
  StorageEncrypted: told(database, 'encrypted'),
  DbiResourceId: `db-${numberOf(database.resource_id).toString(36).toUpperCase()}`,
  CopyTagsToSnapshot: false,
  MonitoringInterval: 0,
  DBInstanceArn: database.resource_id,
  PerformanceInsightsEnabled: told(database, 'performance_insights') ?? false,
  DeletionProtection: told(database, 'deletion_protection'),
  MaxAllocatedStorage: told(database, 'maximum_allocated_gib'),
  DBClusterIdentifier: told(database, 'cluster'),
  TagList: tagsAsList(database.tags),
  EngineLifecycleSupport: told(database, 'engine_lifecycle_support'),
  AutomaticRestartTime: told(database, 'restarts_at'),
});

const FILTERS = {
  'db-instance-id': (one: SampleResource) => [one.name, one.resource_id],
  engine: (one: SampleResource) => [told(one, 'engine')],
  'db-cluster-id': (one: SampleResource) => [told(one, 'cluster')],
};

function describe(call: AwsTold): object {
  const { input, state, region } = call;
  const named = textOf(input, 'DBInstanceIdentifier') !== undefined;
  const databases = named ? [databaseIn(call)] : state.ofType(DATABASE, region);
  return { DBInstances: filtered(databases, input, FILTERS).map(databaseAnswer) };
}

function stop(call: AwsTold): object {
  const { state, at } = call;
  const database = databaseIn(call);
  const stopped = state.act(database, { kind: 'stop_database' }) ?? database;
  const restarts_at = new Date(Date.parse(at) + MOST_STOPPED_DAYS * DAY).toISOString();
  const after = state.put(changed(stopped, { restarts_at }));
  return { DBInstance: { ...databaseAnswer(after), DBInstanceStatus: 'stopping' } };
}

function start(call: AwsTold): object {
  const database = databaseIn(call);
  const started = call.state.act(database, { kind: 'start_database' }) ?? database;
  const after = call.state.put(changed(started, { restarts_at: null }));
  return { DBInstance: { ...databaseAnswer(after), DBInstanceStatus: 'starting' } };
}

const majorOf = (version: string): number => Number(version.split('.')[0]);
const isBefore = (one: string, other: string): boolean =>
  majorOf(one) === majorOf(other)
    ? Number(one.split('.')[1]) < Number(other.split('.')[1])
    : majorOf(one) < majorOf(other);

/** As RDS does, refuses to go back, and to a new major version where that is not asked for. */
function versionRefusal(database: SampleResource, version: string, input: AwsTold['input']): string | null {
  const now = told<string>(database, 'engine_version') ?? '';
  if (!VERSIONS.includes(version) && version !== now) return `Cannot find version ${version} for postgres`;
  if (isBefore(version, now)) return `Cannot upgrade postgres from ${now} to ${version}`;
  if (majorOf(version) > majorOf(now) && input['AllowMajorVersionUpgrade'] !== true)
    return 'The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.';
  return null;
}

/** The members of a modification that the sample cloud knows. */
interface Modification {
  DBInstanceClass?: string;
  MultiAZ?: boolean;
  EngineVersion?: string;
}

function modificationIn({ input }: AwsTold): Modification {
  const { DBInstanceClass, MultiAZ, EngineVersion } = input as Modification;
  return {
    ...(typeof DBInstanceClass === 'string' && { DBInstanceClass }),
    ...(typeof MultiAZ === 'boolean' && { MultiAZ }),
    ...(typeof EngineVersion === 'string' && { EngineVersion }),
  };
}

/** A standby is in the zone that it was in before, where there was one. */
function withStandby(database: SampleResource, multi_az: boolean): SampleResource {
  const now = told<string>(database, 'secondary_availability_zone');
  if (!multi_az) return knowing(changed(database, { secondary_availability_zone: null }), { standby: now });
  const zone = told<string>(database, 'availability_zone') ?? '';
  const next = zone.slice(0, -1) + ZONES[(ZONES.indexOf(zone.slice(-1)) + 1) % ZONES.length];
  return changed(database, { secondary_availability_zone: now ?? beyond<string>(database, 'standby') ?? next });
}

function applied(call: AwsTold, database: SampleResource, { DBInstanceClass, MultiAZ, EngineVersion }: Modification) {
  const { state } = call;
  let now = database;
  if (DBInstanceClass !== undefined)
    now = state.act(now, { kind: 'resize_database', instance_class: DBInstanceClass }) ?? now;
  if (MultiAZ !== undefined)
    now = state.put(withStandby(state.act(now, { kind: 'set_multi_az', multi_az: MultiAZ }) ?? now, MultiAZ));
  if (EngineVersion !== undefined) now = state.put(changed(now, { engine_version: EngineVersion }));
  return now;
}

function modify(call: AwsTold): object {
  const { input, state } = call;
  const database = databaseIn(call);
  if (database.status !== 'available')
    throw refusal('InvalidDBInstanceStateFault', `Database instance is not in available state.`);
  const modification = modificationIn(call);
  const { DBInstanceClass: wanted, EngineVersion: version } = modification;
  if (wanted !== undefined && (!wanted.startsWith('db.') || !instanceType(wanted)))
    throw refusal('InvalidParameterValue', `Invalid DB Instance class: ${wanted}`);
  const refused = version === undefined ? null : versionRefusal(database, version, input);
  if (refused) throw refusal('InvalidParameterCombination', refused);
  if (input['ApplyImmediately'] !== true)
    return { DBInstance: databaseAnswer(state.put(knowing(database, { pending: modification }))) };
  const after = state.put(knowing(applied(call, database, modification), { pending: {} }));
  // What it is modified to is told at once as pending, before it is there.
  return {
    DBInstance: { ...databaseAnswer(database), PendingModifiedValues: modification, DBInstanceStatus: after.status },
  };
}

function describeOrderable({ input, region }: AwsTold): object {
  const engine = needed(input, 'Engine');
  const version = textOf(input, 'EngineVersion') ?? VERSIONS.at(-1);
  const wanted = textOf(input, 'DBInstanceClass');
  const classes = CLASSES.filter((name) => wanted === undefined || name === wanted);
  return {
    OrderableDBInstanceOptions: classes.map((name) => ({
      Engine: engine,
      EngineVersion: version,
      DBInstanceClass: name,
      LicenseModel: 'postgresql-license',
      AvailabilityZones: ZONES.map((zone) => ({ Name: region + zone })),
      MultiAZCapable: true,
      ReadReplicaCapable: true,
      Vpc: true,
      SupportsStorageEncryption: true,
      StorageType: 'gp3',
      SupportsIops: true,
      SupportsStorageAutoscaling: true,
    })),
  };
}

/** What RDS does with instances. */
export const DATABASE_OPERATIONS: AwsOperations = {
  DescribeDBInstances: { reads: [DATABASE], answer: describe },
  StopDBInstance: { reads: [DATABASE], answer: stop },
  StartDBInstance: { reads: [DATABASE], answer: start },
  ModifyDBInstance: { reads: [DATABASE], answer: modify },
  DescribeOrderableDBInstanceOptions: { reads: [], answer: describeOrderable },
};
