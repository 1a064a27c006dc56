import { sql } from 'kysely';
import { addDays, addMonths, type IsoDate, monthStart } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { completeThrough, isStillBilled } from '../../core/completeness.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** The days that the loads of a billing account tell of completely. */
interface Coverage {
  first: IsoDate;
  through: IsoDate;
  /** The last day of which each month that has a load may tell, by its first day. */
  months: ReadonlyMap<IsoDate, IsoDate>;
  /** Nothing came for so long that it is taken to be closed: it costs nothing since. */
  is_closed: boolean;
}

/** What is known of the days of all billing accounts. */
export interface Coverages {
  /** By `accountOf`. */
  by_account: ReadonlyMap<string, Coverage>;
  /** The billing account of each load. */
  account_of_load: ReadonlyMap<number, string>;
  /** First day of all loads, and last day that is complete in any account; null without loads. */
  first: IsoDate | null;
  last: IsoDate | null;
  /** The last day that is complete in every account still billed; null without loads. */
  through: IsoDate | null;
}

/** What costs are before an account's first load: not known, or nothing, as totals of what is known have it. */
export type BeforeFirstLoad = 'unknown' | 'nothing';

const accountOf = (provider_name: string, billing_account_id: string): string =>
  JSON.stringify([provider_name, billing_account_id]);

/** The billing account of a cost row as SQL, equal to the keys of `Coverages`; daily costs by tag do not have it. */
export const ACCOUNT_EXPRESSION = 'json_array(provider_name, billing_account_id)::varchar';

const selectLoads = (tx: Transaction) =>
  tx
    .selectFrom('cost_loads')
    .select(['load_id', 'source', 'provider_name', 'billing_account_id', 'billing_period'])
    .select(['first_date', 'data_through', 'activated_at'])
    .orderBy('load_id');
type Load = Awaited<ReturnType<ReturnType<typeof selectLoads>['executeTakeFirstOrThrow']>>;

const lastOf = (days: readonly IsoDate[]): IsoDate | null => days.toSorted().at(-1) ?? null;
const firstOf = (days: readonly IsoDate[]): IsoDate | null => days.toSorted()[0] ?? null;

/**
 * The last day that a load can tell of: that of its month, since nothing more was billed in a month that was read when it
 * was over, or is read again when more comes. A file that was uploaded before the end of its month is not read again.
 */
function lastDayOf({ source, billing_period, data_through, activated_at }: Load): IsoDate {
  const next = addMonths(billing_period, 1);
  const is_part = source === 'upload' && activated_at !== null && activated_at.slice(0, 10) < next;
  return is_part ? data_through : addDays(next, -1);
}

/** What loads tell of the days of their billing accounts. */
function coveragesOf(loads: readonly Load[]): Coverages {
  const account_of_load = new Map(
    loads.map((load) => [load.load_id, accountOf(load.provider_name, load.billing_account_id)]),
  );
  const by_account = Map.groupBy(loads, (load) => account_of_load.get(load.load_id)!);
  const ends = [...by_account.values()].map((own) => ({ data_through: lastOf(own.map((l) => l.data_through))! }));
  const last = lastOf(ends.map((end) => end.data_through));
  const covers = [...by_account].map(([account, own], index): [string, Coverage] => {
    const through = ends[index]!.data_through;
    const first = firstOf(own.map((load) => load.first_date))!;
    const by_month = Map.groupBy(own, (load) => load.billing_period);
    const months = new Map([...by_month].map(([month, loads_of]) => [month, lastOf(loads_of.map(lastDayOf))!]));
    return [account, { first, through, months, is_closed: !isStillBilled(through, last ?? '') }];
  });
  return {
    by_account: new Map(covers),
    account_of_load,
    first: firstOf(covers.map(([, { first }]) => first)),
    last,
    through: completeThrough(ends),
  };
}

/** What the active loads tell of. */
export const readCoverages = async (tx: Transaction): Promise<Coverages> =>
  coveragesOf(await selectLoads(tx).where('status', '=', 'active').execute());

/** What the loads that a query sees tell of: a newer load of which it sees nothing does not make a day complete. */
export const readCoveragesOf = async (tx: Transaction, { load_ids }: Snapshot): Promise<Coverages> =>
  coveragesOf(
    await selectLoads(tx)
      .where(sql<boolean>`load_id = any(${[...load_ids]}::integer[])`)
      .execute(),
  );

/** The days of `cover` in a range, as a mask: 1 where costs are known. */
export function knownDays(
  cover: Coverage,
  { start, days, before_first_load }: { start: IsoDate; days: number; before_first_load: BeforeFirstLoad },
): Uint8Array {
  const known = new Uint8Array(days);
  for (let day = 0, date = start; day < days; day++, date = addDays(date, 1)) {
    const is_told = date >= cover.first && date <= cover.through && date <= (cover.months.get(monthStart(date)) ?? '');
    const is_before = before_first_load === 'nothing' && date < cover.first;
    if (is_told || is_before || (cover.is_closed && date > cover.through)) known[day] = 1;
  }
  return known;
}

/** What is known of all accounts together: what is known of each that costs anything in the range. */
export function knownOfAll(masks: Iterable<Uint8Array>, days: number): Uint8Array {
  const known = new Uint8Array(days).fill(1);
  for (const mask of masks) for (let day = 0; day < days; day++) known[day] = known[day]! & mask[day]!;
  return known;
}
