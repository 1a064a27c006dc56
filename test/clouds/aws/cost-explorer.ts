import { createHash } from 'node:crypto';
import type { Expression, GetCostAndUsageCommandInput, GroupDefinition } from '@aws-sdk/client-cost-explorer';
import { addDays, daysBetween, type IsoDate } from '../../../src/platform/core/dates.ts';
import { amountText, type Charge, METRICS, type Metric } from './ledger.ts';

/** What Cost Explorer adds its answers up from. */
export interface CostState {
  today: IsoDate;
  /** Only what the caller may see. */
  ledger: Charge[];
  account_names: Record<string, string>;
  page_size: number;
}

/** A request that is refused, with the code that AWS has for it. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const invalid = (message: string): Refusal => new Refusal('ValidationException', message);
const DIMENSIONS = {
  LINKED_ACCOUNT: 'account',
  SERVICE: 'service',
  USAGE_TYPE: 'usage_type',
  RECORD_TYPE: 'record_type',
} as const;

function columnOf(key: string | undefined): (typeof DIMENSIONS)[keyof typeof DIMENSIONS] {
  if (!key || !(key in DIMENSIONS)) throw invalid(`Dimension ${key} is not known`);
  return DIMENSIONS[key as keyof typeof DIMENSIONS];
}

function validate(
  { TimePeriod, Granularity, Metrics, GroupBy = [] }: GetCostAndUsageCommandInput,
  today: IsoDate,
): void {
  const { Start = '', End = '' } = TimePeriod ?? {};
  for (const date of [Start, End]) if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw invalid('Start and end must be dates');
  if (Start >= End) throw invalid('Start date (and hour) should be before end date (and hour)');
  if (End > addDays(today, 1)) throw invalid('End date past the beginning of next day is not allowed');
  if (daysBetween(Start, today) > 14 * 31) throw invalid('You haven’t enabled historical data beyond 14 months');
  if (Granularity !== 'DAILY') throw invalid('The double knows DAILY only');
  if (!Metrics?.length || !Metrics.every((name) => METRICS.includes(name as Metric)))
    throw invalid('Metric names are not known');
  if (GroupBy.length > 2) throw invalid('Cost Explorer supports grouping by at most 2 keys');
}

function matches(charge: Charge, filter: Expression | undefined): boolean {
  if (!filter) return true;
  const operators = Object.keys(filter);
  if (operators.length !== 1) throw invalid('Expression must have exactly one root operator');
  const { And, Or, Not, Dimensions, Tags } = filter;
  if ((And ?? Or) && (And ?? Or)!.length < 2) throw invalid('And and Or take two expressions or more');
  if (And) return And.every((one) => matches(charge, one));
  if (Or) return Or.some((one) => matches(charge, one));
  if (Not) return !matches(charge, Not);
  if (Dimensions) return Dimensions.Values!.includes(charge[columnOf(Dimensions.Key)]);
  const value = charge.tags[Tags!.Key!];
  return Tags!.MatchOptions?.includes('ABSENT')
    ? value === undefined
    : value !== undefined && Tags!.Values!.includes(value);
}

const keyOf = (charge: Charge, { Type, Key }: GroupDefinition): string =>
  Type === 'TAG' ? `${Key}$${charge.tags[Key!] ?? ''}` : charge[columnOf(Key)];

interface Group {
  Keys: string[];
  charges: Charge[];
}

function groupsOf(charges: Charge[], groupBy: GroupDefinition[]): Group[] {
  const groups = new Map<string, Group>();
  for (const charge of charges) {
    const Keys = groupBy.map((definition) => keyOf(charge, definition));
    const group = groups.get(JSON.stringify(Keys)) ?? { Keys, charges: [] };
    group.charges.push(charge);
    groups.set(JSON.stringify(Keys), group);
  }
  return [...groups.values()];
}

const metricsOf = (charges: Charge[], names: string[]) =>
  Object.fromEntries(
    names.map((name) => {
      const units = new Set(charges.map(({ unit }) => unit));
      const Unit = name !== 'UsageQuantity' ? 'USD' : units.size === 1 ? [...units][0] : 'N/A';
      const sum = charges.reduce((total, { amounts }) => total + amounts[name as Metric], 0n);
      return [name, { Amount: amountText(sum), Unit }];
    }),
  );

/** Where an answer goes on, bound to the request it belongs to. */
const tokenOf = (request: object, offset: number): string =>
  Buffer.from(
    JSON.stringify({ of: createHash('sha256').update(JSON.stringify(request)).digest('hex'), offset }),
  ).toString('base64');

function offsetOf(token: string | undefined, request: object): number {
  if (token === undefined) return 0;
  let offset: number;
  try {
    ({ offset } = JSON.parse(Buffer.from(token, 'base64').toString()) as { offset: number });
  } catch {
    throw new Refusal('InvalidNextTokenException', 'The pagination token is invalid.');
  }
  if (tokenOf(request, offset) !== token)
    throw new Refusal('RequestChangedException', 'Your request parameters changed between pages.');
  return offset;
}

/** Which page of its answer a request asks for; 1 when its token is not one of ours, which is refused later. */
export function pageOf({ NextPageToken, ...request }: GetCostAndUsageCommandInput, page_size: number): number {
  try {
    return offsetOf(NextPageToken, request) / page_size + 1;
  } catch {
    return 1;
  }
}

/** What Cost Explorer answers. Throws a `Refusal`. */
export function getCostAndUsage(
  input: GetCostAndUsageCommandInput,
  { today, ledger, page_size, account_names }: CostState,
) {
  validate(input, today);
  const { NextPageToken, ...request } = input;
  const { TimePeriod, GroupBy = [], Metrics = [], Filter } = request;
  const { Start = '', End = '' } = TimePeriod!;
  const days = Array.from({ length: daysBetween(Start, End) }, (_, i) => addDays(Start, i));
  const charges = ledger.filter((charge) => charge.day >= Start && charge.day < End && matches(charge, Filter));
  const offset = offsetOf(NextPageToken, request);
  const all = days.flatMap((day) =>
    groupsOf(
      charges.filter((charge) => charge.day === day),
      GroupBy,
    ).map((group) => ({ day, ...group })),
  );
  const page = GroupBy.length > 0 ? all.slice(offset, offset + page_size) : all;
  const result = (day: IsoDate) => ({
    TimePeriod: { Start: day, End: addDays(day, 1) },
    Estimated: day.slice(0, 7) === today.slice(0, 7),
    Groups:
      GroupBy.length > 0
        ? page
            .filter((group) => group.day === day)
            .map((group) => ({ Keys: group.Keys, Metrics: metricsOf(group.charges, Metrics) }))
        : [],
    Total:
      GroupBy.length > 0
        ? {}
        : metricsOf(
            charges.filter((charge) => charge.day === day),
            Metrics,
          ),
  });
  const shown = GroupBy.findIndex(({ Key }) => Key === 'LINKED_ACCOUNT');
  const accounts = shown < 0 ? [] : [...new Set(page.map(({ Keys }) => Keys[shown]!))];
  return {
    ...(GroupBy.length > 0 && offset + page_size < all.length
      ? { NextPageToken: tokenOf(request, offset + page_size) }
      : {}),
    GroupDefinitions: GroupBy,
    ResultsByTime: days.map(result),
    DimensionValueAttributes: accounts.map((Value) => ({
      Value,
      Attributes: { description: account_names[Value] ?? Value },
    })),
  };
}
