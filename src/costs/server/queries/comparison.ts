import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, type Source, Values, whereOf } from '../../core/compile.ts';
import { isDimension, tagKeyOf } from '../../core/dimensions.ts';
import type { Filter } from '../../core/filters.ts';
import { type Scope, scopeFilters } from '../../core/scope.ts';
import { readRows } from '../store/charges.ts';
import { chargesOf } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';

/** Days of costs and days before them, of the same rows; `end` of each is not included. */
export interface ComparisonRequest {
  scope: Scope;
  /** Which of the rows of the scope count, beside those that the scope names. */
  filters: readonly Filter[];
  currency: string;
  start: IsoDate;
  end: IsoDate;
  /** Days before; what is compared began with the day after them, which may be before `start`. */
  baseline_start: IsoDate;
  baseline_end: IsoDate;
  /** What each day of the baseline counts for, by weekday from Monday on, so that it adds up to days like those compared. */
  weights: readonly number[];
  /**
   * Days before whose fees, each counted once, are the baseline of fees: they come by the month, not by the day. Null
   * weighs them as everything else.
   */
  fees: { start: IsoDate; end: IsoDate } | null;
  /** Tags whose values are told apart. */
  tag_keys: readonly string[];
  /** So many combinations of values are told, those that changed most; what is left is added up by service, account and region. */
  most_cells: number;
}

/** Effective costs of one combination of values; empty values are none. */
export interface ComparisonCell {
  service: string;
  account: string;
  account_name: string | null;
  region: string;
  region_name: string | null;
  /** The description of the charge, or its SKU; empty where the rows have none, and in what is left. */
  usage_type: string;
  resource_id: string;
  resource_name: string | null;
  tags: Record<string, string>;
  /** With the weights of its days; of fees, those of the days given for them. */
  baseline_cost: number;
  /** Null where any of its rows has no quantity. */
  baseline_quantity: number | null;
  actual_cost: number;
  actual_quantity: number | null;
}

/** A commitment whose last covered charge of the compared costs fell about the day after the baseline. */
export interface EndedCommitment {
  commitment_id: string;
  name: string | null;
  type: string | null;
  last_covered_on: IsoDate;
}

/** A resource whose charges have another value of a tag since the end of the baseline. */
export interface TagChange {
  resource_id: string;
  resource_name: string | null;
  key: string;
  /** Empty is none. */
  before: string;
  after: string;
}

export interface Comparison {
  /** They add up to all costs of the scope that count. */
  cells: ComparisonCell[];
  /** Whether any of the rows is a fee. */
  has_fees: boolean;
  ended_commitments: EndedCommitment[];
  /** Those of the most expensive resources, a few; where the scope names a tag, those that moved into it or out of it. */
  tag_changes: TagChange[];
}

type CellRow = Omit<ComparisonCell, 'tags'> & { tag_values: string[]; has_fees: boolean };

/** Days before and after the end of the baseline that tell whether tags changed with it. */
const TAGGED = { before: 7, after: 3 };
const MOST_TAG_CHANGES = 3;

const conditionOf = (
  source: Source,
  { currency, scope, filters }: ComparisonRequest,
  range: { start: IsoDate; end: IsoDate },
  values: Values,
): string =>
  whereOf(source, { ...range, metric: 'effective', currency, filters: [...scopeFilters(scope), ...filters] }, values);

/** Charge frequencies of FOCUS that are no use: what is paid once, or by the month. */
const FEES = `coalesce(charge_frequency in ('One-Time', 'Recurring'), false)`;

/** The sum of a quantity where every row has one. */
const quantity = (sum: string, filter: string): string =>
  `case when count(*) filter (where ${filter}) = count(consumed_quantity) filter (where ${filter})
     then coalesce(sum(${sum}) filter (where ${filter}), 0)::double end`;

/** The rows of both spans of days, each with what it counts for. */
function comparedRows(source: Source, wanted: ComparisonRequest, values: Values): string {
  const { start, end, baseline_start, baseline_end, fees, weights } = wanted;
  const first = fees && fees.start < baseline_start ? fees.start : baseline_start;
  const condition = conditionOf(source, wanted, { start: first, end }, values);
  const day = (date: IsoDate): string => `${values.add(date)}::date`;
  const within = (from: IsoDate, until: IsoDate): string =>
    `charge_date >= ${day(from)} and charge_date < ${day(until)}`;
  const by_weekday = `([${weights.join(', ')}]::double[])[isodow(charge_date)]`;
  const is_before = fees
    ? `case when ${FEES} then ${within(fees.start, fees.end)} else ${within(baseline_start, baseline_end)} end`
    : within(baseline_start, baseline_end);
  const weight = fees ? `case when ${FEES} then 1::double else ${by_weekday} end` : by_weekday;
  return `select *, charge_date >= ${day(start)} as is_actual, ${weight} as weight, ${FEES} as is_fee
    from ${source.table} where ${condition} and (charge_date >= ${day(start)} or ${is_before})`;
}

function cellsStatement(source: Source, wanted: ComparisonRequest, values: Values): string {
  const compared = comparedRows(source, wanted, values);
  const tags = wanted.tag_keys.map((key) => `coalesce(${groupingExpression(`tag:${key}`, source, values)}, '')`);
  return `with compared as (${compared}),
    cells as (
      select coalesce(service_name, '') as service, coalesce(sub_account_id, '') as account, coalesce(region_id, '') as region,
        coalesce(nullif(charge_description, ''), sku_id, '') as usage_type, coalesce(resource_id, '') as resource_id,
        [${tags.join(', ')}]::varchar[] as tag_values,
        max(nullif(sub_account_name, '')) as account_name, max(nullif(region_name, '')) as region_name,
        max(nullif(resource_name, '')) as resource_name,
        coalesce(sum(effective_cost * weight) filter (where not is_actual), 0)::double as baseline_cost,
        ${quantity('consumed_quantity * weight', 'not is_actual')} as baseline_quantity,
        coalesce(sum(effective_cost) filter (where is_actual), 0)::double as actual_cost,
        ${quantity('consumed_quantity', 'is_actual')} as actual_quantity, bool_or(is_fee) as has_fees
      from compared group by all),
    ranked as (
      select *, row_number() over (order by abs(actual_cost - baseline_cost) desc, service, account, region, usage_type,
        resource_id, tag_values) <= ${wanted.most_cells} as is_told from cells)
    select service, account, account_name, region, region_name, usage_type, resource_id, resource_name, tag_values,
      baseline_cost, baseline_quantity, actual_cost, actual_quantity, has_fees from ranked where is_told
    union all
    select service, account, max(account_name), region, max(region_name), '', '', null, [], sum(baseline_cost), null,
      sum(actual_cost), null, bool_or(has_fees) from ranked where not is_told group by service, account, region
    order by service, account, region, usage_type, resource_id, tag_values`;
}

async function readCells(
  source: Source,
  connection: DuckDBConnection,
  wanted: ComparisonRequest,
): Promise<Pick<Comparison, 'cells' | 'has_fees'>> {
  const values = new Values();
  const rows = await readRows<CellRow>(connection, cellsStatement(source, wanted, values), values.list);
  const cells = rows.map(({ tag_values, has_fees: _has_fees, ...cell }) => ({
    ...cell,
    tags: Object.fromEntries(tag_values.map((value, index) => [wanted.tag_keys[index], value])),
  }));
  return { cells, has_fees: rows.some((row) => row.has_fees) };
}

/** Days before and after the end of the baseline within which the end of a commitment is near it. */
const NEAR = { before: 7, after: 2 };
/** A commitment that covered nothing for so many days is over. */
const UNUSED_DAYS = 31;

function readEndedCommitments(source: Source, connection: DuckDBConnection, wanted: ComparisonRequest) {
  const values = new Values();
  const { baseline_start, baseline_end } = wanted;
  const unused = addDays(baseline_end, NEAR.after + UNUSED_DAYS);
  const end = wanted.end < unused ? wanted.end : unused;
  // What it covers after a short anomaly shows that it goes on.
  const condition = conditionOf(source, wanted, { start: baseline_start, end: unused }, values);
  return readRows<EndedCommitment>(
    connection,
    `select commitment_discount_id as commitment_id, max(nullif(commitment_discount_name, '')) as name,
       max(nullif(commitment_discount_type, '')) as type, max(charge_date)::varchar as last_covered_on
     from ${source.table} where ${condition} and commitment_discount_id <> '' and commitment_discount_status = 'Used'
     group by 1 having max(charge_date) between ${values.add(addDays(baseline_end, -NEAR.before))}::date
       and ${values.add(addDays(baseline_end, NEAR.after))}::date and max(charge_date) < ${values.add(addDays(end, -1))}::date
     order by 4, 1`,
    values.list,
  );
}

/** The value of a tag of all charges on one side of the beginning; NULL where they do not agree, or there are none. */
const agreed = (tag: string, side: string): string =>
  `case when min(${tag}) filter (where ${side}) = max(${tag}) filter (where ${side}) then min(${tag}) filter (where ${side}) end`;

async function readTagChanges(
  source: Source,
  connection: DuckDBConnection,
  { scope, currency, baseline_end: start, tag_keys, filters: counted }: ComparisonRequest,
): Promise<TagChange[]> {
  if (tag_keys.length === 0) return [];
  const values = new Values();
  const named = scopeFilters(scope);
  const tags = tag_keys.map((key) => `coalesce(${groupingExpression(`tag:${key}`, source, values)}, '')`);
  const begin = `${values.add(start)}::date`;
  const [before, after] = [`charge_date < ${begin}`, `charge_date >= ${begin}`];
  const changes = tags.map(
    (tag, index) =>
      `{key: ${values.add(tag_keys[index]!)}, before: ${agreed(tag, before)}, after: ${agreed(tag, after)}}`,
  );
  // Rows that had another tag were outside of a scope of that tag.
  const filters = [...named.filter(({ grouping }) => isDimension(grouping)), ...counted];
  const range = { start: addDays(start, -TAGGED.before), end: addDays(start, TAGGED.after) };
  const condition = whereOf(source, { ...range, metric: 'effective', currency, filters }, values);
  const moved = named
    .filter(({ grouping }) => !isDimension(grouping))
    .map(({ grouping, values: [value = ''] }) => {
      const [key, wanted] = [values.add(tagKeyOf(grouping) ?? ''), values.add(value)];
      return ` and change.key = ${key} and ${wanted} in (change.before, change.after)`;
    });
  return readRows<TagChange>(
    connection,
    `with resources as (
       select resource_id, max(nullif(resource_name, '')) as resource_name, sum(effective_cost) as cost,
         unnest([${changes.join(', ')}]) as change
       from ${source.table} where ${condition} and resource_id <> '' group by resource_id)
     select resource_id, resource_name, change.key as key, change.before as before, change.after as after
     from resources where change.before <> change.after${moved.join('')}
     order by cost desc, resource_id, change.key limit ${MOST_TAG_CHANGES}`,
    values.list,
  );
}

/** What the effective costs of a scope are made of, over some days and over those before. */
export async function readComparison(
  { organization_id }: Pick<Context, 'organization_id'>,
  reader: CachedReader,
  wanted: ComparisonRequest,
): Promise<Comparison> {
  const [compared, ended_commitments, tag_changes] = await Promise.all([
    reader.read(organization_id, ['comparison', wanted], (snapshot, connection) =>
      readCells(chargesOf(snapshot), connection, wanted),
    ),
    reader.read(organization_id, ['ended commitments', wanted], (snapshot, connection) =>
      readEndedCommitments(chargesOf(snapshot), connection, wanted),
    ),
    reader.read(organization_id, ['tag changes', wanted], (snapshot, connection) =>
      readTagChanges(chargesOf(snapshot), connection, wanted),
    ),
  ]);
  return { ...compared, ended_commitments, tag_changes };
}
