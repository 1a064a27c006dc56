import { z } from 'zod';
import { slicesOf } from '../../costs/core/cube.ts';
import type { Costs } from '../../costs/server/index.ts';
import { addDays, dayOf, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import { badRequest } from '../../platform/core/errors.ts';
import type { Context } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { ForecastRun, ListedForecast } from '../core/contract.ts';
import { costBetween, periodEndOf, periodsAround, referenceDay } from '../core/period-ends.ts';
import { changed } from '../core/scenario.ts';
import { type SliceForecast, sumOfDays } from '../core/slice-forecast.ts';
import { type Ahead, addedTogether, readAhead } from './ahead.ts';
import { readCalendar } from './calendar.ts';
import { readCubes } from './cubes.ts';
import { byKey, type FollowedBudgets, type KeyedSlice } from './followed.ts';
import { type ForecastRow, forecastOf, LISTED_DAYS, memberOf, pickCurrency, selectForecasts } from './rows.ts';
import { findLatestRun, shownRun } from './store.ts';

/** As far as the month that is asked about can end: it begins at most 35 days after the last complete one. */
const LOOKED_AT_DAYS = 70;

/** The place in the list; slices have keys too long for a cursor. The id is that of the run. */
const PLACE_AND_RUN = z.tuple([z.string().regex(/^\d{1,6}$/), z.uuid()]);

const MADE_AGAIN = 'Forecasts have been made again since that page. Begin with the first page.';
const ANOTHER_CURSOR = { path: 'query.cursor', message: 'must be the next_cursor of a page of the newest forecasts' };

interface Query {
  limit: number;
  cursor?: string | undefined;
  currency?: string | undefined;
  dimension?: string | undefined;
}

/** The currencies and partitions of a run; partitions in the order in which pages offer them. */
async function readParts(tx: Transaction, run_id: string, wanted: string | undefined) {
  const { currency: own } = await tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow();
  const parts = await tx
    .selectFrom('forecasts')
    .select(['currency', 'dimension'])
    .distinct()
    .where('run_id', '=', run_id)
    .execute();
  const currency = pickCurrency([...new Set(parts.map((part) => part.currency))], wanted, own);
  const dimensions = parts.filter((part) => part.currency === currency).map((part) => part.dimension);
  return { currency, dimensions: dimensions.toSorted((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1)) };
}

const PLACES = ['total', 'provider', 'service', 'account'];
const placeOf = (dimension: string): number => {
  const place = PLACES.indexOf(dimension);
  return place < 0 ? PLACES.length : place;
};

const readPage = (tx: Transaction, run_id: string, currency: string, { dimension, limit }: Query, first: number) => {
  const rows = selectForecasts(tx, run_id, LOOKED_AT_DAYS)
    .where('currency', '=', currency)
    .orderBy('last_30_days', 'desc')
    .orderBy('scope_key')
    .offset(first)
    .limit(limit + 1);
  return (dimension === undefined ? rows : rows.where('dimension', '=', dimension)).execute();
};

/** What the month of `reference` will have cost; see `LatestForecast.period_ends`. */
function monthEndOf(row: ForecastRow, run: ForecastRun, forecast: SliceForecast, reference: string): number | null {
  const [month] = periodsAround(reference, 1);
  if (!month || forecast.mean.length === 0) return null;
  const actual = month.start > run.data_through ? 0 : row.month_to_date;
  return month.start < monthStart(run.data_through) ? null : (periodEndOf(month, actual, forecast)?.total ?? null);
}

/** Whether every one of the days before a run's forecasts is known, so that those can be held against them. */
async function knowsDaysBefore(costs: Costs, context: Context, run: ForecastRun, currency: string): Promise<boolean> {
  const cube = (await readCubes(costs, context, [])).cubes.find((one) => one.currency === currency);
  const [total] = cube ? slicesOf(cube, []) : [];
  const end = addDays(run.data_through, 1);
  return !!cube && !!total && costBetween({ ...total, start: cube.start }, addDays(end, -LISTED_DAYS), end) !== null;
}

/** What a page of the list has in common. */
interface Looking {
  run: ForecastRun;
  ahead: Ahead;
  followed: ReadonlyMap<string, KeyedSlice>;
  knows_days_before: boolean;
  today: IsoDate;
}

const changeOf = (next: number, last: number): number | null =>
  last === 0 ? null : ((next - last) / Math.abs(last)) * 100;

function listedOf(row: ForecastRow, { run, ahead, followed, knows_days_before, today }: Looking): ListedForecast {
  const { scope, scope_key, title, dimension, currency, last_30_days, model, backtest, reason } = row;
  const plain = forecastOf(row);
  const effects = ahead.effectsOn(memberOf(row, followed.get(scope_key)));
  const forecast = changed(plain, ahead.factors, addedTogether(effects, LOOKED_AT_DAYS));
  const next = sumOfDays(forecast, 0, LISTED_DAYS);
  return {
    scope,
    scope_key,
    title,
    dimension,
    currency,
    last_30_days,
    next_30_days: next?.mean ?? null,
    lower_80: next?.lower_80 ?? null,
    upper_80: next?.upper_80 ?? null,
    change_percent: next === null || !knows_days_before ? null : changeOf(next.mean, last_30_days),
    month_end: monthEndOf(row, run, forecast, referenceDay(today, run.data_through)),
    model,
    backtest,
    reason,
  };
}

/** The forecasts of the newest run in one currency, with what the calendar says lies ahead; empty before there is one. */
export async function listForecasts(costs: Costs, budgets: FollowedBudgets, context: Context, query: Query) {
  const after = decodeCursor(query.cursor, PLACE_AND_RUN);
  const first = after ? Number(after[0]) : 0;
  const found = await context.transaction(async (tx) => {
    const run = await findLatestRun(tx);
    if (!run) return null;
    if (after && after[1] !== run.id) throw badRequest(MADE_AGAIN, [ANOTHER_CURSOR]);
    const parts = await readParts(tx, run.id, query.currency);
    const rows = await readPage(tx, run.id, parts.currency, query, first);
    const { events } = await readCalendar(tx);
    return { run, ...parts, rows, events, followed: byKey(await budgets.slices(tx)) };
  });
  if (!found) return { items: [], next_cursor: null, run: null, dimensions: [] };
  const { run, currency, dimensions, rows, events, followed } = found;
  const start = rows[0]?.start_date ?? run.data_through;
  const ahead = await readAhead(costs, context, events, {
    run_id: run.id,
    data_through: run.data_through,
    start,
    days: LOOKED_AT_DAYS,
    currency,
    growth_percent: 0,
  });
  const knows_days_before = await knowsDaysBefore(costs, context, run, currency);
  const looking = { run, ahead, followed, knows_days_before, today: dayOf(context.now) };
  const { items, next_cursor } = pageOfRows(rows, query.limit, () => [String(first + query.limit), run.id]);
  return { items: items.map((row) => listedOf(row, looking)), next_cursor, run: shownRun(run), dimensions };
}
