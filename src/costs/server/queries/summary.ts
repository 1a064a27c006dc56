import { previousRange } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, sumOf, Values, whereOf } from '../../core/compile.ts';
import type { CostSummary } from '../../core/contract.ts';
import type { Selection } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import { changePercent, shareOf } from './amounts.ts';
import type { CachedReader } from './cached-reader.ts';
import { type Resolved, resolveSelection } from './resolve.ts';

const TOP_SERVICES = 10;

interface ServiceRow {
  name: string;
  amount: string;
}
interface BeforeRow {
  total: string;
  rows: number;
}

/** Total, rows and days of the range before, and the days of this one that have data. */
function readTotals(context: Context, reader: CachedReader, { selection }: Resolved) {
  return reader.read(context.organization_id, ['summary', selection], async (snapshot, connection) => {
    const before = new Values();
    const earlier = { ...selection, ...previousRange(selection.start, selection.end) };
    const [previous] = await readRows<BeforeRow>(
      connection,
      `select ${sumOf(selection.metric)}::varchar as total, count(*)::integer as rows from ${snapshot.table} where ${whereOf(snapshot, earlier, before)}`,
      before.list,
    );
    const values = new Values();
    const service = groupingExpression('service', snapshot, values);
    const condition = whereOf(snapshot, selection, values);
    const services = await readRows<ServiceRow>(
      connection,
      `select coalesce(${service}, '') as name, ${sumOf(selection.metric)}::varchar as amount
       from ${snapshot.table} where ${condition} group by 1 order by ${sumOf(selection.metric)} desc, 1`,
      values.list,
    );
    const [{ days } = { days: 0 }] = await readRows<{ days: number }>(
      connection,
      `select count(distinct charge_date)::integer as days from ${snapshot.table} where ${condition}`,
      values.list,
    );
    return { previous, services, days };
  });
}

/** Total of a selection with its change, daily average and largest services. */
export async function readSummary(context: Context, reader: CachedReader, wanted: Selection): Promise<CostSummary> {
  const resolved = await resolveSelection(context, reader, wanted);
  const { previous, services, days } = await readTotals(context, reader, resolved);
  const total_cost = Number(resolved.total);
  const previous_cost = previous && previous.rows > 0 ? Number(previous.total) : null;
  return {
    ...resolved.range,
    total_cost,
    previous_cost,
    change_percent: changePercent(total_cost, previous_cost),
    daily_average: days > 0 ? total_cost / days : null,
    top_service: services[0]?.name ?? null,
    services_used: services.filter((service) => service.name !== '').length,
    potential_savings: null,
    by_service: services
      .slice(0, TOP_SERVICES)
      .map(({ name, amount }) => ({ ...shareOf(name, amount, total_cost), label: null })),
  };
}
