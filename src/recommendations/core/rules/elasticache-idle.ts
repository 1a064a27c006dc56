import { z } from 'zod';
import { notProtected, stackRisks } from '../aws/held.ts';
import { atLeast, atMost, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, leastDays, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Seen, type Subject } from '../rule.ts';
import type { Window } from '../use.ts';

const parameters = z.strictObject({
  ...lookback(30, 45),
  connections_maximum: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(6)
    .describe(
      'Connections at the same time, at most; AWS itself keeps up to six open to watch a node (not asked of Memcached)',
    ),
});
type Idle = Subject<z.output<typeof parameters>>;

const isMemcached = ({ resource }: Pick<Seen, 'resource'>): boolean => textOf(resource, 'engine') === 'memcached';

/** Lookups, found or not; null unless both are known well enough. */
function lookups(subject: Idle, node: Seen): number | null {
  const measured = measuredIn(node, subject.parameters);
  const [hits, misses] = [measured('cache_hits', 'total'), measured('cache_misses', 'total')];
  return hits && misses && hits.sum + misses.sum;
}

/** Of all nodes together; null unless each is known. */
const overAll = (values: readonly (number | null)[], join: (...values: number[]) => number): number | null =>
  values.includes(null) ? null : join(...(values as number[]));
const added = (...values: number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The cache with the other nodes of its group, itself first. */
const nodesOf = (subject: Idle): Seen[] => [subject, ...subject.related(0)];

/** One finding for a group is enough: that of its first node. */
const isFirst = ({ resource, related }: Idle): boolean =>
  related(0).every((node) => resource.resource_id < node.resource.resource_id);

const connectionsOf = (subject: Idle, node: Seen): Window | null =>
  measuredIn(node, subject.parameters)('connections', 'maximum');

const sureness = (subject: Idle): Reason[] => [
  coverage(nodesOf(subject).map((node) => node.use.window('cache_hits', 'total', subject.parameters.days))),
  ...(isMemcached(subject)
    ? [['medium', 'Only lookups are counted: what writes to it and never reads is not seen.'] as const]
    : []),
];

function propose(subject: Idle, connections: number | null): Proposal {
  const { resource, parameters } = subject;
  const nodes = nodesOf(subject);
  const group = textOf(resource, 'replication_group');
  const name = group ?? nameOf(resource);
  const connected =
    connections === null
      ? ''
      : connections === 0
        ? ', and nobody was connected to it'
        : `, and it had ${figure(connections)} connections at most, those of AWS itself among them`;
  const count = nodes.reduce((sum, node) => sum + (numberOf(node.resource, 'nodes') ?? 1), 0);
  return {
    title: `Delete the idle cache ${name}`,
    reason: `Nothing was looked up in it in ${parameters.days} days${connected}.`,
    change: {
      action: 'elasticache.delete_cluster',
      parameters: {
        cache_cluster_id: shortIdOf(resource),
        replication_group_id: group,
        engine: textOf(resource, 'engine'),
      },
    },
    current: { status: resource.status, node_type: textOf(resource, 'node_type'), nodes: count },
    proposed: { status: 'deleted', nodes: 0 },
    saving: nodes.map((node) => ({
      kind: 'ends',
      of: 'all',
      resource_id: node.resource.resource_id,
      because: `the cache ${nameOf(node.resource)} is deleted`,
    })),
    claims: nodes.map((node) => ({ resource_id: node.resource.resource_id, component: 'all' })),
    confidence: confidenceOf(...sureness(subject)),
    risk: riskOf(
      isMemcached(subject)
        ? ['high', 'Memcached keeps no backup: what is in it is gone.']
        : [
            'medium',
            'What is in it is in the final snapshot alone, from which another cache can be made, and which is charged for while it is kept. A copy for the failure of a region (Global Datastore) is not read until then.',
          ],
      ...stackRisks(resource),
    ),
    effort: 'low',
    restart_needed: false,
    reversible: !isMemcached(subject),
    evidence: [
      { metric: 'cache_hits', statistic: 'total', limit: 0 },
      { metric: 'cache_misses', statistic: 'total', limit: 0 },
      ...(isMemcached(subject)
        ? []
        : [{ metric: 'connections', statistic: 'maximum', limit: parameters.connections_maximum } as const]),
    ],
  };
}

export const elasticacheIdle = defineRule({
  id: 'elasticache-idle',
  title: 'Idle ElastiCache caches',
  description: 'Caches in which nothing is looked up, and to which nobody is connected.',
  type: 'idle',
  provider: 'aws',
  resource_types: ['AWS::ElastiCache::CacheCluster'],
  metrics: ['cache_hits', 'cache_misses', 'connections'],
  relations: [
    {
      path: 'siblings',
      resource_type: 'AWS::ElastiCache::CacheCluster',
      metrics: ['cache_hits', 'cache_misses', 'connections'],
    },
  ],
  parameters,
  sources: [
    'AWS Cost Optimization Hub, idle resources: ElastiCache without lookups and connections',
    'ElastiCache User Guide, CurrConnections: 4 to 6 connections of AWS itself watch a node',
  ],
  evaluate: (subject) => {
    const { resource, age_days, parameters } = subject;
    const nodes = nodesOf(subject);
    const days = `in ${parameters.days} days`;
    const looked_up = overAll(
      nodes.map((node) => lookups(subject, node)),
      added,
    );
    const connected = nodes.map((node) => connectionsOf(subject, node)?.highest ?? null);
    const connections = isMemcached(subject) ? null : overAll(connected, Math.max);
    const checks = [
      isOneOf({ check: 'status', text: 'state of the cache' }, resource.status, ['available']),
      notProtected((nodes.find((node) => notProtected(node.resource).result !== 'met') ?? subject).resource),
      holds(
        { check: 'first', text: 'node of its group that is told of' },
        isFirst(subject),
        'the first: a group is judged as a whole',
      ),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, leastDays(parameters)),
      atMost({ check: 'lookups', text: `lookups ${days}, of all nodes of its group` }, looked_up, 0),
      ...(isMemcached(subject)
        ? []
        : [
            atMost(
              { check: 'connections', text: `connections at the same time ${days}, of the busiest node` },
              connections,
              parameters.connections_maximum,
            ),
          ]),
    ];
    return decide(checks, () => propose(subject, connections));
  },
});
