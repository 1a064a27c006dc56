import { z } from 'zod';
import { SECONDS_PER_DAY } from '../aws/figures.ts';
import { below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { listOf, nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan, SavingStep } from '../saving-plan.ts';
import type { PriceKey, PriceRow } from '../types.ts';
import type { Window } from '../use.ts';

const HOURS_PER_MONTH = 30 * 24;
const DAYS_PER_MONTH = 30;
const MILLION = 1_000_000;

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

/** Reads or writes of a table. */
interface Side {
  kind: (typeof KINDS)[number];
  /** Provisioned for the table, and for its indexes. */
  units: number;
  index_units: number;
  consumed: Window;
  /** Units that the busiest day used on average. */
  mean: number;
  used_percent: number;
  /** Units that would do; never more than now. */
  proposed: number;
}

interface Index {
  read_units: number | null;
  write_units: number | null;
}

function sideOf(table: Table, kind: Side['kind']): Side | null {
  const { resource, parameters } = table;
  const { peak_factor, target_percent, minimum_units } = parameters;
  const units = numberOf(resource, `${kind}_units`);
  const consumed = measuredIn(table, parameters)(`consumed_${kind}_units`, 'total');
  if (units === null || units === 0 || consumed === null) return null;
  const indexes = listOf<Index>(resource, 'global_secondary_indexes') ?? [];
  const mean = consumed.highest / SECONDS_PER_DAY;
  const needed = Math.max(minimum_units, Math.ceil((mean * peak_factor) / (target_percent / 100)));
  return {
    kind,
    units,
    index_units: indexes.reduce((sum, index) => sum + (index[`${kind}_units`] ?? 0), 0),
    consumed,
    mean,
    used_percent: (mean / units) * 100,
    proposed: Math.min(units, needed),
  };
}

const priceOf = ({ resource }: Table, service: string, sku: string): PriceKey => ({
  provider: 'aws',
  service,
  region: resource.region ?? '',
  sku,
});

/** Millions of requests a month, at the mean of the days looked at. */
const requestsOf = ({ consumed }: Side): number => (consumed.mean * DAYS_PER_MONTH) / MILLION;

/** List prices of a month on demand and of a month as proposed; null where one of them is not known. */
function compared(table: Table, sides: readonly Side[]): { on_demand: number; provisioned: number } | null {
  const rows = sides.map((side) => ({
    side,
    request: table.prices.find(priceOf(table, 'dynamodb-request', side.kind)),
    capacity: table.prices.find(priceOf(table, 'dynamodb-capacity', side.kind)),
  }));
  const sum = (costOf: (side: Side, request: PriceRow, capacity: PriceRow) => number): number =>
    rows.reduce((total, { side, request, capacity }) => total + costOf(side, request!, capacity!), 0);
  if (rows.some(({ request, capacity }) => request === null || capacity === null)) return null;
  return {
    on_demand: sum((side, request) => requestsOf(side) * request.price),
    provisioned: sum((side, _, capacity) => side.proposed * HOURS_PER_MONTH * capacity.price),
  };
}

/** On demand is looked at for plain tables alone: what their indexes use, and what other classes cost, is not known. */
function isBetterOnDemand(table: Table, sides: readonly Side[]): boolean {
  const { resource } = table;
  const is_plain =
    sides.every(({ index_units }) => index_units === 0) && textOf(resource, 'table_class') === 'STANDARD';
  const cost = is_plain ? compared(table, sides) : null;
  return cost !== null && cost.on_demand < cost.provisioned;
}

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
      price: priceOf(table, 'dynamodb-request', side.kind),
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
      : ['medium', 'Requests beyond the capacity are refused (throttled) and have to be tried again.'],
    ...(replicas.length > 0
      ? [['high', `It is copied to ${replicas.join(', ')}, where as much capacity for writes is needed.`] as const]
      : []),
  ];
};

/** Copies in other regions have to be changed along with it, which is left to people. */
function changeOf({ resource }: Table, [reads, writes]: [Side, Side], on_demand: boolean): Proposal['change'] {
  if ((listOf<string>(resource, 'replica_regions') ?? []).length > 0) return null;
  const from = {
    table_name: resource.name ?? '',
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
  const on_demand = isBetterOnDemand(table, sides);
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
    const sides = KINDS.map((kind) => sideOf(table, kind));
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
      holds(
        { check: 'freed', text: 'units that are not needed' },
        is_known ? freed > 0 : null,
        'some',
        is_known ? freed : null,
      ),
    ];
    return decide(checks, () => propose(table, known as [Side, Side]));
  },
});
