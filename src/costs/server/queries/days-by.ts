import type { IsoDate } from '../../../platform/core/dates.ts';
import { addDays } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { Values, whereOf } from '../../core/compile.ts';
import { completeThrough } from '../../core/completeness.ts';
import { readRows } from '../store/charges.ts';
import { accountKey } from '../store/places.ts';
import { chargesOf } from '../store/snapshot.ts';
import { type Days, IS_USE } from './bill-days.ts';
import type { CachedReader } from './cached-reader.ts';
import { readSources } from './resolve.ts';

/** What costs by day are told of: resources (what was used of them), or sub accounts. */
export type DaysBy = 'resource' | 'account';

/** Effective costs of one resource or account by day, in one currency. */
export interface CostsOfDays {
  currency: string;
  /** Exact decimals with commas between them, one for each day from `CostsByDay.start` on; empty is no charge. */
  effective: string;
}

/** Exact costs by day of many, in a form that is cheap to pass on. */
export interface CostsByDay {
  /** The first day, which may be later than asked for: that of the first bill. */
  start: IsoDate;
  /** By the name that bills have, in lower case; accounts by `accountKey`. */
  by_name: ReadonlyMap<string, readonly CostsOfDays[]>;
}

interface Row extends CostsOfDays {
  name: string;
}

const COLUMNS: Record<DaysBy, { column: string; condition: string }> = {
  resource: { column: 'resource_id', condition: IS_USE },
  account: { column: 'sub_account_id', condition: 'effective_cost is not null' },
};

/** Days as text, without the zeros that decimals of 18 places end with. */
const AMOUNT = `coalesce(rtrim(rtrim(amount::varchar, '0'), '.'), '')`;

/**
 * What each resource or account cost by day from `start` until before `end`, as far as days are complete. Null without
 * complete days in it.
 */
export async function readCostsByDay(
  context: Pick<Context, 'organization_id' | 'transaction'>,
  reader: CachedReader,
  by: DaysBy,
  wanted: Days,
): Promise<CostsByDay | null> {
  const { organization_id } = context;
  const sources = await reader.read(organization_id, ['sources'], () => readSources(context));
  const data_through = completeThrough(sources);
  if (data_through === null) return null;
  const first = sources.map(({ first_date }) => first_date).toSorted()[0]!;
  const after = addDays(data_through, 1);
  const days = {
    start: wanted.start > first ? wanted.start : first,
    end: wanted.end < after ? wanted.end : after,
  };
  if (days.start >= days.end) return null;
  const { column, condition } = COLUMNS[by];
  const rows = await reader.read(organization_id, ['costs by day', by, days], (snapshot, connection) => {
    const source = chargesOf(snapshot);
    const values = new Values();
    const where = whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);
    const [from, until] = [values.add(days.start), values.add(addDays(days.end, -1))];
    // Names as spelled first: lower case for every row would take several times as long.
    return readRows<Row>(
      connection,
      `with spelled as (
         select ${column} as name, billing_currency as currency, charge_date, sum(effective_cost) as amount
         from ${source.table} where ${where} and ${column} <> '' and ${condition} group by all),
       charged as (
         select lower(name) as name, currency, charge_date, sum(amount) as amount from spelled group by all),
       days as (
         select one::date as charge_date from generate_series(${from}::date, ${until}::date, interval 1 day) as all_days (one))
       select named.name, named.currency, string_agg(${AMOUNT}, ',' order by days.charge_date) as effective
       from (select distinct name, currency from charged) as named cross join days
         left join charged on charged.name = named.name and charged.currency = named.currency
           and charged.charge_date = days.charge_date
       group by all order by named.name, named.currency`,
      values.list,
    );
  });
  const keyOf = by === 'account' ? accountKey : (name: string): string => name;
  return { start: days.start, by_name: Map.groupBy(rows, ({ name }) => keyOf(name)) };
}
