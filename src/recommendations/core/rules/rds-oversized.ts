import { z } from 'zod';
import {
  canChangeClass,
  classChange,
  classOf,
  databaseFamilySizes,
  databasePrice,
  databaseSize,
  isAvailable,
  risksOfClassChange,
} from '../aws/databases.ts';
import { above, atLeast, atMost, decide, holds } from '../checks.ts';
import { confidenceOf, coverage, figure, leastDays, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { processorChecks, processorLoad, processorProjections } from '../machine-load.ts';
import type { MachineSize } from '../prices/machine-sizes.ts';
import { nameOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';
import { type Fit, type Limits, type Load, limitsSeenFrom, smallerSizes, smallestFit } from '../sizing.ts';
import type { Check, Projection } from '../types.ts';

const MIB = 1_048_576;

const parameters = z.strictObject({
  ...lookback(30, 45),
  cpu_p99_percent: z
    .number()
    .min(10)
    .max(95)
    .default(70)
    .describe('Processor of the smaller class, 99th percentile of the busiest day, at most (%)'),
  cpu_maximum_percent: z
    .number()
    .min(10)
    .max(100)
    .default(80)
    .describe('Processor of the smaller class at its busiest, at most (%)'),
  memory_percent: z
    .number()
    .min(10)
    .max(95)
    .default(80)
    .describe('Memory of the smaller class on its fullest day, at most (%)'),
  minimum_vcpus: z.number().int().min(1).max(64).default(2).describe('Virtual CPUs that are kept, at least'),
});
type Oversized = Subject<z.output<typeof parameters>>;

const limitsOf = ({ cpu_p99_percent, cpu_maximum_percent, memory_percent }: Oversized['parameters']): Limits => ({
  cpu_p99: cpu_p99_percent,
  cpu_maximum: cpu_maximum_percent,
  memory_maximum: memory_percent,
});

/** Its load at its busiest; null unless processor and free memory are both known well enough. */
function loadOf(subject: Oversized, current: MachineSize): Load | null {
  const measured = measuredIn(subject, subject.parameters);
  const processor = processorLoad(measured);
  const free = measured('free_memory_bytes', 'average');
  const used = free && Math.max(0, 1 - free.lowest / (current.memory_mib * MIB)) * 100;
  return processor && used !== null ? { ...processor, memory_maximum: used } : null;
}

/** Limits as seen from the database as it is, so that the next smaller class keeps its headroom. */
function loadChecks({ parameters }: Oversized, current: MachineSize, next: MachineSize, load: Load | null): Check[] {
  const { days } = parameters;
  const limits = limitsSeenFrom(current, next, limitsOf(parameters));
  const text = `memory on its fullest day in ${days} days (${next.name} has to do)`;
  return [
    ...processorChecks(load, limits, days, next.name),
    atMost({ check: 'memory', text, unit: '%' }, load && load.memory_maximum, limits.memory_maximum),
  ];
}

function projectionsOf(subject: Oversized, current: MachineSize, load: Load, { size, load: after }: Fit): Projection[] {
  const { parameters } = subject;
  const free = measuredIn(subject, parameters)('free_memory_bytes', 'average')!.lowest;
  return [
    ...processorProjections(load, after, limitsOf(parameters)),
    {
      metric: 'free_memory_bytes',
      statistic: 'average',
      before: free,
      after: free - (current.memory_mib - size.memory_mib) * MIB,
      limit: size.memory_mib * MIB * (1 - parameters.memory_percent / 100),
    },
  ];
}

function savingOf({ resource }: Oversized, from: string, to: string): SavingPlan {
  const [now, then] = [databasePrice(resource, from), databasePrice(resource, to)];
  return now && then
    ? [{ kind: 'reprice', of: ['compute'], from: now, to: then, because: `${to} is charged instead of ${from}` }]
    : [{ kind: 'unknown', because: 'Its engine, or whether it has a standby, is not known, and so its price is not.' }];
}

function risksOf({ resource, use, parameters }: Oversized, current: MachineSize, { size }: Fit): Reason[] {
  const connections = use.window('connections', 'maximum', parameters.days);
  return [
    ...risksOfClassChange(resource),
    [
      'medium',
      `With less memory it takes fewer connections and keeps less of its data at hand${connections ? `; it had up to ${figure(Math.ceil(connections.highest))} connections` : ''}.`,
    ],
    ...(size.burstable && !current.burstable
      ? [['medium', `${size.name} earns credits for its processor.`] as const]
      : []),
  ];
}

function propose(subject: Oversized, current: MachineSize, load: Load, fit: Fit): Proposal {
  const { resource, use, parameters } = subject;
  const { size, load: after } = fit;
  const limits = limitsSeenFrom(current, size, limitsOf(parameters));
  return {
    title: `Change ${nameOf(resource)} from ${current.name} to ${size.name}`,
    reason: `In ${parameters.days} days its processor reached ${figure(load.cpu_maximum)} % at its busiest (99th percentile ${figure(load.cpu_p99)} %) and it used ${figure(load.memory_maximum!)} % of its memory on its fullest day: ${size.name} would reach ${figure(after.cpu_maximum)} % and ${figure(after.memory_maximum!)} %.`,
    change: classChange(resource, current.name, size.name),
    current: { instance_class: current.name, vcpus: current.vcpus, memory_mib: current.memory_mib },
    proposed: { instance_class: size.name, vcpus: size.vcpus, memory_mib: size.memory_mib },
    projections: projectionsOf(subject, current, load, fit),
    saving: savingOf(subject, current.name, size.name),
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf(
      coverage([
        use.window('cpu_percent', 'maximum', parameters.days),
        use.window('free_memory_bytes', 'average', parameters.days),
      ]),
    ),
    risk: riskOf(...risksOf(subject, current, fit)),
    effort: 'medium',
    restart_needed: true,
    reversible: true,
    evidence: [
      { metric: 'cpu_percent', statistic: 'maximum', limit: limits.cpu_maximum },
      { metric: 'free_memory_bytes', statistic: 'average', limit: null },
      { metric: 'connections', statistic: 'maximum', limit: null },
    ],
  };
}

export const rdsOversized = defineRule({
  id: 'rds-oversized',
  title: 'Oversized RDS databases',
  description: 'Databases whose load fits a smaller class of the same family, with headroom.',
  type: 'rightsizing',
  provider: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  metrics: ['cpu_percent', 'free_memory_bytes', 'connections'],
  relations: [],
  parameters,
  sources: ['AWS Compute Optimizer, RDS DB instances: processor and memory with headroom over 14 days'],
  evaluate: (subject) => {
    const { resource, age_days, parameters } = subject;
    const current = databaseSize(classOf(resource));
    const smaller =
      current &&
      smallerSizes(current, databaseFamilySizes(current.family)).filter(
        ({ vcpus }) => vcpus >= parameters.minimum_vcpus,
      );
    const next = smaller?.[0] ?? null;
    const load = current && loadOf(subject, current);
    const connections = measuredIn(subject, parameters)('connections', 'maximum');
    const fit = current && smaller && load && smallestFit(current, smaller, load, limitsOf(parameters));
    const checks = [
      isAvailable(resource),
      ...canChangeClass(resource),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, leastDays(parameters)),
      above(
        { check: 'connections', text: `connections at the same time in ${parameters.days} days (else it is idle)` },
        connections && connections.highest,
        0,
      ),
      holds(
        { check: 'smaller_size', text: 'next smaller class of its family' },
        smaller && next !== null,
        `there is one with ${parameters.minimum_vcpus} or more virtual CPUs`,
        smaller && (next?.name ?? 'none'),
      ),
      ...(current && next ? loadChecks(subject, current, next, load) : []),
      ...(next && load
        ? [
            holds(
              { check: 'fits', text: 'smallest class that its load fits in' },
              fit !== null,
              'a smaller one, with headroom',
              fit?.size.name ?? 'none',
            ),
          ]
        : []),
    ];
    return decide(checks, () => propose(subject, current!, load!, fit!));
  },
});
