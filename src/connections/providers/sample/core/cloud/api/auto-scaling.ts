import { shortId } from '../network-ids.ts';
import { listOf } from './aws-input.ts';
import { INSTANCE } from './ec2-kinds.ts';
import type { AwsOperations } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

/** Nodes of EKS are members of a group that EKS makes for their node group. */
function autoScalingMember(instance: SampleResource) {
  const nodegroup = told<string>(instance, 'eks_nodegroup');
  const group = told<string>(instance, 'auto_scaling_group') ?? (nodegroup && `eks-${nodegroup}`);
  if (!group) return [];
  return [
    {
      InstanceId: shortId(instance.resource_id),
      InstanceType: told(instance, 'instance_type'),
      AutoScalingGroupName: group,
      AvailabilityZone: told(instance, 'availability_zone'),
      LifecycleState: 'InService',
      HealthStatus: 'HEALTHY',
      ProtectedFromScaleIn: false,
    },
  ];
}

/** What Auto Scaling says of instances: nothing of those that are in no group, or are not there. */
export const AUTO_SCALING_OPERATIONS: AwsOperations = {
  DescribeAutoScalingInstances: {
    reads: [INSTANCE],
    answer: ({ input, state, region }) => {
      const ids = listOf(input, 'InstanceIds');
      const asked = state
        .ofType(INSTANCE, region)
        .filter(({ resource_id }) => ids === undefined || ids.includes(shortId(resource_id)));
      return { AutoScalingInstances: asked.flatMap(autoScalingMember) };
    },
  },
};
