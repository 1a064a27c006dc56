import { describe, expect, it } from 'vitest';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  judge,
  type Measured,
  PLACE,
} from '../../../../test/support/rule-cases.ts';
import {
  type ClassicLoadBalancer,
  classicLoadBalancerResource,
} from '../../../connections/providers/aws/core/inventory/classic-load-balancers.ts';
import {
  type LoadBalancer,
  loadBalancerResource,
} from '../../../connections/providers/aws/core/inventory/load-balancers.ts';
import { loadBalancerIdle } from './load-balancer-idle.ts';

interface Change {
  balancer?: Partial<LoadBalancer>;
  /** States of the targets of each group. */
  groups?: string[][];
  use?: Measured;
  tags?: Record<string, string>;
  parameters?: Record<string, unknown>;
}
const ARN = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188';
const tagsOf = (tags: Record<string, string> = {}) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const situationOf = ({ balancer, groups = [['healthy', 'healthy']], use, tags, parameters }: Change) => ({
  resource: loadBalancerResource(
    PLACE,
    {
      LoadBalancerArn: ARN,
      LoadBalancerName: 'web',
      Type: 'application',
      State: { Code: 'active' },
      VpcId: 'vpc-1',
      CreatedTime: daysAgo(7),
      ...balancer,
    },
    groups.map((states, group) => ({
      group: { TargetGroupArn: `arn:group-${group}`, TargetType: 'ip' },
      health: states.map((State, index) => ({ Target: { Id: `10.0.0.${index}` }, TargetHealth: { State } })),
    })),
    tagsOf(tags),
  ),
  use,
  parameters,
});
const requests = (busiest: number): Measured => ({ requests: { total: [0, 0, 0, 0, 0, busiest, 0] } });
const flows = (busiest: number): Measured => ({ new_connections: { total: [0, 0, 0, 0, 0, busiest, 0] } });
const capacity = (busiest: number): Measured => ({ capacity_units: { total: [0, 0, 0, 0, 0, busiest, 0] } });
const NETWORK = { Type: 'network' };

describeCases<Change>(loadBalancerIdle, situationOf, {
  found: {
    'fewer than a hundred requests a day': { use: requests(99) },
    'no targets, nothing measured': { groups: [[]] },
    'healthy targets, no requests told, and no capacity used': { use: capacity(0) },
    'no targets, no requests': { groups: [[], []], use: requests(0) },
    'no target healthy, nothing measured': { groups: [['unhealthy', 'unused']] },
    'no group and no connections': { groups: [], use: { ...requests(0), ...flows(0) } },
    'a network load balancer with fewer than a hundred connections a day': { balancer: NETWORK, use: flows(99) },
    'busy eight days ago': {
      balancer: { CreatedTime: daysAgo(60) },
      use: { requests: { total: [9_000, 0, 0, 0, 0, 0, 0, 0] } },
    },
  },
  fine: {
    'a hundred requests on one day': [{ use: requests(100) }, 'requests'],
    'as many as are wanted': [{ use: requests(50), parameters: { requests_per_day: 50 } }, 'requests'],
    'no target healthy just now, but requests in the week': [
      { groups: [['unhealthy']], use: requests(5_000) },
      'requests',
    ],
    'no group, but connections that it may redirect': [
      { groups: [], use: { ...requests(0), ...flows(100) } },
      'connections',
    ],
    'a network load balancer with a hundred connections': [{ balancer: NETWORK, use: flows(100) }, 'requests'],
    'a gateway load balancer': [{ balancer: { Type: 'gateway' }, use: requests(0) }, 'kind'],
    'six days old': [{ balancer: { CreatedTime: daysAgo(6) }, use: requests(0) }, 'age_days'],
    'being made': [{ balancer: { State: { Code: 'provisioning' } }, use: requests(0) }, 'status'],
    protected: [{ tags: { 'finopsmind:protect': 'true' }, use: requests(0) }, 'protected'],
  },
  unknown: {
    'nothing measured': [{}, 'requests'],
    'no requests told, but some capacity used': [{ use: capacity(0.01) }, 'requests'],
    'a target that is not asked for its health, nothing measured': [{ groups: [['unavailable']] }, 'requests'],
    'six of seven days measured': [{ use: { requests: { total: [0, 0, 0, 0, 0, 0] } } }, 'requests'],
    'a network load balancer without measurement of connections': [{ balancer: NETWORK, use: requests(0) }, 'requests'],
    'no group, connections not measured': [{ groups: [], use: requests(0) }, 'connections'],
    'no age': [{ balancer: { CreatedTime: undefined }, use: requests(0) }, 'age_days'],
    'no kind': [{ balancer: { Type: undefined }, use: requests(0) }, 'kind'],
  },
});

describe('a classic load balancer', () => {
  const classic = (states: string[] | null, use: Measured = {}, balancer: Partial<ClassicLoadBalancer> = {}) => ({
    resource: classicLoadBalancerResource(
      PLACE,
      {
        LoadBalancerName: 'old-web',
        CreatedTime: daysAgo(900),
        Instances: (states ?? ['i-0']).map((_, index) => ({ InstanceId: `i-${index}` })),
        ...balancer,
      },
      states && states.map((State) => ({ State })),
      [],
    ),
    use,
  });

  it.each([
    ['found', 'without instances', classic([])],
    ['found', 'without instances in service', classic(['OutOfService'])],
    ['found', 'with few requests', classic(['InService'], requests(99))],
    ['fine', 'with many requests', classic(['InService'], requests(100))],
    ['fine', 'whose instances are out of service today, after many requests', classic(['OutOfService'], requests(100))],
    ['unknown', 'that is not measured', classic(['InService'])],
    ['unknown', 'whose health is not told', classic(null)],
    ['found', 'whose health is not told, with few requests', classic(null, requests(0))],
  ])('is %s %s', (outcome, _, situation) => {
    expect(judge(loadBalancerIdle, situation).outcome).toBe(outcome);
  });

  it('is deleted by its name', () => {
    expect(changeOf(loadBalancerIdle, classic([]))).toEqual({
      action: 'elb.delete_load_balancer',
      parameters: { load_balancer_arn: null, load_balancer_name: 'old-web' },
    });
  });
});

it('deletes those of the second generation by their ARN', () => {
  expect(changeOf(loadBalancerIdle, situationOf({ groups: [[]] }))).toEqual({
    action: 'elb.delete_load_balancer',
    parameters: { load_balancer_arn: ARN, load_balancer_name: 'web' },
  });
});

it('leaves to people what Kubernetes would make again', () => {
  const { change, risk } = findingOf(
    loadBalancerIdle,
    situationOf({ groups: [[]], tags: { 'elbv2.k8s.aws/cluster': 'shop' } }),
  );
  expect(change).toBeNull();
  expect(risk.reasons.join(' ')).toContain('elbv2.k8s.aws/cluster');
});

it.each([
  ['high', { use: requests(3) }, 'at most 3 requests a day in 7 days. It has 2 of 2 targets in service'],
  ['medium', { groups: [[]] }, 'No requests were measured in 7 days. It has no targets'],
  ['medium', { groups: [['unhealthy']], use: requests(0) }, 'It had no requests in 7 days. It has 0 of 1 targets'],
  ['low', { groups: [['unhealthy']] }, 'No requests were measured'],
])('is sure at level %s of %j', (level, change: Change, reason) => {
  const finding = findingOf(loadBalancerIdle, situationOf(change));
  expect(finding.confidence.level).toBe(level);
  expect(finding.reason).toContain(reason);
});
