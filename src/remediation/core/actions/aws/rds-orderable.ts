import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Condition, Subject } from '../../action.ts';
import type { Database } from './rds-database.ts';
import { bodyOf, callIn, unread } from './services-common.ts';

/** A class as it can be ordered for an engine with one type of storage, in the answer of DescribeOrderableDBInstanceOptions. */
interface Option {
  DBInstanceClass?: string;
  StorageType?: string;
  AvailabilityZones?: { Name?: string }[];
  MultiAZCapable?: boolean;
  SupportsStorageEncryption?: boolean;
  SupportsPerformanceInsights?: boolean;
  SupportsIAMDatabaseAuthentication?: boolean;
  SupportsEnhancedMonitoring?: boolean;
  ReadReplicaCapable?: boolean;
  MinStorageSize?: number;
  MaxStorageSize?: number;
  MaxIopsPerDbInstance?: number;
  MaxStorageThroughputPerDbInstance?: number;
}

/** What a database is to become. */
export interface Wanted {
  instance_class: string;
  multi_az: boolean;
}

/** Whether AWS has to offer it: a class that it no longer offers can be kept, and its standby be taken away. */
export const needsOffer = ({ DBInstanceClass, MultiAZ }: Database, { instance_class, multi_az }: Wanted): boolean =>
  instance_class !== DBInstanceClass || (multi_az && MultiAZ !== true);

/** The call that tells whether a class can be had for an engine; there are as many options as types of storage. */
export const describeOrderable = (subject: Subject, database: Database, { instance_class }: Wanted): AwsCall =>
  callIn('rds', subject)('DescribeOrderableDBInstanceOptions', {
    Engine: database.Engine ?? '',
    ...(database.EngineVersion ? { EngineVersion: database.EngineVersion } : {}),
    ...(database.LicenseModel ? { LicenseModel: database.LicenseModel } : {}),
    DBInstanceClass: instance_class,
    MaxRecords: 100,
  });

/** What AWS leaves out is not held against an option. */
const lies = (value: number | undefined, least: number | undefined, most: number | undefined): boolean =>
  value === undefined || (value >= (least ?? value) && value <= (most ?? value));

/** What the database has and the class does not give it, as phrases. */
function lackingIn(option: Option, database: Database, { multi_az }: Wanted): string[] {
  const has_replicas = (database.ReadReplicaDBInstanceIdentifiers ?? []).length > 0;
  const { AvailabilityZone: zone, AllocatedStorage: gib, Iops: iops, StorageThroughput: mibps } = database;
  const needs: [boolean, boolean | undefined, string][] = [
    [multi_az, option.MultiAZCapable, 'several zones (Multi-AZ)'],
    [database.StorageEncrypted === true, option.SupportsStorageEncryption, 'encrypted storage'],
    [database.PerformanceInsightsEnabled === true, option.SupportsPerformanceInsights, 'Performance Insights'],
    [database.IAMDatabaseAuthenticationEnabled === true, option.SupportsIAMDatabaseAuthentication, 'sign-in by IAM'],
    [(database.MonitoringInterval ?? 0) > 0, option.SupportsEnhancedMonitoring, 'Enhanced Monitoring'],
    [has_replicas, option.ReadReplicaCapable, 'read replicas'],
  ];
  const zones = (option.AvailabilityZones ?? []).flatMap(({ Name }) => Name ?? []);
  return [
    ...needs.flatMap(([is_needed, is_given, what]) => (is_needed && is_given === false ? [what] : [])),
    ...(zone !== undefined && zones.length > 0 && !zones.includes(zone) ? [`the zone ${zone}`] : []),
    ...(lies(gib, option.MinStorageSize, option.MaxStorageSize) ? [] : [`${gib} GiB of storage`]),
    ...(lies(iops, undefined, option.MaxIopsPerDbInstance) ? [] : [`${iops} IOPS`]),
    ...(lies(mibps, undefined, option.MaxStorageThroughputPerDbInstance) ? [] : [`${mibps} MiB/s`]),
  ];
}

/** Whether AWS offers the class for this engine and version, in this zone, with all that the database has. */
export function classIsOffered(database: Database, wanted: Wanted, answer: CloudAnswer | undefined): Condition {
  const { instance_class } = wanted;
  const [condition, text] = ['class_offered', `${instance_class} is offered for it`];
  const body = bodyOf<{ OrderableDBInstanceOptions?: Option[] }>(answer);
  if (body === null) return unread(condition, text, answer);
  const { Engine: engine, EngineVersion: version, StorageType: storage } = database;
  const options = (body.OrderableDBInstanceOptions ?? []).filter(
    ({ DBInstanceClass, StorageType }) =>
      DBInstanceClass === instance_class && (StorageType ?? storage) === (storage ?? StorageType),
  );
  const lacking = options.map((option) => lackingIn(option, database, wanted)).toSorted((a, b) => a.length - b.length);
  const [least] = lacking;
  const what = `${instance_class} for ${engine} ${version}${storage ? ` with ${storage} storage` : ''}`;
  if (least?.length === 0) return { condition, text, result: 'met', detail: `AWS offers ${what}.` };
  return {
    condition,
    text,
    result: 'not_met',
    detail: least
      ? `AWS offers ${what}, but not with ${least.join(' and ')}. Choose another class.`
      : `AWS does not offer ${what} in this region. Choose another class.`,
  };
}
