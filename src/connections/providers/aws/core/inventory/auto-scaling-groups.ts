import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  arnOf,
  instant,
  known,
  resourceAt,
  said,
  sorted,
  tagsOf,
} from './common.ts';

export const AUTO_SCALING_GROUPS: AwsFamily = {
  resource_types: ['AWS::AutoScaling::AutoScalingGroup'],
  permissions: ['autoscaling:DescribeAutoScalingGroups'],
  scope: 'regional',
};

/** What is read of a group in the answer of DescribeAutoScalingGroups. */
export interface AutoScalingGroup {
  AutoScalingGroupName?: string | undefined;
  AutoScalingGroupARN?: string | undefined;
  MinSize?: number | undefined;
  MaxSize?: number | undefined;
  DesiredCapacity?: number | undefined;
  Instances?: { InstanceId?: string | undefined; InstanceType?: string | undefined }[] | undefined;
  MixedInstancesPolicy?: object | undefined;
  LaunchTemplate?: { LaunchTemplateId?: string | undefined; Version?: string | undefined } | undefined;
  LaunchConfigurationName?: string | undefined;
  AvailabilityZones?: string[] | undefined;
  TargetGroupARNs?: string[] | undefined;
  SuspendedProcesses?: { ProcessName?: string | undefined }[] | undefined;
  Status?: string | undefined;
  CreatedTime?: Date | undefined;
  Tags?: AwsTag[] | undefined;
}

/** A group; its instances carry its name in the tag `aws:autoscaling:groupName`. */
export function autoScalingGroupResource(place: AwsPlace, group: AutoScalingGroup): InventoryResource {
  const tags = tagsOf(group.Tags);
  const cluster = tags['eks:cluster-name'];
  const instances = group.Instances ?? [];
  return resourceAt(place, {
    resource_id: said(group.AutoScalingGroupARN, 'AutoScalingGroupARN'),
    resource_type: 'AWS::AutoScaling::AutoScalingGroup',
    name: known(group.AutoScalingGroupName),
    // Only a group that is being deleted has a status.
    status: known(group.Status),
    created_at: instant(group.CreatedTime),
    tags,
    parent_id: cluster ? arnOf(place, 'eks', `cluster/${cluster}`) : null,
    attributes: {
      minimum_size: known(group.MinSize),
      maximum_size: known(group.MaxSize),
      desired_capacity: known(group.DesiredCapacity),
      instance_ids: sorted(instances.flatMap(({ InstanceId }) => InstanceId ?? [])),
      instance_types: sorted([...new Set(instances.flatMap(({ InstanceType }) => InstanceType ?? []))]),
      mixed_instances: group.MixedInstancesPolicy !== undefined,
      launch_template_id: known(group.LaunchTemplate?.LaunchTemplateId),
      launch_configuration: known(group.LaunchConfigurationName),
      availability_zones: sorted(group.AvailabilityZones),
      target_group_arns: sorted(group.TargetGroupARNs),
      suspended_processes: sorted(group.SuspendedProcesses?.flatMap(({ ProcessName }) => ProcessName ?? [])),
    },
  });
}
