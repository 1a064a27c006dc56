import { AUTO_SCALING_GROUPS, autoScalingGroupResource } from '../../core/inventory/auto-scaling-groups.ts';
import type { ResourceCollector } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;

/** Groups of instances that grow and shrink by themselves. */
export const autoScalingGroups: ResourceCollector = {
  ...AUTO_SCALING_GROUPS,
  async *collect(visit) {
    const { AutoScalingClient, paginateDescribeAutoScalingGroups } = await import('@aws-sdk/client-auto-scaling');
    const client = visit.client(AutoScalingClient);
    const pages = paginateDescribeAutoScalingGroups({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { AutoScalingGroups = [] } of visit.pages('autoscaling:DescribeAutoScalingGroups', pages))
      yield AutoScalingGroups.map((group) => autoScalingGroupResource(visit.place, group));
  },
};
