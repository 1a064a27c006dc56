import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsTag } from '../../core/inventory/common.ts';
import {
  LOAD_BALANCERS,
  loadBalancerResource,
  type TargetGroup,
  type TargetGroupHealth,
} from '../../core/inventory/load-balancers.ts';
import { batchesOf, eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';

const PAGE = 400;
/** As many resources as DescribeTags takes. */
const TAGS_BATCH = 20;
const GONE = ['TargetGroupNotFoundException', 'TargetGroupNotFound'];

/** All target groups of the region, by the load balancers that they belong to. */
async function readGroups(visit: Visit, client: ElasticLoadBalancingV2Client): Promise<Map<string, TargetGroup[]>> {
  const { paginateDescribeTargetGroups } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const groups = new Map<string, TargetGroup[]>();
  const pages = paginateDescribeTargetGroups({ client, pageSize: PAGE }, {}, visit.options);
  for await (const { TargetGroups = [] } of visit.pages('elasticloadbalancing:DescribeTargetGroups', pages))
    for (const group of TargetGroups)
      for (const arn of group.LoadBalancerArns ?? []) groups.set(arn, [...(groups.get(arn) ?? []), group]);
  return groups;
}

async function readTags(
  visit: Visit,
  client: ElasticLoadBalancingV2Client,
  arns: string[],
): Promise<Map<string, AwsTag[]>> {
  const { DescribeTagsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const answers = await eachOf(batchesOf(arns, TAGS_BATCH), (ResourceArns) =>
    visit.ask('elasticloadbalancing:DescribeTags', (options) =>
      client.send(new DescribeTagsCommand({ ResourceArns }), options),
    ),
  );
  const described = answers.flatMap(({ TagDescriptions = [] }) => TagDescriptions);
  return new Map(described.map(({ ResourceArn = '', Tags = [] }) => [ResourceArn, Tags]));
}

/** The health of the targets of each group; AWS tells it of one group at a time, in one page. */
async function readHealth(
  visit: Visit,
  client: ElasticLoadBalancingV2Client,
  groups: TargetGroup[],
): Promise<TargetGroupHealth[]> {
  const { DescribeTargetHealthCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const read = (group: TargetGroup) =>
    visit.ask('elasticloadbalancing:DescribeTargetHealth', (options) =>
      client.send(new DescribeTargetHealthCommand({ TargetGroupArn: group.TargetGroupArn }), options),
    );
  const answers = await eachOf(groups, async (group) => ({ group, answer: await unless(GONE, null, read(group)) }));
  return answers.flatMap(({ group, answer }) =>
    answer ? [{ group, health: answer.TargetHealthDescriptions ?? [] }] : [],
  );
}

/** Load balancers of the second generation (application, network, gateway) with the health of what they serve. */
export const loadBalancers: ResourceCollector = {
  ...LOAD_BALANCERS,
  async *collect(visit) {
    const { ElasticLoadBalancingV2Client, paginateDescribeLoadBalancers } = await import(
      '@aws-sdk/client-elastic-load-balancing-v2'
    );
    const client = visit.client(ElasticLoadBalancingV2Client);
    const pages = paginateDescribeLoadBalancers({ client, pageSize: PAGE }, {}, visit.options);
    let groups: Map<string, TargetGroup[]> | undefined;
    for await (const { LoadBalancers = [] } of visit.pages('elasticloadbalancing:DescribeLoadBalancers', pages)) {
      if (LoadBalancers.length === 0) continue;
      groups ??= await readGroups(visit, client);
      const arns = LoadBalancers.flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []);
      const tags = await readTags(visit, client, arns);
      const health = await readHealth(visit, client, [...new Set(arns.flatMap((arn) => groups?.get(arn) ?? []))]);
      yield LoadBalancers.map((balancer) => {
        const own = groups?.get(balancer.LoadBalancerArn ?? '') ?? [];
        const served = health.filter(({ group }) => own.includes(group));
        return loadBalancerResource(visit.place, balancer, served, tags.get(balancer.LoadBalancerArn ?? ''));
      });
    }
  },
};
