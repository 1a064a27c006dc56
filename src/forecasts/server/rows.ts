import { sql } from 'kysely';
import type { Transaction } from '../../platform/server/database.ts';
import type { Member } from '../core/scenario.ts';
import { bandsOf, type SliceForecast } from '../core/slice-forecast.ts';
import type { Partition } from '../core/slices.ts';
import type { KeyedSlice } from './followed.ts';
import { bytesOf, unpacked } from './packed.ts';

/** By day, packed. */
const DAYS = [
  'mean',
  'lower_80',
  'upper_80',
  'lower_95',
  'upper_95',
  'cumulative_lower_80',
  'cumulative_upper_80',
  'cumulative_lower_95',
  'cumulative_upper_95',
] as const;

const ABOUT = [
  'scope',
  'scope_key',
  'title',
  'dimension',
  'currency',
  'start_date',
  'model',
  'backtest',
  'last_30_days',
  'month_to_date',
  'reason',
] as const;

/** What lists sum up, of the days before and after. */
export const LISTED_DAYS = 30;

/** Forecasts of a run with the first `days` of their days. */
export const selectForecasts = (tx: Transaction, run_id: string, days: number) =>
  tx
    .selectFrom('forecasts')
    .select(ABOUT)
    .select(DAYS.map((name) => sql<Buffer>`substring(${sql.ref(name)} from 1 for ${sql.lit(bytesOf(days))})`.as(name)))
    .where('run_id', '=', run_id);

export type ForecastRow = Awaited<ReturnType<ReturnType<typeof selectForecasts>['executeTakeFirstOrThrow']>>;

/** The days of a row. */
export const forecastOf = (row: ForecastRow): SliceForecast => ({
  start: row.start_date,
  mean: unpacked(row.mean),
  daily: bandsOf((band) => unpacked(row[band])),
  cumulative: bandsOf((band) => unpacked(row[`cumulative_${band}`])),
});

/** A row as a member of its partition; `followed` is its slice, where it is of a budget that no scope describes. */
export const memberOf = (
  {
    scope_key: key,
    scope,
    dimension,
    last_30_days,
  }: Pick<ForecastRow, 'scope_key' | 'scope' | 'dimension' | 'last_30_days'>,
  followed: KeyedSlice | undefined,
): Member => ({
  key,
  scope,
  partition: dimension as Partition,
  last_30_days,
  filters: followed?.scope === null ? followed.filters : undefined,
});

/** The slices of a run in one currency, without their days. */
export async function readMembers(tx: Transaction, run_id: string, currency: string): Promise<Member[]> {
  const rows = await tx
    .selectFrom('forecasts')
    .select(['scope_key as key', 'dimension', 'scope', 'last_30_days'])
    .where('run_id', '=', run_id)
    .where('currency', '=', currency)
    // What could not be forecast has no part in the sum of its partition.
    .where(sql<boolean>`length(mean) > 0`)
    .orderBy('scope_key')
    .execute();
  return rows.map(({ dimension, ...row }) => ({ ...row, partition: dimension as Partition }));
}

/** The currencies of which a run has forecasts, or says why not. */
export async function readCurrencies(tx: Transaction, run_id: string): Promise<string[]> {
  const totals = await tx
    .selectFrom('forecasts')
    .select('currency')
    .where('run_id', '=', run_id)
    .where('scope_key', '=', '')
    .execute();
  return totals.map(({ currency }) => currency);
}

/** The currency asked for, else the only one, else the organization's own where it is among them, else the first by name. */
export function pickCurrency(currencies: readonly string[], wanted: string | undefined, own: string): string {
  if (wanted !== undefined) return wanted;
  return currencies.includes(own) ? own : (currencies.toSorted()[0] ?? own);
}
