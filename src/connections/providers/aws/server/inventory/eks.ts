import type { EKSClient } from '@aws-sdk/client-eks';
import type { InventoryResource } from '../../../../core/inventory.ts';
import { EKS, eksClusterResource, nodegroupResource } from '../../core/inventory/eks.ts';
import { eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;
const GONE = ['ResourceNotFoundException'];

/** The node groups of a cluster, of which AWS lists names only. */
async function readNodegroups(visit: Visit, client: EKSClient, clusterName: string): Promise<InventoryResource[]> {
  const { DescribeNodegroupCommand, paginateListNodegroups } = await import('@aws-sdk/client-eks');
  const found: InventoryResource[] = [];
  const read = async (nodegroupName: string): Promise<InventoryResource[]> => {
    const call = visit.ask('eks:DescribeNodegroup', (options) =>
      client.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }), options),
    );
    const answer = await unless(GONE, null, call);
    return answer?.nodegroup ? [nodegroupResource(visit.place, answer.nodegroup)] : [];
  };
  const pages = paginateListNodegroups({ client, pageSize: PAGE }, { clusterName }, visit.options);
  for await (const { nodegroups = [] } of visit.pages('eks:ListNodegroups', pages))
    found.push(...(await eachOf(nodegroups, read)).flat());
  return found;
}

async function readCluster(visit: Visit, client: EKSClient, name: string): Promise<InventoryResource[]> {
  const { DescribeClusterCommand } = await import('@aws-sdk/client-eks');
  const { cluster } = await visit.ask('eks:DescribeCluster', (options) =>
    client.send(new DescribeClusterCommand({ name }), options),
  );
  return cluster ? [eksClusterResource(visit.place, cluster), ...(await readNodegroups(visit, client, name))] : [];
}

/** Clusters of Kubernetes and their managed node groups. */
export const eks: ResourceCollector = {
  ...EKS,
  async *collect(visit) {
    const { EKSClient, paginateListClusters } = await import('@aws-sdk/client-eks');
    const client = visit.client(EKSClient);
    const pages = paginateListClusters({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { clusters = [] } of visit.pages('eks:ListClusters', pages))
      for (const name of clusters) yield await unless(GONE, [], readCluster(visit, client, name));
  },
};
