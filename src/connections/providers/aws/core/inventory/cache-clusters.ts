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
  tagsOf,
} from './common.ts';

export const CACHE_CLUSTERS: AwsFamily = {
  resource_types: ['AWS::ElastiCache::CacheCluster'],
  permissions: ['elasticache:DescribeCacheClusters', 'elasticache:ListTagsForResource'],
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

/**
 * A cluster, which for Redis and Valkey is one node; those of a replication group have it as parent. `tags` is null
 * while the cluster is being changed, when ElastiCache does not tell them.
 */
export function cacheClusterResource(place: AwsPlace, cluster: CacheCluster, tags: AwsTag[] | null): InventoryResource {
  const id = said(cluster.CacheClusterId, 'CacheClusterId');
  const group = cluster.ReplicationGroupId;
  return resourceAt(place, {
    resource_id: cluster.ARN ?? arnOf(place, 'elasticache', `cluster:${id}`),
    resource_type: 'AWS::ElastiCache::CacheCluster',
    name: id,
    status: known(cluster.CacheClusterStatus),
    created_at: instant(cluster.CacheClusterCreateTime),
    tags: tagsOf(tags ?? []),
    parent_id: group ? arnOf(place, 'elasticache', `replicationgroup:${group}`) : null,
    attributes: {
      tags_known: tags !== null,
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
