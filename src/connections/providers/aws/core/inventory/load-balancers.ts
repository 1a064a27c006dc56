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
  sortedBy,
  tagsOf,
} from './common.ts';

export const LOAD_BALANCERS: AwsFamily = {
  resource_types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  permissions: [
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetHealth',
    'elasticloadbalancing:DescribeTags',
  ],
  scope: 'regional',
};

/** What is read of a load balancer in the answer of DescribeLoadBalancers. */
export interface LoadBalancer {
  LoadBalancerArn?: string | undefined;
  LoadBalancerName?: string | undefined;
  Type?: string | undefined;
  Scheme?: string | undefined;
  State?: { Code?: string | undefined } | undefined;
  VpcId?: string | undefined;
  DNSName?: string | undefined;
  IpAddressType?: string | undefined;
  CreatedTime?: Date | undefined;
  AvailabilityZones?: { ZoneName?: string | undefined }[] | undefined;
}

/** What is read of a target group in the answer of DescribeTargetGroups. */
export interface TargetGroup {
  TargetGroupArn?: string | undefined;
  TargetGroupName?: string | undefined;
  TargetType?: string | undefined;
  Protocol?: string | undefined;
  Port?: number | undefined;
  LoadBalancerArns?: string[] | undefined;
}

/** What is read of a target in the answer of DescribeTargetHealth. */
export interface TargetHealth {
  Target?: { Id?: string | undefined; Port?: number | undefined } | undefined;
  TargetHealth?: { State?: string | undefined } | undefined;
}

/** A target group and the health of its targets. */
export interface TargetGroupHealth {
  group: TargetGroup;
  health: TargetHealth[];
}

const isHealthy = ({ TargetHealth }: TargetHealth): boolean => TargetHealth?.State === 'healthy';

function countByState(health: TargetHealth[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const state of sorted(health.map(({ TargetHealth }) => TargetHealth?.State ?? 'unknown')))
    counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

const groupAttributes = ({ group, health }: TargetGroupHealth) => ({
  target_group_arn: known(group.TargetGroupArn),
  name: known(group.TargetGroupName),
  target_type: known(group.TargetType),
  protocol: known(group.Protocol),
  port: known(group.Port),
  targets: health.length,
  healthy_targets: health.filter(isHealthy).length,
  targets_by_state: countByState(health),
});

/** What the load balancer serves, where targets have ARNs: instances by their id, Lambda and other balancers by their own. */
function targetArns(place: AwsPlace, groups: TargetGroupHealth[]): string[] {
  const ids = groups.flatMap(({ health }) => health.flatMap(({ Target }) => Target?.Id ?? []));
  const arns = ids.flatMap((id) =>
    id.startsWith('i-') ? [arnOf(place, 'ec2', `instance/${id}`)] : id.startsWith('arn:') ? [id] : [],
  );
  return sorted([...new Set(arns)]);
}

/** A load balancer with all its target groups; a target that is in two groups counts twice. */
export function loadBalancerResource(
  place: AwsPlace,
  balancer: LoadBalancer,
  groups: TargetGroupHealth[],
  tags: AwsTag[] | undefined,
): InventoryResource {
  const health = groups.flatMap((one) => one.health);
  return resourceAt(place, {
    resource_id: said(balancer.LoadBalancerArn, 'LoadBalancerArn'),
    resource_type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    name: known(balancer.LoadBalancerName),
    status: known(balancer.State?.Code),
    created_at: instant(balancer.CreatedTime),
    tags: tagsOf(tags),
    attached_to: targetArns(place, groups),
    attributes: {
      load_balancer_type: known(balancer.Type),
      scheme: known(balancer.Scheme),
      vpc_id: known(balancer.VpcId),
      dns_name: known(balancer.DNSName),
      ip_address_type: known(balancer.IpAddressType),
      availability_zones: sorted(balancer.AvailabilityZones?.flatMap(({ ZoneName }) => ZoneName ?? [])),
      targets: health.length,
      healthy_targets: health.filter(isHealthy).length,
      target_groups: sortedBy(groups.map(groupAttributes), (one) => one.target_group_arn),
    },
  });
}
