import { dbClusterResource, RDS_CLUSTERS } from '../../core/inventory/rds-clusters.ts';
import { isRdsEngine } from '../../core/inventory/rds-instances.ts';
import type { ResourceCollector } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;

/** Clusters of Aurora, and Multi-AZ clusters of RDS. */
export const rdsClusters: ResourceCollector = {
  ...RDS_CLUSTERS,
  async *collect(visit) {
    const { RDSClient, paginateDescribeDBClusters } = await import('@aws-sdk/client-rds');
    const pages = paginateDescribeDBClusters({ client: visit.client(RDSClient), pageSize: PAGE }, {}, visit.options);
    for await (const { DBClusters = [] } of visit.pages('rds:DescribeDBClusters', pages))
      yield DBClusters.filter(isRdsEngine).map((cluster) => dbClusterResource(visit.place, cluster));
  },
};
