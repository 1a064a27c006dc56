import { LOG_GROUPS, logGroupResource } from '../../core/inventory/log-groups.ts';
import type { ResourceCollector } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 50;

/** Log groups of CloudWatch. */
export const logGroups: ResourceCollector = {
  ...LOG_GROUPS,
  async *collect(visit) {
    const { CloudWatchLogsClient, paginateDescribeLogGroups } = await import('@aws-sdk/client-cloudwatch-logs');
    const client = visit.client(CloudWatchLogsClient);
    const pages = paginateDescribeLogGroups({ client, pageSize: PAGE }, {}, visit.options);
    for await (const page of visit.pages('logs:DescribeLogGroups', pages))
      yield (page.logGroups ?? []).map((group) => logGroupResource(visit.place, group));
  },
};
