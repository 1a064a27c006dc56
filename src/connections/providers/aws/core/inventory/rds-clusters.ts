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
  sortedBy,
  tagsOf,
} from './common.ts';

export const RDS_CLUSTERS: AwsFamily = {
  resource_types: ['AWS::RDS::DBCluster'],
  permissions: ['rds:DescribeDBClusters'],
  scope: 'regional',
};

/** What is read of a cluster in the answer of DescribeDBClusters. */
export interface DbCluster {
  DBClusterArn?: string | undefined;
  DBClusterIdentifier?: string | undefined;
  DbClusterResourceId?: string | undefined;
  Status?: string | undefined;
  Engine?: string | undefined;
  EngineVersion?: string | undefined;
  EngineMode?: string | undefined;
  EngineLifecycleSupport?: string | undefined;
  MultiAZ?: boolean | undefined;
  StorageType?: string | undefined;
  AllocatedStorage?: number | undefined;
  Iops?: number | undefined;
  StorageEncrypted?: boolean | undefined;
  DBClusterInstanceClass?: string | undefined;
  BackupRetentionPeriod?: number | undefined;
  BacktrackWindow?: number | undefined;
  DeletionProtection?: boolean | undefined;
  ServerlessV2ScalingConfiguration?: { MinCapacity?: number | undefined; MaxCapacity?: number | undefined } | undefined;
  DBClusterMembers?: { DBInstanceIdentifier?: string | undefined; IsClusterWriter?: boolean | undefined }[] | undefined;
  ReplicationSourceIdentifier?: string | undefined;
  AutomaticRestartTime?: Date | undefined;
  ClusterCreateTime?: Date | undefined;
  TagList?: AwsTag[] | undefined;
}

/** An Aurora or Multi-AZ cluster. */
export function dbClusterResource(place: AwsPlace, cluster: DbCluster): InventoryResource {
  const resource_id = said(cluster.DBClusterArn, 'DBClusterArn');
  // Bills name the storage of Aurora by an id that outlives renames.
  const lasting = cluster.DbClusterResourceId;
  return resourceAt(place, {
    resource_id,
    resource_type: 'AWS::RDS::DBCluster',
    name: known(cluster.DBClusterIdentifier),
    status: known(cluster.Status),
    created_at: instant(cluster.ClusterCreateTime),
    tags: tagsOf(cluster.TagList),
    billed_as: lasting ? [resource_id, arnOf(place, 'rds', `cluster:${lasting}`)] : [resource_id],
    attributes: {
      engine: known(cluster.Engine),
      engine_version: known(cluster.EngineVersion),
      engine_mode: known(cluster.EngineMode),
      engine_lifecycle_support: known(cluster.EngineLifecycleSupport),
      multi_az: known(cluster.MultiAZ),
      instance_class: cluster.DBClusterInstanceClass || null,
      storage_type: cluster.StorageType || null,
      // Aurora grows by itself, and says 1 here.
      allocated_gib: cluster.Engine?.startsWith('aurora') ? null : known(cluster.AllocatedStorage),
      iops: known(cluster.Iops),
      encrypted: known(cluster.StorageEncrypted),
      serverless_minimum_acu: known(cluster.ServerlessV2ScalingConfiguration?.MinCapacity),
      serverless_maximum_acu: known(cluster.ServerlessV2ScalingConfiguration?.MaxCapacity),
      backup_retention_days: known(cluster.BackupRetentionPeriod),
      backtrack_window_seconds: known(cluster.BacktrackWindow),
      deletion_protection: known(cluster.DeletionProtection),
      replica_of: cluster.ReplicationSourceIdentifier || null,
      members: sortedBy(
        (cluster.DBClusterMembers ?? []).map((member) => ({
          instance: known(member.DBInstanceIdentifier),
          writer: known(member.IsClusterWriter),
        })),
        (member) => member.instance,
      ),
      restarts_at: instant(cluster.AutomaticRestartTime),
    },
  });
}
