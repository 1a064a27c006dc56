import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { recentCost } from '../core/slices.ts';
import type { History } from './history.ts';
import { FORECAST_VERSION } from './make.ts';
import { LISTED_DAYS } from './rows.ts';

/** Ages of the days for which forecasts are made afterwards, so that accuracy has something to show from the start. */
const AGES = [30, 60, 90];
/** A run of a day so near is as good. */
const NEAR_DAYS = 10;
/** Days of history that a replayed forecast needs: less would show how it does without history. */
const LEAST_HISTORY_DAYS = 56;
/** When the costs a run was made from have changed by so much, it shows nothing any more. */
const MOST_CHANGED_PERCENT = 1;

interface KnownRun {
  id: string;
  kind: 'made' | 'replayed';
  data_through: IsoDate;
  model_version: string;
}

/** Totals of the runs there are, by currency. */
const readTotals = (tx: Transaction) =>
  tx
    .selectFrom('forecast_runs')
    .innerJoin('forecasts', 'forecasts.run_id', 'forecast_runs.id')
    .select(['forecast_runs.id', 'kind', 'data_through', 'model_version', 'currency', 'last_30_days'])
    .where('scope_key', '=', '')
    .execute();
type TotalRow = KnownRun & { currency: string; last_30_days: number };

/** Whether a run was made from the costs as they are known now. */
function isOfTheseCosts(row: TotalRow, histories: readonly History[]): boolean {
  const history = histories.find(({ currency }) => currency === row.currency);
  if (!history) return false;
  const days = daysBetween(history.start, row.data_through) + 1;
  if (days <= 0) return false;
  const now = recentCost(history.total.amounts.subarray(0, days), LISTED_DAYS);
  return Math.abs(now - row.last_30_days) * 100 <= MOST_CHANGED_PERCENT * Math.max(Math.abs(now), 0.01);
}

/**
 * The days for which forecasts should be made afterwards, and the replays that have become worthless: made by other
 * methods, or from costs that have changed since, such as before another account was connected.
 */
export async function planReplays(
  tx: Transaction,
  histories: readonly History[],
  data_through: IsoDate,
): Promise<{ days: IsoDate[]; worthless: string[] }> {
  const rows = await readTotals(tx);
  const is_worthless = (row: TotalRow): boolean =>
    row.kind === 'replayed' && (row.model_version !== FORECAST_VERSION || !isOfTheseCosts(row, histories));
  const worthless = new Set(rows.filter(is_worthless).map(({ id }) => id));
  const good = rows.filter((row) => !worthless.has(row.id) && isOfTheseCosts(row, histories));
  const first = histories.map(({ start }) => start).toSorted()[0];
  const days = AGES.map((age) => addDays(data_through, -age)).filter(
    (day) =>
      first !== undefined &&
      daysBetween(first, day) + 1 >= LEAST_HISTORY_DAYS &&
      !good.some((run) => Math.abs(daysBetween(run.data_through, day)) <= NEAR_DAYS),
  );
  return { days, worthless: [...worthless] };
}
