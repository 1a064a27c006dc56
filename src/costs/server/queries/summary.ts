import { previousRange } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, rowsOf, sumOf, unknownOf, Values, whereOf } from '../../core/compile.ts';
import type { CostSummary } from '../../core/contract.ts';
import type { Selection } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import { sourceFor } from '../store/snapshot.ts';
import { changePercent, shareOf } from './amounts.ts';
import type { CachedReader } from './cached-reader.ts';
import { type Resolved, rangeOf, resolveSelection } from './resolve.ts';

const TOP_SERVICES = 10;

/** Totals, repeated beside each of the largest services; without any service once, with nulls. */
interface Row {
  total: string;
  unknown: number;
  days: number;
  services_used: number;
  previous_total: string;
  previous_rows: number;
  name: string | null;
  amount: string | null;
}

/** All figures in one walk over the rows of both ranges: by day and service first, then from those few. */
const readRowsOf = (context: Context, reader: CachedReader, { selection }: Resolved) =>
  reader.read(context.organization_id, ['summary', selection], async (snapshot, connection) => {
    const source = sourceFor(snapshot, selection, 'service');
    const values = new Values();
    const before = previousRange(selection.start, selection.end);
    const both = whereOf(source, { ...selection, start: before.start }, values);
    const service = groupingExpression('service', source, values);
    return readRows<Row>(
      connection,
      `with cells as materialized (
         select charge_date, coalesce(${service}, '') as name, charge_date >= ${values.add(selection.start)}::date as is_now,
           ${sumOf(selection.metric)} as amount, ${rowsOf(source)} as rows, ${unknownOf(source, selection.metric)} as unknown
         from ${source.table} where ${both} group by all),
       totals as (
         select coalesce(sum(amount) filter (where is_now), 0)::varchar as total,
           coalesce(sum(unknown) filter (where is_now), 0)::integer as unknown,
           (count(distinct charge_date) filter (where is_now))::integer as days,
           (count(distinct name) filter (where is_now and name <> ''))::integer as services_used,
           coalesce(sum(amount) filter (where not is_now), 0)::varchar as previous_total,
           coalesce(sum(rows) filter (where not is_now), 0)::integer as previous_rows
         from cells),
       services as (
         select name, sum(amount) as amount from cells where is_now group by name order by amount desc, name limit ${TOP_SERVICES})
       select totals.*, name, amount::varchar as amount from totals left join services on true order by services.amount desc, name`,
      values.list,
    );
  });

/** What recommendations say that can be saved a month in a currency; null before there are any. */
export type PotentialSavings = (context: Pick<Context, 'transaction'>, currency: string) => Promise<number | null>;

/** Total of a selection with its change, daily average and largest services. */
export async function readSummary(
  context: Context,
  reader: CachedReader,
  wanted: Selection,
  potentialSavings: PotentialSavings,
): Promise<CostSummary> {
  const resolved = await resolveSelection(context, reader, wanted);
  const rows = await readRowsOf(context, reader, resolved);
  const totals = rows[0]!;
  const total_cost = Number(totals.total);
  const previous_cost = totals.previous_rows > 0 ? Number(totals.previous_total) : null;
  const by_service = rows.flatMap(({ name, amount }) =>
    name === null || amount === null ? [] : [{ ...shareOf(name, amount, total_cost), label: null }],
  );
  const range = rangeOf(resolved, totals.unknown);
  // Recommendations know resources, not all that costs can be narrowed by.
  const is_all = resolved.selection.filters.length === 0 && range.currency !== null;
  return {
    ...range,
    total_cost,
    previous_cost,
    change_percent: changePercent(total_cost, previous_cost),
    daily_average: totals.days > 0 ? total_cost / totals.days : null,
    top_service: by_service[0]?.name ?? null,
    services_used: totals.services_used,
    potential_savings: is_all ? await potentialSavings(context, range.currency) : null,
    by_service,
  };
}
