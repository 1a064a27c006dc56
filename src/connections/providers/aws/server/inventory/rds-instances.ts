import { dbInstanceResource, isRdsEngine, RDS_INSTANCES } from '../../core/inventory/rds-instances.ts';
import type { ResourceCollector } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;

/** Instances of RDS and Aurora. */
export const rdsInstances: ResourceCollector = {
  ...RDS_INSTANCES,
  async *collect(visit) {
    const { RDSClient, paginateDescribeDBInstances } = await import('@aws-sdk/client-rds');
    const pages = paginateDescribeDBInstances({ client: visit.client(RDSClient), pageSize: PAGE }, {}, visit.options);
    for await (const { DBInstances = [] } of visit.pages('rds:DescribeDBInstances', pages))
      yield DBInstances.filter(isRdsEngine).map((instance) => dbInstanceResource(visit.place, instance));
  },
};
