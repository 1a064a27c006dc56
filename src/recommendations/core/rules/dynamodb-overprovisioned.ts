import { z } from 'zod';
import { SECONDS_PER_DAY } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { isBetterOnDemand, requestsOf, type Side, sideOf, tablePrice } from '../aws/table-capacity.ts';
import { above, below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, type Reason, riskOf } from '../judging.ts';
import { listOf, nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan, SavingStep } from '../saving-plan.ts';

const parameters = z.strictObject({
  ...lookback(30, 45),
  used_percent: z
    .number()
    .min(1)
    .max(90)
    .default(20)
    .describe('Capacity used on the busiest day, of reads or of writes, below (% of what is provisioned)'),
  peak_factor: z
    .number()
    .min(1)
    .max(20)
    .default(3)
    .describe(
      'How many times the mean of the busiest day its busiest minute is taken to be; use is known by the day alone',
    ),
  target_percent: z.number().min(20).max(95).default(70).describe('What that minute may use of the new capacity (%)'),
  minimum_units: z.number().int().min(1).max(10_000).default(5).describe('Units that are kept, at least'),
});
type Table = Subject<z.output<typeof parameters>>;
const KINDS = ['read', 'write'] as const;

const shareSteps = (sides: readonly Side[]): SavingPlan =>
  sides
    .filter(({ units, proposed }) => proposed < units)
    .map(
      ({ kind, units, index_units, proposed }): SavingStep => ({
        kind: 'share',
        share: (units - proposed) / (units + index_units),
        of: [`${kind}_capacity`],
        because: `${proposed} ${kind} units are provisioned instead of ${units}`,
      }),
    );

const onDemandSteps = (table: Table, sides: readonly Side[]): SavingPlan => [
  { kind: 'ends', of: ['read_capacity', 'write_capacity'], because: 'capacity is not provisioned any more' },
  ...sides.map(
    (side): SavingStep => ({
      kind: 'adds',
      price: tablePrice(table, 'dynamodb-request', side.kind),
      quantity: requestsOf(side),
      because: `${side.kind}s are paid for by request`,
    }),
  ),
];

function sureness({ parameters }: Table, sides: readonly Side[], on_demand: boolean): Reason[] {
  const indexes = sides.some(({ index_units }) => index_units > 0);
  return [
    coverage(sides.map(({ consumed }) => consumed)),
    on_demand
      ? ['medium', `Requests are taken to go on as in these ${parameters.days} days; the cost grows with them.`]
      : [
          'medium',
          `Use is known by the day: its busiest minute is taken to be ${parameters.peak_factor} times the mean of its busiest day.`,
        ],
    [
      'medium',
      'Capacity did not change in these days. Whether auto scaling holds it at its minimum is not known; if so, lower that minimum instead.',
    ],
    ...(indexes ? [['medium', 'Its indexes have capacity of their own, which stays as it is.'] as const] : []),
  ];
}

const risksOf = ({ resource }: Table, on_demand: boolean): Reason[] => {
  const replicas = listOf<string>(resource, 'replica_regions') ?? [];
  return [
    on_demand
      ? [
          'low',
          'More than twice the requests of its highest moment so far may be refused (throttled) for some minutes.',
        ]
      : [
          'medium',
          'Requests beyond the capacity are refused (throttled) and have to be tried again: a job that does the work of a day in some minutes needs more than is proposed.',
        ],
    ...(replicas.length > 0
      ? [['high', `It is copied to ${replicas.join(', ')}, where as much capacity for writes is needed.`] as const]
      : []),
    ...stackRisks(resource),
  ];
};

/** Copies in other regions have to be changed along with it, which is left to people. */
function changeOf({ resource }: Table, [reads, writes]: [Side, Side], on_demand: boolean): Proposal['change'] {
  if ((listOf<string>(resource, 'replica_regions') ?? []).length > 0) return null;
  const from = {
    table_name: shortIdOf(resource),
    from_read_units: reads.units,
    from_write_units: writes.units,
  };
  return on_demand
    ? { action: 'dynamodb.set_on_demand', parameters: from }
    : {
        action: 'dynamodb.set_capacity',
        parameters: { ...from, read_units: reads.proposed, write_units: writes.proposed },
      };
}

function propose(table: Table, sides: [Side, Side]): Proposal {
  const { resource, parameters } = table;
  const [reads, writes] = sides;
  const on_demand = isBetterOnDemand(table, sides, table.prices);
  return {
    title: on_demand
      ? `Pay for ${nameOf(resource)} by request`
      : `Provision ${reads.proposed} read and ${writes.proposed} write units for ${nameOf(resource)}`,
    reason: `On its busiest day of ${parameters.days} it used ${figure(reads.mean)} of ${reads.units} read units (${figure(reads.used_percent)} %) and ${figure(writes.mean)} of ${writes.units} write units (${figure(writes.used_percent)} %).`,
    change: changeOf(table, sides, on_demand),
    current: { billing_mode: 'PROVISIONED', read_units: reads.units, write_units: writes.units },
    proposed: on_demand
      ? { billing_mode: 'PAY_PER_REQUEST', read_units: null, write_units: null }
      : { billing_mode: 'PROVISIONED', read_units: reads.proposed, write_units: writes.proposed },
    saving: on_demand ? onDemandSteps(table, sides) : shareSteps(sides),
    claims: (['read_capacity', 'write_capacity'] as const).map((component) => ({
      resource_id: resource.resource_id,
      component,
    })),
    confidence: confidenceOf(...sureness(table, sides, on_demand)),
    risk: riskOf(...risksOf(table, on_demand)),
    effort: 'low',
    restart_needed: false,
    reversible: true,
    evidence: [
      { metric: 'consumed_read_units', statistic: 'total', limit: reads.units * SECONDS_PER_DAY },
      { metric: 'consumed_write_units', statistic: 'total', limit: writes.units * SECONDS_PER_DAY },
    ],
  };
}

/** Whether capacity stayed the same; null when it is not measured. What changes is changed by auto scaling. */
function isConstant({ use, parameters }: Table): boolean | null {
  const windows = KINDS.map((kind) => use.window(`provisioned_${kind}_units`, 'average', parameters.days));
  return windows.includes(null) ? null : windows.every((window) => window!.highest - window!.lowest < 0.5);
}

export const dynamodbOverprovisioned = defineRule({
  id: 'dynamodb-overprovisioned',
  title: 'DynamoDB tables with more capacity than they use',
  description: 'Tables that use little of the read or write capacity that is provisioned for them.',
  type: 'rightsizing',
  provider: 'aws',
  resource_types: ['AWS::DynamoDB::Table'],
  metrics: ['consumed_read_units', 'consumed_write_units', 'provisioned_read_units', 'provisioned_write_units'],
  relations: [],
  parameters,
  sources: [
    'OpenOps benchmarks: over-provisioned DynamoDB tables, below 25 % of their capacity (20 % here: with the headroom for peaks, more saves nothing)',
    'DynamoDB Developer Guide: auto scaling aims at 70 %',
  ],
  evaluate: (table) => {
    const { resource, parameters } = table;
    const sides = KINDS.map((kind) => sideOf(table, kind, parameters));
    const known = sides.filter((side) => side !== null);
    const is_known = known.length === KINDS.length;
    const freed = known.reduce((sum, { units, proposed }) => sum + units - proposed, 0);
    const is_constant = isConstant(table);
    const checks = [
      isOneOf({ check: 'billing_mode', text: 'how it is paid for' }, textOf(resource, 'billing_mode'), ['PROVISIONED']),
      isOneOf({ check: 'status', text: 'state of the table' }, resource.status, ['ACTIVE']),
      holds(
        { check: 'auto_scaling', text: `capacity in ${parameters.days} days` },
        is_constant,
        'the same on all days: else auto scaling sets it',
        is_constant === null ? null : is_constant ? 'the same' : 'changed',
      ),
      below(
        { check: 'used', text: 'capacity used on the busiest day, of reads or writes, whichever is less', unit: '%' },
        is_known ? Math.min(...known.map(({ used_percent }) => used_percent)) : null,
        parameters.used_percent,
      ),
      above({ check: 'freed', text: 'units that are not needed' }, is_known ? freed : null, 0),
      notProtected(table.resource),
    ];
    return decide(checks, () => propose(table, known as [Side, Side]));
  },
});
