import { z } from 'zod';
import { notProtected, stackRisks } from '../aws/held.ts';
import { above, below, decide, knownEnough } from '../checks.ts';
import { confidenceOf, coverage, figure, type Reason, riskOf } from '../judging.ts';
import { nameOf, numberOf, shortIdOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { Window } from '../use.ts';

/** The least that Lambda gives a function, and steps in which people set it. */
const LEAST_MIB = 128;
const STEP_MIB = 64;
/** From here on a function has one virtual CPU or more (Lambda Developer Guide, "Configure Lambda function memory"). */
const WHOLE_CPU_MIB = 1_769;

const parameters = z.strictObject({
  days: z.number().int().min(3).max(30).default(30).describe('Days that are looked at'),
  minimum_days: z
    .number()
    .int()
    .min(1)
    .max(30)
    .default(3)
    .describe('Days of those on which its memory has to be measured, at least'),
  memory_used_percent: z
    .number()
    .min(5)
    .max(90)
    .default(50)
    .describe('Memory that the largest invocation used, below (% of what it has)'),
  headroom_percent: z
    .number()
    .min(0)
    .max(200)
    .default(30)
    .describe('Memory that is left beside what the largest invocation used (% of that)'),
});
type Function = Subject<z.output<typeof parameters>>;

const roomFor = (used_mib: number, headroom_percent: number): number =>
  Math.max(LEAST_MIB, Math.ceil((used_mib * (1 + headroom_percent / 100)) / STEP_MIB) * STEP_MIB);

/**
 * What is saved of work that one processor is busy with all the time: below a whole CPU it takes as much longer as it has
 * less memory, and costs the same.
 */
const savedAtLeast = (memory: number, room: number): number =>
  1 - Math.max(room, Math.min(memory, WHOLE_CPU_MIB)) / memory;

function sureness(used: Window, memory: number, room: number): Reason[] {
  const percent = (share: number): number => Math.round(share * 100);
  const least = percent(savedAtLeast(memory, room));
  return [
    coverage([used]),
    [
      'medium',
      room >= WHOLE_CPU_MIB
        ? `With ${room} MiB it still has a whole processor; only work on several at once takes longer.`
        : `The saving holds if it takes as long as now. Its processor shrinks with its memory: if it waits for that, it takes longer, and saves ${least} % instead of ${percent(1 - room / memory)} %.`,
    ],
  ];
}

function risksOf({ use, resource, parameters }: Function, memory: number, room: number): Reason[] {
  const timeout = numberOf(resource, 'timeout_seconds');
  const slowest = use.window('duration_ms', 'maximum', parameters.days);
  if (timeout === null || slowest === null) return [['medium', 'How near to its timeout it gets is not known.']];
  const seconds = slowest.highest / 1_000;
  const after = (seconds * memory) / room;
  return [
    after > timeout
      ? [
          'high',
          `Its slowest invocation took ${figure(seconds)} s; with less processor it may take ${figure(after)} s, and its timeout is ${timeout} s.`,
        ]
      : [
          'low',
          `Its slowest invocation took ${figure(seconds)} s; even ${figure(after)} s would be within its timeout of ${timeout} s.`,
        ],
  ];
}

function propose(subject: Function, memory: number, room: number, used: Window): Proposal {
  const { resource, parameters } = subject;
  const percent = figure((used.highest / memory) * 100);
  return {
    title: `Give ${nameOf(resource)} ${room} MiB of memory instead of ${memory} MiB`,
    reason: `No invocation in ${parameters.days} days used more than ${figure(used.highest)} MB, ${percent} % of its memory.`,
    change: {
      action: 'lambda.set_memory',
      parameters: { function_name: shortIdOf(resource), memory_mib: room, from_memory_mib: memory },
    },
    current: { memory_mib: memory },
    proposed: { memory_mib: room },
    saving: [
      {
        kind: 'share',
        share: 1 - room / memory,
        of: ['compute'],
        because: `the same time is charged with ${room} MiB instead of ${memory} MiB`,
      },
    ],
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf(...sureness(used, memory, room)),
    risk: riskOf(...risksOf(subject, memory, room), ...stackRisks(resource)),
    effort: 'very_low',
    restart_needed: false,
    reversible: true,
    evidence: [{ metric: 'memory_used_mb', statistic: 'maximum', limit: room }],
  };
}

export const lambdaOversizedMemory = defineRule({
  id: 'lambda-oversized-memory',
  title: 'Lambda functions with more memory than they use',
  description: 'Functions whose largest invocation uses less than half of their memory.',
  type: 'rightsizing',
  provider: 'aws',
  resource_types: ['AWS::Lambda::Function'],
  metrics: ['memory_used_mb', 'invocations', 'duration_ms'],
  relations: [],
  parameters,
  sources: [
    'AWS Trusted Advisor and Compute Optimizer: Lambda functions with too much memory',
    'AWS Lambda Developer Guide, "Configure Lambda function memory": processor grows with memory, one CPU at 1,769 MB',
  ],
  evaluate: (subject) => {
    const { resource, parameters } = subject;
    const { days, minimum_days, memory_used_percent, headroom_percent } = parameters;
    const memory = numberOf(resource, 'memory_mib');
    // A function that is not called on a day has no measurement of it.
    const used = knownEnough(subject.use.window('memory_used_mb', 'maximum', days), minimum_days);
    const invocations = subject.use.window('invocations', 'total', days);
    const room = used && roomFor(used.highest, headroom_percent);
    const checks = [
      above({ check: 'invocations', text: `invocations in ${days} days` }, invocations && invocations.sum, 0),
      below(
        { check: 'memory_used', text: `memory of the largest invocation in ${days} days`, unit: '%' },
        used === null || memory === null ? null : (used.highest / memory) * 100,
        memory_used_percent,
      ),
      below({ check: 'memory', text: 'memory with headroom', unit: 'MiB' }, memory === null ? null : room, memory ?? 0),
      notProtected(resource),
    ];
    return decide(checks, () => propose(subject, memory!, room!, used!));
  },
});
