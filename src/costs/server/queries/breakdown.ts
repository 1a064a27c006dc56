import { previousRange } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, labelExpression, rowsOf, sumOf, unknownOf, Values, whereOf } from '../../core/compile.ts';
import type { CostBreakdown } from '../../core/contract.ts';
import type { Grouping } from '../../core/dimensions.ts';
import type { Selection } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import { sourceFor } from '../store/snapshot.ts';
import { changePercent, numberOrNull, shareOf } from './amounts.ts';
import type { CachedReader } from './cached-reader.ts';
import { rangeOf, resolveSelection } from './resolve.ts';

interface Row {
  name: string;
  label: string | null;
  amount: string;
  previous_amount: string | null;
  /** Of all values, also those beyond the limit; the same on each row. */
  value_count: number;
  total: string;
  unknown: number;
  previous_total: string | null;
}

/** Costs by the values of one grouping, largest first, beside those of the range of equal length before. */
export async function readBreakdown(
  context: Context,
  reader: CachedReader,
  wanted: Selection,
  dimension: Grouping,
  limit: number,
): Promise<CostBreakdown> {
  const resolved = await resolveSelection(context, reader, wanted);
  const { selection } = resolved;
  const rows = await reader.read(
    context.organization_id,
    ['breakdown', selection, dimension, limit],
    async (snapshot, connection) => {
      const source = sourceFor(snapshot, selection, dimension);
      const values = new Values();
      const before = previousRange(selection.start, selection.end);
      const both = whereOf(source, { ...selection, start: before.start }, values);
      const now = `charge_date >= ${values.add(selection.start)}::date`;
      const expression = groupingExpression(dimension, source, values);
      return readRows<Row>(
        connection,
        `with by_value as materialized (
         select coalesce(${expression}, '') as name, ${labelExpression(dimension)} as label,
           ${sumOf(selection.metric, now)} as amount, ${rowsOf(source, now)} as rows, ${unknownOf(source, selection.metric, now)} as unknown,
           ${sumOf(selection.metric, `not (${now})`)} as previous_amount, ${rowsOf(source, `not (${now})`)} as previous_rows
         from ${source.table} where ${both} group by 1),
       totals as (
         select (count(*) filter (where rows > 0))::integer as value_count, sum(amount)::varchar as total, sum(unknown)::integer as unknown,
           (case when sum(previous_rows) > 0 then sum(previous_amount) end)::varchar as previous_total
         from by_value),
       largest as (select * exclude (unknown) from by_value order by rows = 0, amount desc, name limit ${limit})
       select name, label, amount::varchar as amount, case when previous_rows > 0 then previous_amount::varchar end as previous_amount, totals.*
       from largest, totals order by rows = 0, largest.amount desc, name`,
        values.list,
      );
    },
  );
  const totals = rows[0];
  const total = Number(totals?.total ?? 0);
  return {
    ...rangeOf(resolved, totals?.unknown ?? 0),
    dimension,
    total,
    previous_total: numberOrNull(totals?.previous_total),
    value_count: totals?.value_count ?? 0,
    items: rows.map(({ name, label, amount, previous_amount }) => {
      const previous = numberOrNull(previous_amount);
      return {
        ...shareOf(name, amount, total),
        label,
        previous_amount: previous,
        change_percent: changePercent(Number(amount), previous),
      };
    }),
  };
}
