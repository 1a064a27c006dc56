import type { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import {
  CLASSIC_LOAD_BALANCERS,
  type ClassicInstanceState,
  type ClassicLoadBalancer,
  classicLoadBalancerResource,
} from '../../core/inventory/classic-load-balancers.ts';
import type { AwsTag } from '../../core/inventory/common.ts';
import { batchesOf, eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';

const PAGE = 400;
/** As many load balancers as DescribeTags takes. */
const TAGS_BATCH = 20;
const GONE = ['AccessPointNotFoundException', 'LoadBalancerNotFound'];

async function readTags(
  visit: Visit,
  client: ElasticLoadBalancingClient,
  names: string[],
): Promise<Map<string, AwsTag[]>> {
  const { DescribeTagsCommand } = await import('@aws-sdk/client-elastic-load-balancing');
  const answers = await eachOf(batchesOf(names, TAGS_BATCH), (LoadBalancerNames) =>
    visit.ask('elasticloadbalancing:DescribeTags', (options) =>
      client.send(new DescribeTagsCommand({ LoadBalancerNames }), options),
    ),
  );
  const described = answers.flatMap(({ TagDescriptions = [] }) => TagDescriptions);
  return new Map(described.map(({ LoadBalancerName = '', Tags = [] }) => [LoadBalancerName, Tags]));
}

/** The states of the instances of each load balancer, in their order; AWS tells them of one at a time, in one page. */
async function readStates(
  visit: Visit,
  client: ElasticLoadBalancingClient,
  balancers: ClassicLoadBalancer[],
): Promise<(ClassicInstanceState[] | null)[]> {
  const { DescribeInstanceHealthCommand } = await import('@aws-sdk/client-elastic-load-balancing');
  const read = (LoadBalancerName: string | undefined) =>
    visit.ask('elasticloadbalancing:DescribeInstanceHealth', (options) =>
      client.send(new DescribeInstanceHealthCommand({ LoadBalancerName }), options),
    );
  return eachOf(balancers, async ({ LoadBalancerName, Instances = [] }) => {
    if (Instances.length === 0) return [];
    const answer = await unless(GONE, null, read(LoadBalancerName));
    return answer?.InstanceStates ?? null;
  });
}

/** Load balancers of the first generation with the health of their instances. */
export const classicLoadBalancers: ResourceCollector = {
  ...CLASSIC_LOAD_BALANCERS,
  async *collect(visit) {
    const { ElasticLoadBalancingClient, paginateDescribeLoadBalancers } = await import(
      '@aws-sdk/client-elastic-load-balancing'
    );
    const client = visit.client(ElasticLoadBalancingClient);
    const pages = paginateDescribeLoadBalancers({ client, pageSize: PAGE }, {}, visit.options);
    for await (const page of visit.pages('elasticloadbalancing:DescribeLoadBalancers', pages)) {
      const balancers = page.LoadBalancerDescriptions ?? [];
      if (balancers.length === 0) continue;
      const names = balancers.flatMap(({ LoadBalancerName }) => LoadBalancerName ?? []);
      const tags = await readTags(visit, client, names);
      const states = await readStates(visit, client, balancers);
      yield balancers.map((balancer, index) =>
        classicLoadBalancerResource(
          visit.place,
          balancer,
          states[index] ?? null,
          tags.get(balancer.LoadBalancerName ?? ''),
        ),
      );
    }
  },
};
