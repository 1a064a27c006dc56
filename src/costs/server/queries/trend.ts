import { addDays, type Granularity, periodStart, periodsIn } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import {
  groupingExpression,
  labelExpression,
  PERIOD_EXPRESSIONS,
  sumOf,
  unknownOf,
  Values,
  whereOf,
} from '../../core/compile.ts';
import type { CostTrend } from '../../core/contract.ts';
import type { Grouping } from '../../core/dimensions.ts';
import type { Selection } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import { sourceFor } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';
import { type Resolved, rangeOf, resolveSelection } from './resolve.ts';

interface Row {
  date: string;
  /** 1 for the largest series; null for all that are not among the first. */
  rank: number | null;
  name: string | null;
  label: string | null;
  amount: string;
  series_total: string;
  date_total: string;
  /** Rows of the whole selection that do not know the metric; the same on each row. */
  unknown: number;
}

interface TrendRequest {
  granularity: Granularity;
  group_by: Grouping | undefined;
  limit: number;
}

/** One row per period and series; series beyond `limit` come as one without a name. All sums are exact. */
function readSeries(
  context: Context,
  reader: CachedReader,
  { selection }: Resolved,
  { granularity, group_by, limit }: TrendRequest,
) {
  return reader.read(
    context.organization_id,
    ['trend', selection, granularity, group_by, limit],
    async (snapshot, connection) => {
      const source = sourceFor(snapshot, selection, ...(group_by ? [group_by] : []));
      const values = new Values();
      const condition = whereOf(source, selection, values);
      const expression = group_by ? `coalesce(${groupingExpression(group_by, source, values)}, '')` : `''`;
      return readRows<Row>(
        connection,
        `with cells as (
         select ${PERIOD_EXPRESSIONS[granularity]} as date, ${expression} as name, ${group_by ? labelExpression(group_by) : 'null'} as label,
           ${sumOf(selection.metric)} as amount, ${unknownOf(source, selection.metric)} as unknown
         from ${source.table} where ${condition} group by 1, 2),
       series as (
         select name, max(label) as label, row_number() over (order by sum(amount) desc, name) as place from cells group by name),
       ranked as (
         select date, case when place <= ${limit} then place end::integer as rank, case when place <= ${limit} then cells.name end as name,
           max(case when place <= ${limit} then series.label end) as label, sum(amount) as amount, sum(unknown) as unknown
         from cells join series using (name) group by 1, 2, 3)
       select date::varchar as date, rank, name, label, amount::varchar as amount,
         (sum(amount) over (partition by rank))::varchar as series_total, (sum(amount) over (partition by date))::varchar as date_total,
         (sum(unknown) over ())::integer as unknown
       from ranked order by ranked.date, rank`,
        values.list,
      );
    },
  );
}

/** The name of all that is not among the first: never the name of a series. */
const restName = (names: Set<string | null>): string => (names.has('Other') ? 'Other (rest)' : 'Other');

/** A period is incomplete when it is cut by the range, or one of its days is still filling. */
const isIncomplete = (date: string, next: string, { selection: { start, end }, data_through }: Resolved): boolean => {
  return date < start || next > end || data_through === null || addDays(next, -1) > data_through;
};

/** Cost over time. Periods without a row are 0 between the first and the last day with data, and left out beyond. */
export async function readTrend(
  context: Context,
  reader: CachedReader,
  wanted: Selection,
  request: TrendRequest,
): Promise<CostTrend> {
  const resolved = await resolveSelection(context, reader, wanted);
  const rows = await readSeries(context, reader, resolved, request);
  const { granularity, group_by } = request;
  const other_name = rows.some((row) => row.name === null) ? restName(new Set(rows.map((row) => row.name))) : null;
  const largest_first = rows.toSorted(
    (a, b) => (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY),
  );
  const series = new Map(
    largest_first.map((row) => [row.name ?? other_name ?? '', { label: row.label, total: Number(row.series_total) }]),
  );
  return {
    ...rangeOf(resolved, rows[0]?.unknown ?? 0),
    granularity,
    group_by: group_by ?? null,
    series: group_by ? [...series].map(([name, values]) => ({ name, ...values })) : [],
    other_name,
    data_points: pointsOf(rows, resolved, request, other_name),
  };
}

function pointsOf(
  rows: Row[],
  resolved: Resolved,
  { granularity, group_by }: TrendRequest,
  other_name: string | null,
): CostTrend['data_points'] {
  const [first, last] = [rows[0]?.date, rows.at(-1)?.date];
  if (first === undefined || last === undefined) return [];
  const by_date = Map.groupBy(rows, (row) => row.date);
  const periods = periodsIn(first, addDays(last, 1), granularity);
  return periods.map((date) => {
    const cells = by_date.get(date) ?? [];
    const amounts = group_by
      ? Object.fromEntries(cells.map((cell) => [cell.name ?? other_name ?? '', Number(cell.amount)]))
      : {};
    const next =
      granularity === 'daily'
        ? addDays(date, 1)
        : periodStart(addDays(date, granularity === 'weekly' ? 7 : 31), granularity);
    const total = Number(cells[0]?.date_total ?? 0);
    return { date, total, amounts, incomplete: isIncomplete(date, next, resolved) };
  });
}
