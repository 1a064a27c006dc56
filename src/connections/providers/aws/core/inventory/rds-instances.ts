import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  arnOf,
  instant,
  known,
  resourceAt,
  said,
  sorted,
  tagsOf,
} from './common.ts';

export const RDS_INSTANCES: AwsFamily = {
  resource_types: ['AWS::RDS::DBInstance'],
  permissions: ['rds:DescribeDBInstances'],
  scope: 'regional',
};

/** The API of RDS answers for DocumentDB and Neptune too, which are other services with other prices. */
export const isRdsEngine = ({ Engine }: { Engine?: string | undefined }): boolean =>
  Engine !== 'docdb' && Engine !== 'neptune';

/** What is read of an instance in the answer of DescribeDBInstances. */
export interface DbInstance {
  DBInstanceArn?: string | undefined;
  DBInstanceIdentifier?: string | undefined;
  DBInstanceClass?: string | undefined;
  DBInstanceStatus?: string | undefined;
  Engine?: string | undefined;
  EngineVersion?: string | undefined;
  EngineLifecycleSupport?: string | undefined;
  LicenseModel?: string | undefined;
  MultiAZ?: boolean | undefined;
  AvailabilityZone?: string | undefined;
  SecondaryAvailabilityZone?: string | undefined;
  StorageType?: string | undefined;
  AllocatedStorage?: number | undefined;
  MaxAllocatedStorage?: number | undefined;
  Iops?: number | undefined;
  StorageThroughput?: number | undefined;
  StorageEncrypted?: boolean | undefined;
  BackupRetentionPeriod?: number | undefined;
  DBClusterIdentifier?: string | undefined;
  ReadReplicaSourceDBInstanceIdentifier?: string | undefined;
  ReadReplicaDBInstanceIdentifiers?: string[] | undefined;
  PubliclyAccessible?: boolean | undefined;
  DeletionProtection?: boolean | undefined;
  PerformanceInsightsEnabled?: boolean | undefined;
  PerformanceInsightsRetentionPeriod?: number | undefined;
  AutomaticRestartTime?: Date | undefined;
  InstanceCreateTime?: Date | undefined;
  DBSubnetGroup?: { VpcId?: string | undefined } | undefined;
  ProcessorFeatures?: { Name?: string | undefined; Value?: string | undefined }[] | undefined;
  TagList?: AwsTag[] | undefined;
}

/** Instances of Aurora have the storage of their cluster, and say 0 or 1 GiB of their own. */
const storageAttributes = (instance: DbInstance) => {
  const shared = instance.Engine?.startsWith('aurora') ?? false;
  return {
    storage_type: known(instance.StorageType),
    allocated_gib: shared ? null : known(instance.AllocatedStorage),
    maximum_allocated_gib: known(instance.MaxAllocatedStorage),
    iops: known(instance.Iops),
    throughput_mibps: known(instance.StorageThroughput),
    encrypted: known(instance.StorageEncrypted),
  };
};

/** An instance of RDS, or one of an Aurora or Multi-AZ cluster, whose parent is the cluster. */
export function dbInstanceResource(place: AwsPlace, instance: DbInstance): InventoryResource {
  const cluster = instance.DBClusterIdentifier;
  return resourceAt(place, {
    resource_id: said(instance.DBInstanceArn, 'DBInstanceArn'),
    resource_type: 'AWS::RDS::DBInstance',
    name: known(instance.DBInstanceIdentifier),
    status: known(instance.DBInstanceStatus),
    created_at: instant(instance.InstanceCreateTime),
    tags: tagsOf(instance.TagList),
    parent_id: cluster ? arnOf(place, 'rds', `cluster:${cluster}`) : null,
    attributes: {
      instance_class: known(instance.DBInstanceClass),
      engine: known(instance.Engine),
      engine_version: known(instance.EngineVersion),
      engine_lifecycle_support: known(instance.EngineLifecycleSupport),
      license_model: known(instance.LicenseModel),
      multi_az: known(instance.MultiAZ),
      availability_zone: known(instance.AvailabilityZone),
      secondary_availability_zone: known(instance.SecondaryAvailabilityZone),
      vpc_id: known(instance.DBSubnetGroup?.VpcId),
      ...storageAttributes(instance),
      backup_retention_days: known(instance.BackupRetentionPeriod),
      cluster: cluster ?? null,
      read_replica_of: instance.ReadReplicaSourceDBInstanceIdentifier || null,
      read_replicas: sorted(instance.ReadReplicaDBInstanceIdentifiers),
      publicly_accessible: known(instance.PubliclyAccessible),
      deletion_protection: known(instance.DeletionProtection),
      performance_insights: known(instance.PerformanceInsightsEnabled),
      performance_insights_retention_days: known(instance.PerformanceInsightsRetentionPeriod),
      processor_features: Object.fromEntries(
        (instance.ProcessorFeatures ?? []).map(({ Name = '', Value = '' }) => [Name, Value]),
      ),
      // A stopped instance starts by itself after seven days.
      restarts_at: instant(instance.AutomaticRestartTime),
    },
  });
}
