import { describe, expect, it } from 'vitest';
import { type ClassicLoadBalancer, classicLoadBalancerResource } from './classic-load-balancers.ts';

const PLACE = { partition: 'aws', account_id: '111122223333', region: 'eu-central-1' };
const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/shop';
const instanceArn = (id: string): string => `arn:aws:ec2:eu-central-1:111122223333:instance/${id}`;
const balancer = (more: ClassicLoadBalancer): ClassicLoadBalancer => ({ LoadBalancerName: 'shop', ...more });

describe('a classic load balancer', () => {
  it('has an ARN of its own, which it is billed under, and its instances', () => {
    const found = classicLoadBalancerResource(
      PLACE,
      balancer({
        Scheme: 'internet-facing',
        VPCId: 'vpc-1',
        DNSName: 'shop-1.eu-central-1.elb.amazonaws.com',
        CreatedTime: new Date('2026-01-01T00:00:00Z'),
        AvailabilityZones: ['eu-central-1b', 'eu-central-1a'],
        Instances: [{ InstanceId: 'i-2' }, { InstanceId: 'i-1' }],
      }),
      [
        { InstanceId: 'i-1', State: 'InService' },
        { InstanceId: 'i-2', State: 'OutOfService' },
      ],
      [{ Key: 'team', Value: 'checkout' }],
    );
    expect(found).toEqual({
      resource_id: ARN,
      resource_type: 'AWS::ElasticLoadBalancing::LoadBalancer',
      name: 'shop',
      account_id: '111122223333',
      region: 'eu-central-1',
      status: null,
      created_at: '2026-01-01T00:00:00.000Z',
      tags: { team: 'checkout' },
      parent_id: null,
      attached_to: [instanceArn('i-1'), instanceArn('i-2')],
      billed_as: [ARN],
      attributes: {
        scheme: 'internet-facing',
        vpc_id: 'vpc-1',
        dns_name: 'shop-1.eu-central-1.elb.amazonaws.com',
        availability_zones: ['eu-central-1a', 'eu-central-1b'],
        instances: 2,
        healthy_instances: 1,
        listeners: [],
      },
    });
  });

  it.each([
    ['not told', null, null],
    ['of none', [], 0],
    ['unknown to AWS itself', [{ InstanceId: 'i-1', State: 'Unknown' }], 0],
    ['good', [{ InstanceId: 'i-1', State: 'InService' }], 1],
  ])('tells the health of its instances: %s', (_, states, healthy_instances) => {
    expect(classicLoadBalancerResource(PLACE, balancer({}), states, undefined).attributes).toMatchObject({
      healthy_instances,
    });
  });

  it('has its listeners in the same order each time, and null for what is not said', () => {
    const https = { Protocol: 'HTTPS', LoadBalancerPort: 443, InstanceProtocol: 'HTTP', InstancePort: 8080 };
    const told = [{ Listener: { Protocol: 'TCP', LoadBalancerPort: 80 } }, { Listener: https }, {}];
    const listenersOf = (ListenerDescriptions: typeof told) =>
      classicLoadBalancerResource(PLACE, balancer({ ListenerDescriptions }), null, undefined).attributes['listeners'];
    expect(listenersOf(told)).toEqual([
      { protocol: 'HTTPS', port: 443, instance_protocol: 'HTTP', instance_port: 8080 },
      { protocol: 'TCP', port: 80, instance_protocol: null, instance_port: null },
    ]);
    expect(listenersOf(told.toReversed())).toEqual(listenersOf(told));
  });

  it('without a name is no answer of AWS', () => {
    expect(() => classicLoadBalancerResource(PLACE, {}, null, undefined)).toThrow('LoadBalancerName');
  });
});
