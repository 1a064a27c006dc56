import { z } from 'zod';
import type { MetricName } from '../../../connections/core/inventory.ts';
import { notProtected } from '../aws/held.ts';
import { above, atLeast, below, decide, holds } from '../checks.ts';
import { confidenceOf, coverage, figure, leastDays, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { flagOf, nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Seen, type Subject } from '../rule.ts';
import type { Window } from '../use.ts';

const parameters = z.strictObject({
  ...lookback(30, 45),
  cpu_maximum_percent: z
    .number()
    .min(5)
    .max(90)
    .default(40)
    .describe('Processor of the nodes at its busiest, below (%)'),
  memory_maximum_percent: z
    .number()
    .min(5)
    .max(90)
    .default(60)
    .describe('Memory of the nodes at its fullest, below (%)'),
  target_percent: z
    .number()
    .min(20)
    .max(95)
    .default(70)
    .describe('What the nodes that stay may use of processor and memory at their busiest (%)'),
  minimum_nodes: z.number().int().min(1).max(100).default(2).describe('Nodes that stay, at least'),
});
/** Tags of Karpenter on the nodes that it makes, of its first version and since. */
const KARPENTER = /^karpenter\.(?:sh|k8s\.aws)\//;
type Cluster = Subject<z.output<typeof parameters>>;

interface Measured {
  window: Window;
  /** Of what: Container Insights tells of the cluster, CloudWatch of each node. */
  of: 'cluster' | 'nodes';
  resource_id: string;
}

/** Of the cluster as a whole, else of its busiest node; null unless the cluster, or every node, is known well enough. */
function busiest(cluster: Cluster, nodes: readonly Seen[], metric: MetricName): Measured | null {
  const of = (one: Seen) => ({
    window: measuredIn(one, cluster.parameters)(metric, 'maximum'),
    resource_id: one.resource.resource_id,
  });
  const whole = of(cluster);
  if (whole.window) return { ...whole, window: whole.window, of: 'cluster' };
  const known = nodes.map(of).flatMap(({ window, resource_id }) => (window ? [{ window, resource_id }] : []));
  const [first] = known.toSorted((one, other) => other.window.highest - one.window.highest);
  return first && known.length === nodes.length ? { ...first, of: 'nodes' } : null;
}

/** The group that most of the nodes are of, as far as it may shrink; null where the inventory has none. */
function groupOf({ related }: Cluster, nodes: readonly Seen[]) {
  const groups = related(1).flatMap(({ resource }) => {
    const own = nodes.filter((node) => textOf(node.resource, 'eks_nodegroup') === resource.name);
    const [desired, minimum, maximum] = ['desired_nodes', 'minimum_nodes', 'maximum_nodes'].map((name) =>
      numberOf(resource, name),
    );
    return desired == null || minimum == null || maximum == null || own.length === 0
      ? []
      : [{ name: resource.name!, nodes: own, desired, minimum, maximum }];
  });
  return groups.toSorted((one, other) => other.nodes.length - one.nodes.length)[0] ?? null;
}
type Group = NonNullable<ReturnType<typeof groupOf>>;

/** Which nodes go, how many of them, and of which group. */
interface Shrink {
  group: Group | null;
  nodes: readonly Seen[];
  removed: number;
}

/** What is needed so that the nodes that stay use no more than they may, at the busiest moment of the days looked at. */
function shrinkOf(cluster: Cluster, nodes: readonly Seen[], used_percent: number): Shrink {
  const { target_percent, minimum_nodes } = cluster.parameters;
  const needed = Math.max(minimum_nodes, Math.ceil((nodes.length * used_percent) / target_percent));
  const group = groupOf(cluster, nodes);
  const all = Math.max(0, nodes.length - needed);
  return group
    ? { group, nodes: group.nodes, removed: Math.min(all, group.nodes.length - 1, group.desired - 1) }
    : { group, nodes, removed: all };
}

const changeOf = (cluster: Cluster, { group, removed }: Shrink): Proposal['change'] =>
  group && {
    action: 'eks.resize_nodegroup',
    parameters: {
      cluster: shortIdOf(cluster.resource),
      nodegroup: group.name,
      desired_nodes: group.desired - removed,
      minimum_nodes: Math.min(group.minimum, group.desired - removed),
      maximum_nodes: group.maximum,
      from_desired_nodes: group.desired,
      from_minimum_nodes: group.minimum,
    },
  };

const RISKS: Reason[] = [
  ['medium', 'Pods ask for processor and memory in advance; if they ask for more than they use, some may not fit.'],
  ['medium', 'Pods of the nodes that go are moved: what has one copy is away for a moment.'],
];

function propose(cluster: Cluster, cpu: Measured, memory: Measured, nodes: readonly Seen[], shrink: Shrink): Proposal {
  const { resource, parameters } = cluster;
  const { removed, group } = shrink;
  const stay = nodes.length - removed;
  const share = removed / shrink.nodes.length;
  return {
    title: `Run ${nameOf(resource)} on ${stay} nodes instead of ${nodes.length}`,
    reason: `In ${parameters.days} days its ${nodes.length} nodes used ${figure(cpu.window.highest)} % of their processor and ${figure(memory.window.highest)} % of their memory at most; ${stay} of them would use ${figure((cpu.window.highest * nodes.length) / stay)} % and ${figure((memory.window.highest * nodes.length) / stay)} %.`,
    change: changeOf(cluster, shrink),
    current: { nodes: nodes.length, nodegroup: group?.name ?? null },
    proposed: { nodes: stay, nodegroup: group?.name ?? null },
    projections: [
      { metric: 'cpu_percent', statistic: 'maximum', ...projected(cpu.window.highest, nodes.length, stay, parameters) },
      {
        metric: 'memory_percent',
        statistic: 'maximum',
        ...projected(memory.window.highest, nodes.length, stay, parameters),
      },
    ],
    saving: shrink.nodes.map(({ resource: node }) => ({
      kind: 'share',
      share,
      of: ['compute', 'license'],
      resource_id: node.resource_id,
      because: `${removed} of ${shrink.nodes.length} nodes ${removed === 1 ? 'goes' : 'go'}, whichever; this is the share of ${nameOf(node)}`,
    })),
    claims: shrink.nodes.flatMap(({ resource: { resource_id } }) =>
      (['compute', 'license'] as const).map((component) => ({ resource_id, component })),
    ),
    confidence: confidenceOf(coverage([cpu.window, memory.window]), ...sureness(cpu, memory, nodes, group)),
    risk: riskOf(...RISKS),
    effort: 'medium',
    restart_needed: false,
    reversible: true,
    evidence: [
      { ...shown(cpu), metric: 'cpu_percent', limit: parameters.cpu_maximum_percent },
      { ...shown(memory), metric: 'memory_percent', limit: parameters.memory_maximum_percent },
    ],
  };
}

const shown = ({ resource_id }: Measured) => ({ resource_id, statistic: 'maximum' }) as const;

const projected = (before: number, nodes: number, stay: number, { target_percent }: Cluster['parameters']) => ({
  before,
  after: (before * nodes) / stay,
  limit: target_percent,
});

function sureness(cpu: Measured, memory: Measured, nodes: readonly Seen[], group: Group | null): Reason[] {
  const types = new Set(nodes.map(({ resource }) => textOf(resource, 'instance_type')));
  return [
    ...(cpu.of === 'nodes' || memory.of === 'nodes'
      ? [['medium', 'Container Insights is off: use is that of the busiest node, not of the cluster.'] as const]
      : []),
    ...(group === null
      ? [['medium', 'Its node groups are not known: how its number of nodes is set has to be found out.'] as const]
      : []),
    ...(types.size > 1
      ? [['medium', `Its nodes are of ${types.size} types, which are counted as if they were of one size.`] as const]
      : []),
  ];
}

export const eksNodesUnderused = defineRule({
  id: 'eks-nodes-underused',
  title: 'EKS clusters with more nodes than they use',
  description: 'Clusters whose nodes are far from busy even at their busiest, so that fewer would do.',
  type: 'rightsizing',
  provider: 'aws',
  resource_types: ['AWS::EKS::Cluster'],
  metrics: ['cpu_percent', 'memory_percent'],
  relations: [
    { path: 'children', resource_type: 'AWS::EC2::Instance', metrics: ['cpu_percent', 'memory_percent'] },
    { path: 'children', resource_type: 'AWS::EKS::Nodegroup', metrics: [] },
  ],
  parameters,
  sources: [
    'Vantage, Kubernetes: below 80 % efficient over 30 days',
    'OpenOps benchmarks: below 40 % of CPU and memory',
  ],
  evaluate: (cluster) => {
    const { resource, age_days, parameters, related } = cluster;
    const nodes = related(0).filter((node) => node.resource.status === 'running');
    const made = nodes.filter((node) => Object.keys(node.resource.tags).some((key) => KARPENTER.test(key))).length;
    const cpu = busiest(cluster, nodes, 'cpu_percent');
    const memory = busiest(cluster, nodes, 'memory_percent');
    const used = cpu && memory && Math.max(cpu.window.highest, memory.window.highest);
    const shrink = used === null ? null : shrinkOf(cluster, nodes, used);
    const auto = flagOf(resource, 'auto_mode');
    const text = (what: string) => `${what} in ${parameters.days} days`;
    const checks = [
      holds(
        { check: 'auto_mode', text: 'EKS Auto Mode' },
        auto !== true,
        'off: it removes nodes by itself',
        auto ?? 'not told',
      ),
      holds(
        { check: 'karpenter', text: 'nodes that Karpenter made' },
        made === 0,
        'none: it removes those that are not needed by itself',
        made,
      ),
      notProtected(resource),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, leastDays(parameters)),
      above({ check: 'nodes', text: 'nodes that run' }, nodes.length, parameters.minimum_nodes),
      below(
        { check: 'cpu_maximum', text: text('processor at its busiest'), unit: '%' },
        cpu && cpu.window.highest,
        parameters.cpu_maximum_percent,
      ),
      below(
        { check: 'memory_maximum', text: text('memory at its fullest'), unit: '%' },
        memory && memory.window.highest,
        parameters.memory_maximum_percent,
      ),
      above({ check: 'nodes_removed', text: 'nodes that can go' }, shrink && shrink.removed, 0),
    ];
    return decide(checks, () => propose(cluster, cpu!, memory!, nodes, shrink!));
  },
});
