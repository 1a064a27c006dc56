import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { canBeChanged, isLinux, repriced, risksOfResizing } from '../aws/instances.ts';
import { atLeast, atMost, decide, holds } from '../checks.ts';
import { confidenceOf, coverage, figure, leastDays, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { processorChecks, processorLoad, processorProjections } from '../machine-load.ts';
import { ec2FamilySizes, ec2Size, type MachineSize } from '../prices/machine-sizes.ts';
import { nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import { type Fit, type Limits, type Load, limitsSeenFrom, smallerSizes, smallestFit } from '../sizing.ts';
import type { Check, Projection } from '../types.ts';

const MB = 1_000_000;

const parameters = z.strictObject({
  ...lookback(30, 45),
  cpu_p99_percent: z
    .number()
    .min(10)
    .max(95)
    .default(70)
    .describe('Processor of the smaller size, 99th percentile of the busiest day, at most (%)'),
  cpu_maximum_percent: z
    .number()
    .min(10)
    .max(100)
    .default(80)
    .describe('Processor of the smaller size at its busiest, at most (%)'),
  memory_maximum_percent: z
    .number()
    .min(10)
    .max(95)
    .default(80)
    .describe('Memory of the smaller size at its fullest, at most (%)'),
  minimum_vcpus: z.number().int().min(1).max(64).default(1).describe('Virtual CPUs that are kept, at least'),
  idle_cpu_percent: z
    .number()
    .min(0)
    .max(50)
    .default(5)
    .describe('Below this, and with next to no traffic, an instance is idle, not oversized (%)'),
  idle_network_mb_per_day: z
    .number()
    .min(0)
    .default(5)
    .describe('Traffic in each direction on the busiest day that is next to none (MB)'),
});
type Oversized = Subject<z.output<typeof parameters>>;

/** The type of an instance; null where its name is not in the tables. */
const typeOf = (resource: InventoryResource): MachineSize | null => ec2Size(textOf(resource, 'instance_type') ?? '');

function limitsOf({ cpu_p99_percent, cpu_maximum_percent, memory_maximum_percent }: Oversized['parameters']): Limits {
  return { cpu_p99: cpu_p99_percent, cpu_maximum: cpu_maximum_percent, memory_maximum: memory_maximum_percent };
}

/** Its load at its busiest, with that of its memory where that is measured on any day. */
function loadOf(subject: Oversized): Load | null {
  const { use, parameters } = subject;
  const processor = processorLoad(measuredIn(subject, parameters));
  const memory = use.window('memory_percent', 'maximum', parameters.days);
  return processor && { ...processor, memory_maximum: memory && memory.highest };
}

/** Whether it does something: null where that can't be told. What does nothing is stopped rather than made smaller. */
function isInUse(subject: Oversized, load: Load | null): boolean | null {
  const { idle_cpu_percent, idle_network_mb_per_day } = subject.parameters;
  const measured = measuredIn(subject, subject.parameters);
  const traffic = (['network_in_bytes', 'network_out_bytes'] as const).map((metric) => measured(metric, 'total'));
  if (load && load.cpu_maximum >= idle_cpu_percent) return true;
  if (traffic.some((window) => window !== null && window.highest >= idle_network_mb_per_day * MB)) return true;
  return load === null || traffic.includes(null) ? null : false;
}

/** Limits as seen from the instance as it is, so that the next smaller size keeps its headroom. */
function loadChecks({ parameters }: Oversized, current: MachineSize, next: MachineSize, load: Load | null): Check[] {
  const { days } = parameters;
  const limits = limitsSeenFrom(current, next, limitsOf(parameters));
  const memory = load?.memory_maximum ?? null;
  const text = `memory at its fullest in ${days} days (${next.name} has to do)`;
  return [
    ...processorChecks(load, limits, days, next.name),
    memory === null
      ? holds({ check: 'memory_maximum', text }, true, 'any, where it is not measured', 'not measured')
      : atMost({ check: 'memory_maximum', text, unit: '%' }, memory, limits.memory_maximum),
  ];
}

function projectionsOf(load: Load, after: Load, limits: Limits): Projection[] {
  const processor = processorProjections(load, after, limits);
  if (load.memory_maximum === null || after.memory_maximum === null) return processor;
  const [before, then] = [load.memory_maximum, after.memory_maximum];
  return [
    ...processor,
    { metric: 'memory_percent', statistic: 'maximum', before, after: then, limit: limits.memory_maximum },
  ];
}

function sureness(subject: Oversized, load: Load, after: Load): Reason[] {
  const { resource, use, parameters } = subject;
  const memory = use.window('memory_percent', 'maximum', parameters.days);
  return [
    coverage([use.window('cpu_percent', 'maximum', parameters.days)]),
    memory === null
      ? ['low', 'Its memory is not measured: the CloudWatch agent would tell whether the smaller one is enough.']
      : memory.known_days < parameters.days / 2
        ? ['medium', `Its memory was measured on ${memory.known_days} of ${memory.days} days alone.`]
        : [
            'high',
            `Its memory was ${figure(load.memory_maximum!)} % full at most; ${figure(after.memory_maximum!)} % of the smaller one.`,
          ],
    ...(isLinux(resource) === true
      ? []
      : [
          [
            'medium',
            'Prices are compared as those of Linux: licences in its price are taken to change in proportion.',
          ] as const,
        ]),
  ];
}

function risksOf(subject: Oversized, target: MachineSize): Reason[] {
  const { resource, use, parameters } = subject;
  const sent = use.window('network_out_bytes', 'total', parameters.days);
  return [
    ...risksOfResizing(resource),
    [
      'medium',
      `Smaller sizes have less bandwidth to the network and to volumes${sent ? `; it sent up to ${figure(sent.highest / 1e9)} GB a day` : ''}.`,
    ],
    ...(target.burstable
      ? [
          [
            'medium',
            `${target.name} earns credits for its processor: long peaks use them up, or are charged for.`,
          ] as const,
        ]
      : []),
  ];
}

function propose(subject: Oversized, current: MachineSize, load: Load, { size, load: after }: Fit): Proposal {
  const { resource, parameters } = subject;
  const limits = limitsOf(parameters);
  const memory =
    load.memory_maximum === null
      ? 'its memory is not measured'
      : `its memory was ${figure(load.memory_maximum)} % full at most`;
  const in_proportion = size.vcpus * current.memory_mib === current.vcpus * size.memory_mib;
  return {
    title: `Change ${nameOf(resource)} from ${current.name} to ${size.name}`,
    reason: `Its processor reached ${figure(load.cpu_maximum)} % at its busiest in ${parameters.days} days (99th percentile ${figure(load.cpu_p99)} %), and ${memory}. On ${size.name} the processor would reach ${figure(after.cpu_maximum)} %.`,
    change: {
      action: 'ec2.resize_instance',
      parameters: { instance_id: shortIdOf(resource), instance_type: size.name, from_instance_type: current.name },
    },
    current: { instance_type: current.name, vcpus: current.vcpus, memory_mib: current.memory_mib },
    proposed: { instance_type: size.name, vcpus: size.vcpus, memory_mib: size.memory_mib },
    projections: projectionsOf(load, after, limits),
    saving: repriced(resource, current.name, size.name, in_proportion ? size.vcpus : null),
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf(...sureness(subject, load, after)),
    risk: riskOf(...risksOf(subject, size)),
    effort: 'medium',
    restart_needed: true,
    reversible: true,
    evidence: [
      { metric: 'cpu_percent', statistic: 'maximum', limit: limitsSeenFrom(current, size, limits).cpu_maximum },
      { metric: 'memory_percent', statistic: 'maximum', limit: limitsSeenFrom(current, size, limits).memory_maximum },
    ],
  };
}

export const ec2Oversized = defineRule({
  id: 'ec2-oversized',
  title: 'Oversized EC2 instances',
  description: 'Instances whose load fits a smaller size of the same family, with headroom.',
  type: 'rightsizing',
  provider: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  metrics: ['cpu_percent', 'memory_percent', 'network_in_bytes', 'network_out_bytes'],
  relations: [],
  parameters,
  sources: [
    'OptScale, rightsizing: 99th percentile of CPU sized to a target of 80 %',
    'AWS Compute Optimizer: P99.5 of CPU with headroom; memory from the CloudWatch agent with 20 % headroom',
  ],
  evaluate: (subject) => {
    const { resource, age_days, parameters } = subject;
    const current = typeOf(resource);
    const smaller =
      current &&
      smallerSizes(current, ec2FamilySizes(current.family)).filter(({ vcpus }) => vcpus >= parameters.minimum_vcpus);
    const next = smaller?.[0] ?? null;
    const load = loadOf(subject);
    const gpus = numberOf(resource, 'gpus');
    const checks = [
      ...canBeChanged(resource),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, leastDays(parameters)),
      holds(
        { check: 'smaller_size', text: 'next smaller size of its family' },
        smaller && next !== null,
        `there is one with ${parameters.minimum_vcpus} or more virtual CPUs`,
        smaller && (next?.name ?? 'none'),
      ),
      holds(
        { check: 'gpus', text: 'graphics processors, whose use is not measured' },
        gpus === 0 || null,
        'none',
        gpus,
      ),
      holds({ check: 'in_use', text: 'does something' }, isInUse(subject, load), 'yes: else it is idle, and stopped'),
      ...(current && next ? loadChecks(subject, current, next, load) : []),
    ];
    const fit = current && smaller && load && smallestFit(current, smaller, load, limitsOf(parameters));
    if (current && next && load)
      checks.push(
        holds(
          { check: 'fits', text: 'smallest size that its load fits in' },
          fit !== null,
          'a smaller one, with headroom',
          fit?.size.name ?? 'none',
        ),
      );
    return decide(checks, () => propose(subject, current!, load!, fit!));
  },
});
