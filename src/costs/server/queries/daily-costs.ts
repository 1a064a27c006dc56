import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { type ResolvedSelection, Values, whereOf } from '../../core/compile.ts';
import { completeThrough } from '../../core/completeness.ts';
import { METRIC_COLUMNS, type Metric } from '../../core/dimensions.ts';
import { canonicalFilters, type Filter } from '../../core/filters.ts';
import { readRows } from '../store/charges.ts';
import { type Snapshot, sourceFor } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';
import { type Coverages, knownDays, knownOfAll, readCoveragesOf } from './coverage.ts';

/** Which costs are asked for by day; `end` is the first day not included. */
export interface DailyCostsWanted {
  filters: readonly Filter[];
  metric: Metric;
  currency: string;
  start: IsoDate;
  end: IsoDate;
}

/** What a day cost. */
export interface DailyCost {
  date: IsoDate;
  /** Exact decimal; null where nothing is known of the day, or no charge of it knows the metric. A complete day has one. */
  amount: string | null;
  /** More may come: not every billing account has told of the day in full. */
  incomplete: boolean;
}

/** Exact costs by day. */
export interface DailyCosts {
  /** Each day of the range, in order, up to the last of which anything is known; 0 on complete days without a charge. */
  days: DailyCost[];
  /**
   * The last day of which, as of each day in the range before it, everything is known: through it the billing accounts
   * that these costs come from are complete (all that are still billed, where there is no such cost at all). It may lie
   * beyond the range, or before it, where the range has no complete day. Null without any costs.
   */
  data_through: IsoDate | null;
}

type Reading = Pick<Context, 'organization_id' | 'transaction'>;

/** Accounts that had such costs within so many days before the range are waited for. */
const LOOK_BACK_DAYS = 92;

/** Null where no charge knows the metric. */
interface DayRow {
  date: IsoDate;
  amount: string | null;
}

const readDays = (
  connection: DuckDBConnection,
  snapshot: Snapshot,
  selection: ResolvedSelection,
): Promise<DayRow[]> => {
  const source = sourceFor(snapshot, selection);
  const values = new Values();
  return readRows<DayRow>(
    connection,
    `select charge_date::varchar as date, sum(${METRIC_COLUMNS[selection.metric]})::varchar as amount
     from ${source.table} where ${whereOf(source, selection, values)} group by charge_date order by charge_date`,
    values.list,
  );
};

/** The loads that have such costs: costs kept by tag do not say whose they are, but their loads do. */
async function readLoadIds(connection: DuckDBConnection, snapshot: Snapshot, selection: ResolvedSelection) {
  const source = sourceFor(snapshot, selection);
  const values = new Values();
  const rows = await readRows<{ load_id: number }>(
    connection,
    `select distinct load_id from ${source.table} where ${whereOf(source, selection, values)}`,
    values.list,
  );
  return rows.map(({ load_id }) => load_id);
}

/** The accounts of loads, and the last day that those of them which are still billed have in full. */
function accountsOf({ by_account, account_of_load, through }: Coverages, load_ids: readonly number[]) {
  const accounts = new Set(load_ids.flatMap((load_id) => account_of_load.get(load_id) ?? []));
  const covers = [...by_account].flatMap(([account, cover]) => (accounts.has(account) ? [cover] : []));
  const billed = covers.filter(({ is_closed }) => !is_closed);
  const own_through = completeThrough(billed.map((cover) => ({ data_through: cover.through })));
  const all = [...by_account.values()].filter(({ is_closed }) => !is_closed);
  return { covers: covers.length > 0 ? covers : all, through: own_through ?? through };
}

const later = (one: IsoDate, other: IsoDate): IsoDate => (one > other ? one : other);
const unknownDays = (start: IsoDate, end: IsoDate): DailyCost[] =>
  Array.from({ length: Math.max(0, daysBetween(start, end)) }, (_, day) => {
    return { date: addDays(start, day), amount: null, incomplete: true };
  });

/** Every day of the range with what it cost, and until when that is complete. */
function told(
  rows: readonly DayRow[],
  coverages: Coverages,
  load_ids: readonly number[],
  wanted: DailyCostsWanted,
): DailyCosts {
  const { covers, through } = accountsOf(coverages, load_ids);
  const { first, last } = coverages;
  if (first === null || last === null || through === null) return { days: [], data_through: null };
  const after = addDays(later(through, rows.at(-1)?.date ?? ''), 1);
  const end = wanted.end < after ? wanted.end : after;
  // A range may begin centuries before the first bill.
  const start = later(wanted.start, first);
  const length = Math.max(0, daysBetween(start, end));
  const masks = covers.map((cover) => knownDays(cover, { start, days: length, before_first_load: 'nothing' }));
  const known = knownOfAll(masks, length);
  const by_date = new Map(rows.map(({ date, amount }) => [date, amount]));
  const days = unknownDays(wanted.start, start < end ? start : end);
  for (let day = 0, date = start; day < length; day++, date = addDays(date, 1)) {
    const charged = by_date.get(date);
    const is_told = date <= last && masks.some((mask) => mask[day] === 1);
    const without_charge = charged === undefined && is_told ? '0' : null;
    const is_complete = date <= through && known[day] === 1 && charged !== null;
    days.push({ date, amount: charged ?? without_charge, incomplete: !is_complete });
  }
  const incomplete = days.find((day) => day.incomplete);
  return { days, data_through: incomplete && incomplete.date <= through ? addDays(incomplete.date, -1) : through };
}

/**
 * What some charges cost by day in one currency, exactly as charged, and which days of that are complete. What an account
 * cost before its first bill is nothing; before the first bill of all it is not known.
 */
export function readDailyCosts(context: Reading, reader: CachedReader, wanted: DailyCostsWanted): Promise<DailyCosts> {
  const { metric, currency, start, end } = wanted;
  const selection = { filters: canonicalFilters(wanted.filters), metric, currency, start, end };
  return reader.read(context.organization_id, ['daily costs', selection], async (snapshot, connection) => {
    const coverages = await context.transaction((tx) => readCoveragesOf(tx, snapshot));
    const rows = await readDays(connection, snapshot, selection);
    const before = { ...selection, start: addDays(start, -LOOK_BACK_DAYS) };
    return told(rows, coverages, await readLoadIds(connection, snapshot, before), selection);
  });
}
