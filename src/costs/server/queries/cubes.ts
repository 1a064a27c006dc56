import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, daysBetween, type IsoDate, monthStart } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, labelExpression, sumOf, Values, whereOf } from '../../core/compile.ts';
import { completeThrough, isStillBilled } from '../../core/completeness.ts';
import type { CostCell, CostCube } from '../../core/cube.ts';
import { type Grouping, isDimension } from '../../core/dimensions.ts';
import type { Filter } from '../../core/query.ts';
import { labelKey } from '../../core/scope.ts';
import { readRows } from '../store/charges.ts';
import { type Snapshot, sourceFor } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';

/** Daily effective costs, a cube for each currency, and what is known of their days. */
export interface Cubes {
  cubes: CostCube[];
  /** The last day that is complete everywhere; null without costs. */
  data_through: IsoDate | null;
}

type Reading = Pick<Context, 'organization_id' | 'transaction'>;

/** The days that the loads of a billing account tell of completely. */
interface Coverage {
  first: IsoDate;
  through: IsoDate;
  /** First days of the months that have a load. */
  months: ReadonlySet<IsoDate>;
  /** Nothing came for so long that it is taken to be closed: it costs nothing since. */
  is_closed: boolean;
}

interface Row {
  currency: string;
  account: string;
  names: (string | null)[];
  labels: (string | null)[];
  days: number[];
  amounts: number[];
}

const accountOf = (provider_name: string, billing_account_id: string): string =>
  JSON.stringify([provider_name, billing_account_id]);

async function readCoverage(context: Reading): Promise<{ coverage: Map<string, Coverage>; through: IsoDate | null }> {
  const loads = await context.transaction((tx) =>
    tx
      .selectFrom('cost_loads')
      .select(['provider_name', 'billing_account_id', 'billing_period', 'first_date', 'data_through'])
      .where('status', '=', 'active')
      .execute(),
  );
  const by_account = Map.groupBy(loads, (load) => accountOf(load.provider_name, load.billing_account_id));
  const ends = [...by_account.values()].map((own) => ({
    data_through: own
      .map((l) => l.data_through)
      .toSorted()
      .at(-1)!,
  }));
  const newest =
    ends
      .map((end) => end.data_through)
      .toSorted()
      .at(-1) ?? '';
  const coverage = new Map(
    [...by_account].map(([account, own], index) => {
      const through = ends[index]!.data_through;
      return [
        account,
        {
          first: own.map((load) => load.first_date).toSorted()[0]!,
          through,
          months: new Set(own.map((load) => load.billing_period)),
          is_closed: !isStillBilled(through, newest),
        },
      ];
    }),
  );
  return { coverage, through: completeThrough(ends) };
}

/** What daily costs are asked for. */
export interface CubesWanted {
  groupings: readonly Grouping[];
  /** Which charges count; all where absent. Filters that costs kept by day do not know make the charges themselves be read. */
  filters?: readonly Filter[];
  most_days: number;
  /** What costs are before an account's first load: not known, or nothing, as totals of what is known have it. */
  before_first_load: 'unknown' | 'nothing';
}

/** The days of `cover` in a range, as a mask: 1 where costs are known. */
function knownDays(
  cover: Coverage,
  { start, days, before_first_load }: { start: IsoDate; days: number } & Pick<CubesWanted, 'before_first_load'>,
): Uint8Array {
  const known = new Uint8Array(days);
  for (let day = 0, date = start; day < days; day++, date = addDays(date, 1)) {
    const is_told = date >= cover.first && date <= cover.through && cover.months.has(monthStart(date));
    const is_before = before_first_load === 'nothing' && date < cover.first;
    if (is_told || is_before || (cover.is_closed && date > cover.through)) known[day] = 1;
  }
  return known;
}

/** What is known of all accounts together: what is known of each that costs anything in the range. */
function knownOfAll(masks: Iterable<Uint8Array>, days: number): Uint8Array {
  const known = new Uint8Array(days).fill(1);
  for (const mask of masks) for (let day = 0; day < days; day++) known[day] = known[day]! & mask[day]!;
  return known;
}

function amountsOf(row: Row, known: Uint8Array): Float64Array {
  const amounts = new Float64Array(known.length);
  for (const [index, day] of row.days.entries()) amounts[day] = row.amounts[index]!;
  for (let day = 0; day < known.length; day++) if (known[day] === 0) amounts[day] = Number.NaN;
  return amounts;
}

async function readCells(
  snapshot: Snapshot,
  connection: DuckDBConnection,
  {
    start,
    end,
    groupings,
    filters,
  }: { start: IsoDate; end: IsoDate } & Required<Pick<CubesWanted, 'groupings' | 'filters'>>,
): Promise<Row[]> {
  const source = sourceFor(snapshot, { filters }, ...groupings);
  const values = new Values();
  const condition = whereOf(source, { start, end, metric: 'effective', currency: null, filters }, values);
  const names = groupings.map((grouping) => `coalesce(${groupingExpression(grouping, source, values)}, '')`);
  // Costs kept by day and tag do not say whose they are.
  const account = groupings.every(isDimension) ? `json_array(provider_name, billing_account_id)::varchar` : `''`;
  const day = `(charge_date - ${values.add(start)}::date)::integer`;
  const aliased = names.map((name, index) => `${name} as name_${index}`);
  const labels = groupings.map((grouping, index) => `${labelExpression(grouping)} as label_${index}`);
  const columns = (prefix: string) => groupings.map((_, index) => `${prefix}_${index}`);
  return readRows<Row>(
    connection,
    `with cells as (
       select billing_currency as currency, ${[`${account} as account`, ...aliased, ...labels].join(', ')},
         ${day} as day, ${sumOf('effective')}::double as amount
       from ${source.table} where ${condition}
       group by ${['currency', 'account', 'day', ...columns('name')].join(', ')})
     select currency, account, [${columns('name').join(', ')}]::varchar[] as names,
       [${columns('label')
         .map((label) => `max(${label})`)
         .join(', ')}]::varchar[] as labels, list(day) as days, list(amount) as amounts
     from cells group by ${['currency', 'account', ...columns('name')].join(', ')} order by all`,
    values.list,
  );
}

function cubeOf(
  currency: string,
  rows: readonly Row[],
  range: { start: IsoDate; days: number; groupings: readonly Grouping[] },
  known: (account: string) => Uint8Array,
): CostCube {
  const { start, days, groupings } = range;
  const labels = new Map<string, string>();
  const cells = rows.map((row): CostCell => {
    for (const [index, label] of row.labels.entries())
      if (label !== null) labels.set(labelKey(groupings[index]!, row.names[index] ?? ''), label);
    return { values: row.names.map((name) => name ?? ''), amounts: amountsOf(row, known(row.account)) };
  });
  return { currency, start, days, groupings, cells, labels };
}

/**
 * Daily effective costs of the last `most_days` days by `groupings`, of all currencies. A day is known when the loads of
 * the billing account tell of it completely; for tags, when those of all accounts do.
 */
export async function readCubes(
  context: Reading,
  reader: CachedReader,
  { groupings, filters = [], most_days, before_first_load }: CubesWanted,
): Promise<Cubes> {
  const { coverage, through } = await readCoverage(context);
  if (through === null) return { cubes: [], data_through: null };
  const last = [...coverage.values()]
    .map((cover) => cover.through)
    .toSorted()
    .at(-1)!;
  const first = [...coverage.values()].map((cover) => cover.first).toSorted()[0]!;
  const earliest = addDays(last, 1 - most_days);
  const start = first > earliest ? first : earliest;
  const end = addDays(last, 1);
  const days = daysBetween(start, end);
  const masks = new Map(
    [...coverage].map(([account, cover]) => [account, knownDays(cover, { start, days, before_first_load })]),
  );
  const of_all = knownOfAll(masks.values(), days);
  const rows = await reader.read(
    context.organization_id,
    ['cubes', groupings, filters, start, end],
    (snapshot, connection) => readCells(snapshot, connection, { start, end, groupings, filters }),
  );
  const by_currency = Map.groupBy(rows, (row) => row.currency);
  const cubes = [...by_currency].map(([currency, own]) =>
    cubeOf(currency, own, { start, days, groupings }, (account) => masks.get(account) ?? of_all),
  );
  return { cubes, data_through: through };
}
