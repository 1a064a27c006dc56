import type { Reader } from './reader.ts';
import type { AzureType } from './resource.ts';

const poolOf = (pool: Reader): Record<string, unknown> => ({
  name: pool.text('name'),
  vm_size: pool.text('vmSize'),
  nodes: pool.number('count'),
  minimum_nodes: pool.number('minCount'),
  maximum_nodes: pool.number('maxCount'),
  autoscaling: pool.flag('enableAutoScaling'),
  mode: pool.text('mode'),
  os_type: pool.text('osType'),
  priority: pool.text('scaleSetPriority') ?? 'Regular',
  power_state: pool.text('powerState.code'),
  os_disk_size_gib: pool.number('osDiskSizeGB'),
  os_disk_type: pool.text('osDiskType'),
  kubernetes_version: pool.text('currentOrchestratorVersion') ?? pool.text('orchestratorVersion'),
});

const cluster: AzureType = {
  resource_type: 'microsoft.containerservice/managedclusters',
  permission: 'Microsoft.ContainerService/managedClusters/read',
  map: ({ properties, sku }) => ({
    status: properties.text('powerState.code'),
    created_at: null,
    attributes: {
      sku: sku.text('name'),
      tier: sku.text('tier'),
      kubernetes_version: properties.text('currentKubernetesVersion') ?? properties.text('kubernetesVersion'),
      support_plan: properties.text('supportPlan'),
      node_resource_group: properties.id('nodeResourceGroup'),
      pools: properties.list('agentPoolProfiles').map(poolOf),
    },
  }),
};

/** AKS clusters with their node pools; nodes are in scale sets that belong to the cluster. */
export const containerTypes = [cluster];
