import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, labelExpression, Values, whereOf } from '../../core/compile.ts';
import type { CostCell, CostCube } from '../../core/cube.ts';
import { type Grouping, isDimension, METRIC_COLUMNS, type Metric } from '../../core/dimensions.ts';
import type { Filter } from '../../core/filters.ts';
import { labelKey } from '../../core/scope.ts';
import { readRows } from '../store/charges.ts';
import { type Snapshot, sourceFor } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';
import { ACCOUNT_EXPRESSION, type BeforeFirstLoad, knownDays, knownOfAll, readCoverages } from './coverage.ts';

/** Daily costs, a cube for each currency, and what is known of their days. */
export interface Cubes {
  cubes: CostCube[];
  /** The last day that is complete everywhere; null without costs. */
  data_through: IsoDate | null;
}

type Reading = Pick<Context, 'organization_id' | 'transaction'>;

interface Row {
  currency: string;
  account: string;
  names: (string | null)[];
  labels: (string | null)[];
  days: number[];
  /** Null where no charge of the day knows the metric. */
  amounts: (number | null)[];
}

/** What daily costs are asked for. */
export interface CubesWanted {
  groupings: readonly Grouping[];
  /** Which charges count; all where absent. Filters that costs kept by day do not know make the charges themselves be read. */
  filters?: readonly Filter[];
  /** Effective costs where absent. */
  metric?: Metric;
  most_days: number;
  before_first_load: BeforeFirstLoad;
}

function amountsOf(row: Row, known: Uint8Array): Float64Array {
  const amounts = new Float64Array(known.length);
  for (const [index, day] of row.days.entries()) amounts[day] = row.amounts[index] ?? Number.NaN;
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
    metric,
  }: { start: IsoDate; end: IsoDate } & Required<Pick<CubesWanted, 'groupings' | 'filters' | 'metric'>>,
): Promise<Row[]> {
  const source = sourceFor(snapshot, { filters }, ...groupings);
  const values = new Values();
  const condition = whereOf(source, { start, end, metric, currency: null, filters }, values);
  const names = groupings.map((grouping) => `coalesce(${groupingExpression(grouping, source, values)}, '')`);
  // Costs kept by day and tag do not say whose they are.
  const used = [...groupings, ...filters.map(({ grouping }) => grouping)];
  const account = source.is_daily && !used.every(isDimension) ? `''` : ACCOUNT_EXPRESSION;
  const day = `(charge_date - ${values.add(start)}::date)::integer`;
  const aliased = names.map((name, index) => `${name} as name_${index}`);
  const labels = groupings.map((grouping, index) => `${labelExpression(grouping)} as label_${index}`);
  const columns = (prefix: string) => groupings.map((_, index) => `${prefix}_${index}`);
  return readRows<Row>(
    connection,
    `with cells as (
       select billing_currency as currency, ${[`${account} as account`, ...aliased, ...labels].join(', ')},
         ${day} as day, sum(${METRIC_COLUMNS[metric]})::double as amount
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
 * Daily costs of the last `most_days` days by `groupings`, of all currencies. A day is known when the loads of the billing
 * account tell of it completely; for costs kept by tag, when those of all accounts do.
 */
export async function readCubes(
  context: Reading,
  reader: CachedReader,
  { groupings, filters = [], metric = 'effective', most_days, before_first_load }: CubesWanted,
): Promise<Cubes> {
  const { by_account, first, last, through } = await context.transaction(readCoverages);
  if (through === null || first === null || last === null) return { cubes: [], data_through: null };
  const earliest = addDays(last, 1 - most_days);
  const start = first > earliest ? first : earliest;
  const end = addDays(last, 1);
  const days = daysBetween(start, end);
  const masks = new Map(
    [...by_account].map(([account, cover]) => [account, knownDays(cover, { start, days, before_first_load })]),
  );
  const of_all = knownOfAll(masks.values(), days);
  const rows = await reader.read(
    context.organization_id,
    ['cubes', groupings, filters, metric, start, end],
    (snapshot, connection) => readCells(snapshot, connection, { start, end, groupings, filters, metric }),
  );
  const by_currency = Map.groupBy(rows, (row) => row.currency);
  const cubes = [...by_currency].map(([currency, own]) =>
    cubeOf(currency, own, { start, days, groupings }, (account) => masks.get(account) ?? of_all),
  );
  return { cubes, data_through: through };
}
