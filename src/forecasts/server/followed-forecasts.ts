import type { Costs } from '../../costs/server/index.ts';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import type { FollowedSlice } from '../core/followed.ts';
import { changed } from '../core/scenario.ts';
import { addedTogether, readAhead } from './ahead.ts';
import { readCalendar } from './calendar.ts';
import type { Reading } from './cubes.ts';
import { keyed } from './followed.ts';
import { STORED_HORIZON } from './make.ts';
import { forecastOf, memberOf, selectForecasts } from './rows.ts';
import { findLatestRun } from './store.ts';

/** What a slice will cost, planned changes of the calendar included. */
export interface FollowedForecast {
  made_at: string;
  /** First day: the one after the complete days that it was made from. */
  start: IsoDate;
  /** Of the days `start` … `start + index`, with the interval of such a sum that holds four out of five outcomes. */
  sums: { mean: number; lower_80: number; upper_80: number }[];
}

function readStored(context: Reading, keys: readonly string[]) {
  return context.transaction(async (tx) => {
    const run = await findLatestRun(tx);
    const rows = run ? await selectForecasts(tx, run.id, STORED_HORIZON).where('scope_key', 'in', keys).execute() : [];
    const { events } = await readCalendar(tx);
    return { run, rows: rows.filter(({ mean }) => mean.length > 0), events };
  });
}

/**
 * The newest forecasts of slices, in their order; null where none was made yet, such as right after a budget was set, or
 * there is too little history. What they are read from is read once, however many they are.
 */
export async function readFollowed(
  costs: Costs,
  context: Reading,
  slices: readonly FollowedSlice[],
): Promise<(FollowedForecast | null)[]> {
  const asked = slices.map(keyed);
  if (asked.length === 0) return [];
  const keys = [...new Set(asked.map(({ key }) => key))];
  const { run, rows, events } = await readStored(context, keys);
  const forecasts = new Map<string, FollowedForecast>();
  for (const [currency, own] of run ? Map.groupBy(rows, (row) => row.currency) : []) {
    const { id: run_id, data_through, made_at } = run!;
    const start = addDays(data_through, 1);
    const view = { run_id, data_through, start, days: STORED_HORIZON, currency, growth_percent: 0 };
    const ahead = await readAhead(costs, context, events, view);
    for (const row of own) {
      const forecast = forecastOf(row);
      const slice = asked.find(({ key }) => key === row.scope_key);
      const effects = ahead.effectsOn(memberOf(row, slice));
      const { mean, cumulative } = changed(forecast, ahead.factors, addedTogether(effects, forecast.mean.length));
      let sum = 0;
      const sums = mean.map((value, day) => {
        sum += value;
        return { mean: sum, lower_80: cumulative.lower_80[day]!, upper_80: cumulative.upper_80[day]! };
      });
      forecasts.set(`${row.scope_key} ${currency}`, { made_at, start: row.start_date, sums });
    }
  }
  return asked.map(({ key, currency }) => forecasts.get(`${key} ${currency}`) ?? null);
}
