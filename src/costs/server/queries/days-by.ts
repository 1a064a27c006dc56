import type { IsoDate } from '../../../platform/core/dates.ts';
import { addDays, daysBetween } from '../../../platform/core/dates.ts';
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

/**
 * Names whose days are put together at once: with 120 days of 10,000 that takes 400 MB of the memory that DuckDB has, several
 * times as much where they are joined with all days and put in order.
 */
const NAMES_AT_ONCE = 10_000;

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
  const rows = await reader.read(organization_id, ['costs by day', by, days], async (snapshot, connection) => {
    const source = chargesOf(snapshot);
    const values = new Values();
    const where = whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);
    const charges = `from ${source.table} where ${where} and ${column} <> '' and ${condition}`;
    const [counted] = await readRows<{ names: number }>(
      connection,
      `select count(distinct ${column})::integer as names ${charges}`,
      [...values.list],
    );
    const from = values.add(days.start);
    const parts = Math.ceil((counted?.names ?? 0) / NAMES_AT_ONCE);
    const found: Row[] = [];
    for (let part = 0; part < parts; part += 1)
      // Names as spelled first: lower case for every row would take several times as long.
      found.push(
        ...(await readRows<Row>(
          connection,
          `with spelled as (
             select ${column} as name, billing_currency as currency, charge_date, sum(effective_cost) as amount
             ${charges} group by all),
           charged as (
             select lower(name) as name, currency, charge_date, sum(amount) as amount from spelled
             where hash(lower(name)) % ${parts} = ${part} group by all),
           grouped as (
             select name, currency, map(list(charge_date - ${from}::date), list(${AMOUNT})) as by_day from charged group by all)
           select name, currency, array_to_string(
               list_transform(range(0, ${daysBetween(days.start, days.end)}), lambda day: coalesce(by_day[day], '')), ',') as effective
           from grouped order by name, currency`,
          values.list,
        )),
      );
    return found;
  });
  const keyOf = by === 'account' ? accountKey : (name: string): string => name;
  return { start: days.start, by_name: Map.groupBy(rows, ({ name }) => keyOf(name)) };
}
