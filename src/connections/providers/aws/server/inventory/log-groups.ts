import { LOG_GROUPS, logGroupArn, logGroupResource } from '../../core/inventory/log-groups.ts';
import type { ResourceCollector } from './collector.ts';
import { tagsByArn } from './tags.ts';

/** As many as AWS answers in one page. */
const PAGE = 50;

/** Log groups of CloudWatch. */
export const logGroups: ResourceCollector = {
  ...LOG_GROUPS,
  async *collect(visit) {
    const { CloudWatchLogsClient, paginateDescribeLogGroups } = await import('@aws-sdk/client-cloudwatch-logs');
    const client = visit.client(CloudWatchLogsClient);
    const pages = paginateDescribeLogGroups({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { logGroups: groups = [] } of visit.pages('logs:DescribeLogGroups', pages)) {
      const arnOf = (group: (typeof groups)[number]): string => logGroupArn(visit.place, group);
      const tags = await tagsByArn(visit, groups.map(arnOf));
      yield groups.map((group) => logGroupResource(visit.place, group, tags.get(arnOf(group))));
    }
  },
};
