import { CACHE_CLUSTERS, cacheClusterResource } from '../../core/inventory/cache-clusters.ts';
import { eachOf, type ResourceCollector, unless } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;
/** So says ElastiCache of a cluster that is being made or changed, too. */
const NOT_TOLD = ['CacheClusterNotFoundFault', 'InvalidReplicationGroupStateFault'];

/** Clusters of ElastiCache, with their tags, which AWS tells of one cluster at a time. */
export const cacheClusters: ResourceCollector = {
  ...CACHE_CLUSTERS,
  async *collect(visit) {
    const { ElastiCacheClient, ListTagsForResourceCommand, paginateDescribeCacheClusters } = await import(
      '@aws-sdk/client-elasticache'
    );
    const client = visit.client(ElastiCacheClient);
    const readTags = (ResourceName: string | undefined) =>
      visit.ask('elasticache:ListTagsForResource', (options) =>
        client.send(new ListTagsForResourceCommand({ ResourceName }), options),
      );
    const pages = paginateDescribeCacheClusters({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { CacheClusters = [] } of visit.pages('elasticache:DescribeCacheClusters', pages)) {
      yield await eachOf(CacheClusters, async (cluster) => {
        const answer = await unless(NOT_TOLD, null, readTags(cluster.ARN));
        return cacheClusterResource(visit.place, cluster, answer && (answer.TagList ?? []));
      });
    }
  },
};
