import type { z } from 'zod';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, PERIOD_EXPRESSIONS, sumOf, unknownOf, Values, whereOf } from '../../core/compile.ts';
import type { costsContract } from '../../core/contract.ts';
import type { freeQuerySchema } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import { sourceFor } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';
import { rangeOf, resolveSelection } from './resolve.ts';

/** `g0`, `g1` … are the values of the groupings; `total` and `unknown` are of all rows, also those beyond the limit. */
type Row = Record<`g${number}`, string> & { date?: string; amount: string; total: string; unknown: number };

type Answer = z.input<typeof costsContract.costQuery.answer>;

/** Costs by any number of groupings, and by period with a granularity; by date, then largest first. */
export async function readFreeQuery(
  context: Context,
  reader: CachedReader,
  wanted: z.output<typeof freeQuerySchema>,
): Promise<Answer> {
  const { granularity, group_by, limit, ...rest } = wanted;
  const resolved = await resolveSelection(context, reader, rest);
  const { selection } = resolved;
  const rows = await reader.read(
    context.organization_id,
    ['query', selection, granularity, group_by, limit],
    async (snapshot, connection) => {
      const source = sourceFor(snapshot, selection, ...group_by);
      const values = new Values();
      const condition = whereOf(source, selection, values);
      const names = group_by.map((_, index) => `g${index}`);
      const parts = group_by.map(
        (grouping, index) => `coalesce(${groupingExpression(grouping, source, values)}, '') as g${index}`,
      );
      if (granularity) {
        names.unshift('date');
        parts.unshift(`${PERIOD_EXPRESSIONS[granularity]}::varchar as date`);
      }
      const order = [...(granularity ? ['date'] : []), 'cells.amount desc', ...names].join(', ');
      return readRows<Row>(
        connection,
        `with cells as materialized (
         select ${[...parts, `${sumOf(selection.metric)} as amount`, `${unknownOf(source, selection.metric)} as unknown`].join(', ')}
         from ${source.table} where ${condition} ${names.length > 0 ? `group by ${names.join(', ')}` : ''}),
       totals as (select sum(amount)::varchar as total, sum(unknown)::integer as unknown from cells)
       select ${[...names, 'cells.amount::varchar as amount', 'totals.*'].join(', ')} from cells, totals order by ${order} limit ${limit + 1}`,
        values.list,
      );
    },
  );
  const columns = [...(granularity ? ['date'] : []), ...group_by, 'amount'];
  return {
    ...rangeOf(resolved, rows[0]?.unknown ?? 0),
    columns,
    rows: rows.slice(0, limit).map((row) => ({
      ...(granularity ? { date: row.date ?? '' } : {}),
      ...Object.fromEntries(group_by.map((grouping, index) => [grouping, row[`g${index}`] ?? ''])),
      amount: Number(row.amount),
    })),
    total: Number(rows[0]?.total ?? 0),
    truncated: rows.length > limit,
  };
}
