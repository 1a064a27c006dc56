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

export const CLASSIC_LOAD_BALANCERS: AwsFamily = {
  resource_types: ['AWS::ElasticLoadBalancing::LoadBalancer'],
  permissions: [
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeInstanceHealth',
    'elasticloadbalancing:DescribeTags',
  ],
  scope: 'regional',
};

/** What is read of a listener of a classic load balancer. */
export interface ClassicListener {
  Protocol?: string | undefined;
  LoadBalancerPort?: number | undefined;
  InstanceProtocol?: string | undefined;
  InstancePort?: number | undefined;
}

/** What is read of a classic load balancer in the answer of DescribeLoadBalancers. */
export interface ClassicLoadBalancer {
  LoadBalancerName?: string | undefined;
  DNSName?: string | undefined;
  Scheme?: string | undefined;
  VPCId?: string | undefined;
  CreatedTime?: Date | undefined;
  AvailabilityZones?: string[] | undefined;
  Instances?: { InstanceId?: string | undefined }[] | undefined;
  ListenerDescriptions?: { Listener?: ClassicListener | undefined }[] | undefined;
}

/** What is read of an instance in the answer of DescribeInstanceHealth. */
export interface ClassicInstanceState {
  InstanceId?: string | undefined;
  State?: string | undefined;
}

const listenerAttributes = (listener: ClassicListener) => ({
  protocol: known(listener.Protocol),
  port: known(listener.LoadBalancerPort),
  instance_protocol: known(listener.InstanceProtocol),
  instance_port: known(listener.InstancePort),
});

const listenersOf = ({ ListenerDescriptions }: ClassicLoadBalancer) =>
  sortedBy(
    (ListenerDescriptions ?? []).flatMap(({ Listener }) => (Listener ? [listenerAttributes(Listener)] : [])),
    (one) => String(one.port),
  );

/**
 * A classic load balancer. AWS names it without an ARN, so its ARN, under which it is billed, is made here; `states` is
 * null where the health of its instances was not told.
 */
export function classicLoadBalancerResource(
  place: AwsPlace,
  balancer: ClassicLoadBalancer,
  states: ClassicInstanceState[] | null,
  tags: AwsTag[] | undefined,
): InventoryResource {
  const name = said(balancer.LoadBalancerName, 'LoadBalancerName');
  const instances = sorted(balancer.Instances?.flatMap(({ InstanceId }) => InstanceId ?? []));
  return resourceAt(place, {
    resource_id: arnOf(place, 'elasticloadbalancing', `loadbalancer/${name}`),
    resource_type: 'AWS::ElasticLoadBalancing::LoadBalancer',
    name,
    created_at: instant(balancer.CreatedTime),
    tags: tagsOf(tags),
    attached_to: instances.map((id) => arnOf(place, 'ec2', `instance/${id}`)),
    attributes: {
      scheme: known(balancer.Scheme),
      vpc_id: known(balancer.VPCId),
      dns_name: known(balancer.DNSName),
      availability_zones: sorted(balancer.AvailabilityZones),
      instances: instances.length,
      healthy_instances: states && states.filter(({ State }) => State === 'InService').length,
      listeners: listenersOf(balancer),
    },
  });
}
