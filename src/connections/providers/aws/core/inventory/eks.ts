import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  arnOf,
  instant,
  known,
  resourceAt,
  said,
  sorted,
  tagsOfRecord,
} from './common.ts';

export const EKS: AwsFamily = {
  resource_types: ['AWS::EKS::Cluster', 'AWS::EKS::Nodegroup'],
  permissions: ['eks:ListClusters', 'eks:DescribeCluster', 'eks:ListNodegroups', 'eks:DescribeNodegroup'],
  scope: 'regional',
};

/** What is read of a cluster in the answer of DescribeCluster. */
export interface EksCluster {
  name?: string | undefined;
  arn?: string | undefined;
  status?: string | undefined;
  version?: string | undefined;
  platformVersion?: string | undefined;
  createdAt?: Date | undefined;
  upgradePolicy?: { supportType?: string | undefined } | undefined;
  resourcesVpcConfig?: { vpcId?: string | undefined } | undefined;
  computeConfig?: { enabled?: boolean | undefined } | undefined;
  tags?: Record<string, string> | undefined;
}

/** What is read of a node group in the answer of DescribeNodegroup. */
export interface EksNodegroup {
  nodegroupName?: string | undefined;
  nodegroupArn?: string | undefined;
  clusterName?: string | undefined;
  status?: string | undefined;
  version?: string | undefined;
  capacityType?: string | undefined;
  amiType?: string | undefined;
  instanceTypes?: string[] | undefined;
  diskSize?: number | undefined;
  scalingConfig?:
    | { minSize?: number | undefined; maxSize?: number | undefined; desiredSize?: number | undefined }
    | undefined;
  resources?: { autoScalingGroups?: { name?: string | undefined }[] | undefined } | undefined;
  createdAt?: Date | undefined;
  tags?: Record<string, string> | undefined;
}

/** A cluster; its nodes are instances of EC2 that name it as their parent. */
export function eksClusterResource(place: AwsPlace, cluster: EksCluster): InventoryResource {
  return resourceAt(place, {
    resource_id: said(cluster.arn, 'arn'),
    resource_type: 'AWS::EKS::Cluster',
    name: known(cluster.name),
    status: known(cluster.status),
    created_at: instant(cluster.createdAt),
    tags: tagsOfRecord(cluster.tags),
    attributes: {
      version: known(cluster.version),
      platform_version: known(cluster.platformVersion),
      support_type: known(cluster.upgradePolicy?.supportType),
      vpc_id: known(cluster.resourcesVpcConfig?.vpcId),
      auto_mode: known(cluster.computeConfig?.enabled),
    },
  });
}

/** A managed node group of a cluster. */
export function nodegroupResource(place: AwsPlace, group: EksNodegroup): InventoryResource {
  const cluster = said(group.clusterName, 'clusterName');
  return resourceAt(place, {
    resource_id: said(group.nodegroupArn, 'nodegroupArn'),
    resource_type: 'AWS::EKS::Nodegroup',
    name: known(group.nodegroupName),
    status: known(group.status),
    created_at: instant(group.createdAt),
    tags: tagsOfRecord(group.tags),
    parent_id: arnOf(place, 'eks', `cluster/${cluster}`),
    attributes: {
      cluster,
      version: known(group.version),
      capacity_type: known(group.capacityType),
      ami_type: known(group.amiType),
      // Empty where a launch template names the type.
      instance_types: sorted(group.instanceTypes),
      minimum_nodes: known(group.scalingConfig?.minSize),
      maximum_nodes: known(group.scalingConfig?.maxSize),
      desired_nodes: known(group.scalingConfig?.desiredSize),
      disk_size_gib: known(group.diskSize),
      auto_scaling_groups: sorted(group.resources?.autoScalingGroups?.flatMap(({ name }) => name ?? [])),
    },
  });
}
