import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Condition, Standing, Subject } from '../../action.ts';
import { bodyOf, callIn, holds } from './services-common.ts';

/** What changes read of an instance in the answer of DescribeDBInstances. */
export interface Database {
  DBInstanceIdentifier?: string;
  DBInstanceClass?: string;
  DBInstanceStatus?: string;
  Engine?: string;
  EngineVersion?: string;
  LicenseModel?: string;
  MultiAZ?: boolean;
  AvailabilityZone?: string;
  StorageType?: string;
  AllocatedStorage?: number;
  Iops?: number;
  StorageThroughput?: number;
  StorageEncrypted?: boolean;
  PerformanceInsightsEnabled?: boolean;
  IAMDatabaseAuthenticationEnabled?: boolean;
  MonitoringInterval?: number;
  BackupRetentionPeriod?: number;
  PubliclyAccessible?: boolean;
  DBClusterIdentifier?: string;
  ReadReplicaSourceDBInstanceIdentifier?: string;
  ReadReplicaDBInstanceIdentifiers?: string[];
  PendingModifiedValues?: Record<string, unknown>;
  ProcessorFeatures?: { Name?: string; Value?: string }[];
  StatusInfos?: { StatusType?: string; Normal?: boolean; Message?: string }[];
  TagList?: { Key?: string; Value?: string }[];
}

/** The call that tells of the instance. */
export const describeDatabase = (subject: Subject, DBInstanceIdentifier: string): AwsCall =>
  callIn('rds', subject)('DescribeDBInstances', { DBInstanceIdentifier });

/** The instance in the answer; null where it is not there, or the call failed. */
export const databaseIn = (answer: CloudAnswer | undefined): Database | null =>
  bodyOf<{ DBInstances?: Database[] }>(answer)?.DBInstances?.[0] ?? null;

export const tagsOfDatabase = ({ TagList = [] }: Database): Record<string, string> =>
  Object.fromEntries(TagList.map(({ Key = '', Value = '' }) => [Key, Value]));

/** Names of what is to be changed with the next maintenance, or is being changed. */
export const pendingOf = ({ PendingModifiedValues = {} }: Database): string[] =>
  Object.entries(PendingModifiedValues)
    .filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name]) => name)
    .toSorted();

export const replicasOf = ({ ReadReplicaDBInstanceIdentifiers = [] }: Database): string[] =>
  ReadReplicaDBInstanceIdentifiers.toSorted();

export const isAuroraMember = ({ Engine = '' }: Database): boolean => Engine.startsWith('aurora');

/** States that no waiting ends (Amazon RDS User Guide, “Viewing DB instance status”). */
const STUCK =
  /^(failed|incompatible-|inaccessible-encryption-|storage-full|restore-error|insufficient-capacity|deleting)/;

/** Where a call meets an instance that is in the middle of something else, such as its nightly backup. */
export const BUSY_REFUSALS = ['InvalidDBInstanceStateFault', 'InvalidDBInstanceState'] as const;
/** AWS has no machine of the class just now. */
export const CAPACITY_REFUSALS = ['InsufficientDBInstanceCapacityFault', 'InsufficientDBInstanceCapacity'] as const;

/** Where an instance is with a step that `judge` knows of; what is gone or stuck is no step's to mend. */
export function standingOf(
  answer: CloudAnswer,
  identifier: string,
  judge: (status: string, database: Database) => Standing,
): Standing {
  const database = databaseIn(answer);
  if (database === null) return { at: 'impossible', because: `The database ${identifier} is not there any more.` };
  const status = database.DBInstanceStatus ?? 'in no known state';
  if (STUCK.test(status))
    return { at: 'impossible', because: `The database ${identifier} is ${status}: see to that in the console of RDS.` };
  return judge(status, database);
}

/** Waits while it is in a state that passes. */
export const busy = (status: string): Standing => ({ at: 'under_way', message: `It is ${status}.` });

/** That nothing else is being done to it. */
export const isAvailable = ({ DBInstanceStatus: status }: Database): Condition =>
  holds('available', 'available', status === 'available', {
    met: 'It is available.',
    not_met: `It is ${status ?? 'in no known state'}. Propose the change again once it is available.`,
  });

/** RDS Custom watches its machines itself, and takes what others change for a fault. */
export const isOfRds = ({ Engine = '' }: Database): Condition =>
  holds('not_custom', 'not of RDS Custom', !Engine.startsWith('custom-'), {
    met: `Its engine is ${Engine}.`,
    not_met: `It is of RDS Custom (${Engine}), which has to be changed by hand.`,
  });
