import { addDays } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { Values, whereOf } from '../../core/compile.ts';
import { completeThrough } from '../../core/completeness.ts';
import type { DailyResourceCost, DailyResourceCosts } from '../../core/resource-bills.ts';
import { readRows } from '../store/charges.ts';
import { chargesOf } from '../store/snapshot.ts';
import { type Days, IS_USE, meterExpression, priced, sumOfAll } from './bill-days.ts';
import type { CachedReader } from './cached-reader.ts';
import { readSources } from './resolve.ts';

type Row = DailyResourceCost & { name: string };

/**
 * What some resources cost by day and meter from `start` until before `end`, as far as days are complete. Names are those
 * of bills, in any case.
 */
export async function readDailyResourceCosts(
  context: Pick<Context, 'organization_id' | 'transaction'>,
  reader: CachedReader,
  names: readonly string[],
  { start, end }: Days,
): Promise<DailyResourceCosts> {
  const { organization_id } = context;
  const data_through = completeThrough(await reader.read(organization_id, ['sources'], () => readSources(context)));
  if (data_through === null || names.length === 0) return { data_through, by_resource: new Map() };
  const wanted = [...new Set(names.map((name) => name.toLowerCase()))].toSorted();
  const after = addDays(data_through, 1);
  const days = { start, end: end < after ? end : after };
  const rows = await reader.read(
    organization_id,
    ['daily resource costs', wanted, days],
    async (snapshot, connection) => {
      const source = chargesOf(snapshot);
      const meter = await meterExpression(connection, source, days);
      const values = new Values();
      const condition = whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);
      const list = wanted.map((name) => values.add(name)).join(', ');
      // As bills spell them first: lower case for every row would take several times as long.
      return readRows<Row>(
        connection,
        `with wanted as (
         select resource_id from (select distinct resource_id from ${source.table} where ${condition})
         where lower(resource_id) in (${list}))
       select lower(resource_id) as name, charge_date::varchar as day, ${meter} as meter,
         coalesce(charge_description, '') as description, coalesce(service_name, '') as service,
         nullif(consumed_unit, '') as unit, billing_currency as currency, sum(effective_cost)::varchar as effective,
         coalesce(sum(effective_cost) filter (where commitment_discount_id <> ''), 0)::varchar as covered,
         (${sumOfAll(priced('list_cost'))})::varchar as list,
         (${sumOfAll(priced('contracted_cost'))})::varchar as contracted,
         (${sumOfAll('consumed_quantity')})::double as quantity
       from ${source.table} semi join wanted using (resource_id) where ${condition} and ${IS_USE}
       group by all order by name, day, meter, description, service, unit, currency`,
        values.list,
      );
    },
  );
  const by_resource = new Map<string, DailyResourceCost[]>();
  for (const { name, ...cost } of rows) {
    const own = by_resource.get(name);
    if (own) own.push(cost);
    else by_resource.set(name, [cost]);
  }
  return { data_through, by_resource };
}
