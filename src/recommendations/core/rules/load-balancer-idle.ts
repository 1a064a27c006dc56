import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { CLASSIC, kindOf, SECOND_GENERATION, type Targets, targetsOf } from '../aws/balancers.ts';
import { kubernetesTagOf, notProtected, stackRisks } from '../aws/held.ts';
import { atLeast, below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { nameOf, shortIdOf } from '../reading.ts';
import { defineRule, type Subject } from '../rule.ts';
import type { Check } from '../types.ts';
import type { Window } from '../use.ts';

const schema = z.strictObject({
  ...lookback(7),
  requests_per_day: z
    .number()
    .min(0)
    .default(100)
    .describe('Requests (of network load balancers: new connections) on the busiest day, below (number a day)'),
});
type Parameters = z.output<typeof schema>;

interface Facts {
  kind: string | null;
  targets: Targets | null;
  /** What is counted of its kind: requests, or new connections. */
  metric: 'requests' | 'new_connections';
  counted: Window | null;
  noun: string;
  /** Null where it is not told; 0 proves that there was nothing, which requests themselves do not tell. */
  capacity: Window | null;
  /** Connections of clients, also of those that no target was chosen for. */
  connections: Window | null;
}

function factsOf(subject: Subject<Parameters>): Facts {
  const measured = measuredIn(subject, subject.parameters);
  const kind = kindOf(subject.resource);
  const metric = kind === 'network' ? 'new_connections' : 'requests';
  return {
    kind,
    targets: targetsOf(subject.resource),
    metric,
    counted: measured(metric, 'total'),
    noun: metric.replace('_', ' '),
    capacity: measured('capacity_units', 'total'),
    connections: measured('new_connections', 'total'),
  };
}

/** What is asked of its traffic, by what stands behind it. */
function trafficChecks(
  { targets, counted, noun, capacity, connections }: Facts,
  { days, requests_per_day }: Parameters,
): Check[] {
  const told = { check: 'requests', text: `${noun} on the busiest of ${days} days` };
  const busiest = counted ? counted.highest : capacity?.highest === 0 ? 0 : null;
  // AWS counts no requests where there was no target to send them to.
  const cannot_serve = targets !== null && targets.groups > 0 && targets.serving === 0;
  const requests =
    busiest === null && cannot_serve
      ? holds(told, true, `below ${requests_per_day}, or not measured where no target is healthy`, null)
      : below(told, busiest, requests_per_day);
  // Without any group it can still redirect or answer by itself, which is not counted as requests.
  const redirects =
    targets?.groups === 0
      ? [
          below(
            { check: 'connections', text: `new connections on the busiest of ${days} days, since it may redirect` },
            connections ? connections.highest : capacity?.highest === 0 ? 0 : null,
            requests_per_day,
          ),
        ]
      : [];
  return [requests, ...redirects];
}

function sureOf({ targets, counted, capacity, noun }: Facts): Reason[] {
  const told = counted ?? (capacity?.highest === 0 ? capacity : null);
  const measured: Reason =
    told === null
      ? [
          targets?.registered === 0 ? 'medium' : 'low',
          `Its ${noun} were not measured, as is usual where no target can take them.`,
        ]
      : coverage([told]);
  if (!targets) return [measured];
  const { registered, serving } = targets;
  if (registered === 0) return [measured, ['high', 'Nothing is registered as its target.']];
  return serving === 0
    ? [measured, ['medium', `None of its ${registered} targets is healthy, which may be a failure that passes.`]]
    : [measured];
}

function reasonOf({ targets, counted, capacity, noun }: Facts, { days }: Parameters): string {
  const nothing = capacity?.highest === 0 ? `It used no capacity, and so had no ${noun},` : `No ${noun} were measured`;
  const traffic = counted
    ? `It had ${counted.sum === 0 ? `no ${noun}` : `at most ${figure(counted.highest)} ${noun} a day`} in ${days} days`
    : `${nothing} in ${days} days`;
  if (!targets) return `${traffic}.`;
  const { registered, serving } = targets;
  const behind = registered === 0 ? 'no targets' : `${figure(serving)} of ${figure(registered)} targets in service`;
  return `${traffic}. It has ${behind}, and is charged for every hour.`;
}

function risksOf({ resource, is_production }: Subject<Parameters>, { kind }: Facts): Reason[] {
  const kubernetes = kubernetesTagOf(resource);
  const by_kubernetes = `Kubernetes made it (tag ${kubernetes}): delete the service or ingress that asks for it.`;
  return [
    [
      is_production === false ? 'medium' : 'high',
      'Its DNS name is lost, and a new one has another: records that point to it lead nowhere.',
    ],
    ...(kubernetes === null ? [] : [['medium', by_kubernetes] as const]),
    ...(kind === 'network'
      ? [['medium', 'AWS refuses while an endpoint service offers it to other networks.'] as const]
      : []),
    ...stackRisks(resource),
  ];
}

const isActive = ({ status }: InventoryResource): Check =>
  isOneOf({ check: 'status', text: 'state of the load balancer' }, status, ['active', 'active_impaired']);

export const loadBalancerIdle = defineRule({
  id: 'load-balancer-idle',
  title: 'Idle load balancers',
  description: 'Application, network and classic load balancers without healthy targets or with hardly any requests.',
  type: 'idle',
  provider: 'aws',
  resource_types: [SECOND_GENERATION, CLASSIC],
  metrics: ['requests', 'new_connections', 'capacity_units'],
  relations: [],
  parameters: schema,
  sources: [
    'AWS Trusted Advisor, idle load balancers: no healthy backends, or fewer than 100 requests a day in 7 days',
    'Elastic Load Balancing User Guides, CloudWatch metrics: requests count where a target was chosen, and are not told while there are none; consumed capacity units always are',
  ],
  evaluate: (subject) => {
    const { resource, age_days, parameters } = subject;
    const facts = factsOf(subject);
    const is_classic = facts.kind === 'classic';
    const checks = [
      isOneOf({ check: 'kind', text: 'kind of load balancer' }, facts.kind, ['application', 'network', 'classic']),
      ...(is_classic ? [] : [isActive(resource)]),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, parameters.days),
      ...trafficChecks(facts, parameters),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const kubernetes = kubernetesTagOf(resource);
      const load_balancer_name = resource.name ?? shortIdOf(resource);
      const load_balancer_arn = is_classic ? null : resource.resource_id;
      return {
        title: `Delete the idle load balancer ${nameOf(resource)}`,
        reason: reasonOf(facts, parameters),
        // What Kubernetes made it makes again, as long as a service or an ingress asks for it.
        change:
          kubernetes === null
            ? { action: 'elb.delete_load_balancer', parameters: { load_balancer_arn, load_balancer_name } }
            : null,
        current: { status: resource.status, kind: facts.kind, targets: facts.targets && facts.targets.registered },
        proposed: { status: 'deleted' },
        saving: [{ kind: 'ends', of: 'all', because: 'a load balancer that is gone is not charged for' }],
        claims: [{ resource_id: resource.resource_id, component: 'all' }],
        confidence: confidenceOf(...sureOf(facts)),
        risk: riskOf(...risksOf(subject, facts)),
        effort: kubernetes === null ? 'low' : 'medium',
        restart_needed: false,
        reversible: false,
        evidence: [{ metric: facts.metric, statistic: 'total', limit: parameters.requests_per_day }],
      };
    });
  },
});
