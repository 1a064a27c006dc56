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
  TAGS_PERMISSION,
  tagsOf,
} from './common.ts';

export const CACHE_CLUSTERS: AwsFamily = {
  resource_types: ['AWS::ElastiCache::CacheCluster'],
  permissions: ['elasticache:DescribeCacheClusters', TAGS_PERMISSION],
  scope: 'regional',
};

/** What is read of a cluster in the answer of DescribeCacheClusters. */
export interface CacheCluster {
  ARN?: string | undefined;
  CacheClusterId?: string | undefined;
  CacheClusterStatus?: string | undefined;
  CacheNodeType?: string | undefined;
  Engine?: string | undefined;
  EngineVersion?: string | undefined;
  NumCacheNodes?: number | undefined;
  PreferredAvailabilityZone?: string | undefined;
  ReplicationGroupId?: string | undefined;
  SnapshotRetentionLimit?: number | undefined;
  CacheClusterCreateTime?: Date | undefined;
}

/** The ARN of a cluster, which ElastiCache leaves out of some answers. */
export const cacheClusterArn = (place: AwsPlace, { ARN, CacheClusterId }: CacheCluster): string =>
  ARN ?? arnOf(place, 'elasticache', `cluster:${said(CacheClusterId, 'CacheClusterId')}`);

/** A cluster, which for Redis and Valkey is one node; those of a replication group have it as parent. */
export function cacheClusterResource(
  place: AwsPlace,
  cluster: CacheCluster,
  tags: AwsTag[] | undefined,
): InventoryResource {
  const group = cluster.ReplicationGroupId;
  return resourceAt(place, {
    resource_id: cacheClusterArn(place, cluster),
    resource_type: 'AWS::ElastiCache::CacheCluster',
    name: known(cluster.CacheClusterId),
    status: known(cluster.CacheClusterStatus),
    created_at: instant(cluster.CacheClusterCreateTime),
    tags: tagsOf(tags),
    parent_id: group ? arnOf(place, 'elasticache', `replicationgroup:${group}`) : null,
    attributes: {
      node_type: known(cluster.CacheNodeType),
      engine: known(cluster.Engine),
      engine_version: known(cluster.EngineVersion),
      nodes: known(cluster.NumCacheNodes),
      availability_zone: known(cluster.PreferredAvailabilityZone),
      replication_group: group || null,
      snapshot_retention_days: known(cluster.SnapshotRetentionLimit),
    },
  });
}
