import { CACHE_CLUSTERS, cacheClusterArn, cacheClusterResource } from '../../core/inventory/cache-clusters.ts';
import type { ResourceCollector } from './collector.ts';
import { tagsByArn } from './tags.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;

/** Clusters of ElastiCache, with their tags. */
export const cacheClusters: ResourceCollector = {
  ...CACHE_CLUSTERS,
  async *collect(visit) {
    const { ElastiCacheClient, paginateDescribeCacheClusters } = await import('@aws-sdk/client-elasticache');
    const client = visit.client(ElastiCacheClient);
    const pages = paginateDescribeCacheClusters({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { CacheClusters: clusters = [] } of visit.pages('elasticache:DescribeCacheClusters', pages)) {
      const arnOf = (cluster: (typeof clusters)[number]): string => cacheClusterArn(visit.place, cluster);
      const tags = await tagsByArn(visit, clusters.map(arnOf));
      yield clusters.map((cluster) => cacheClusterResource(visit.place, cluster, tags.get(arnOf(cluster))));
    }
  },
};
