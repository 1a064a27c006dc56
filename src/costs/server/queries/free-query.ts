import type { z } from 'zod';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, sumOf, Values, whereOf } from '../../core/compile.ts';
import type { costsContract } from '../../core/contract.ts';
import type { freeQuerySchema } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import type { CachedReader } from './cached-reader.ts';
import { resolveSelection } from './resolve.ts';

const PERIOD = {
  daily: 'charge_date',
  weekly: `date_trunc('week', charge_date)::date`,
  monthly: `date_trunc('month', charge_date)::date`,
};

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
      const values = new Values();
      const condition = whereOf(snapshot, selection, values);
      const parts = group_by.map(
        (grouping, index) => `coalesce(${groupingExpression(grouping, snapshot, values)}, '') as g${index}`,
      );
      if (granularity) parts.unshift(`${PERIOD[granularity]}::varchar as date`);
      const places = parts.map((_, index) => index + 1).join(', ');
      return readRows<Record<string, string>>(
        connection,
        `select ${[...parts, `${sumOf(selection.metric)}::varchar as amount`].join(', ')} from ${snapshot.table}
       where ${condition} ${places ? `group by ${places}` : ''}
       order by ${[...(granularity ? ['date'] : []), `${sumOf(selection.metric)} desc`, ...(places ? [places] : [])].join(', ')}
       limit ${limit + 1}`,
        values.list,
      );
    },
  );
  const columns = [...(granularity ? ['date'] : []), ...group_by, 'amount'];
  return {
    ...resolved.range,
    columns,
    rows: rows.slice(0, limit).map((row) => ({
      ...(granularity ? { date: row.date ?? '' } : {}),
      ...Object.fromEntries(group_by.map((grouping, index) => [grouping, row[`g${index}`] ?? ''])),
      amount: Number(row.amount),
    })),
    total: Number(resolved.total),
    truncated: rows.length > limit,
  };
}
