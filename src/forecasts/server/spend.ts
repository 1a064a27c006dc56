import { slicesOf } from '../../costs/core/cube.ts';
import type { Grouping } from '../../costs/core/dimensions.ts';
import { type Scope, scopeKey, scopeTitle } from '../../costs/core/scope.ts';
import type { Costs } from '../../costs/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../platform/core/dates.ts';
import type { Context } from '../../platform/server/context.ts';
import type { ForecastBudget } from '../core/contract.ts';
import { actualOf, type DailyCosts, periodEndOf, periodsAround, referenceDay } from '../core/period-ends.ts';
import { changed } from '../core/scenario.ts';
import type { SliceForecast } from '../core/slice-forecast.ts';
import type { Partition } from '../core/slices.ts';
import { type Ahead, addedTogether, readAhead } from './ahead.ts';
import { areKeptByDay } from './asked.ts';
import { readCalendar } from './calendar.ts';
import { readCubes } from './history.ts';
import { STORED_HORIZON } from './make.ts';
import { type ForecastRow, forecastOf, selectForecasts } from './rows.ts';
import { findLatestRun } from './store.ts';

/** A scope in one currency, and which period of it is asked about. */
export interface AskedSpend {
  scope: Scope;
  currency: string;
  period: ForecastBudget['period'];
}

/** What the period that runs has cost and will have cost. */
export interface Spend {
  scope_title: string;
  start: IsoDate;
  end: IsoDate;
  /** False when its costs are not kept by day, such as those of a resource: neither amount is known then. */
  is_kept_by_day: boolean;
  /** Of its complete days; null where not every one of them is known. */
  actual: number | null;
  /** With the forecast of the rest, planned changes included; null without one. */
  total: number | null;
}

type SliceCosts = DailyCosts & { title: string };

const sliceKey = (currency: string, scope_key: string): string => `${currency} ${scope_key}`;
const groupingsOf = (scope: Scope): Grouping[] => (Object.keys(scope) as Grouping[]).toSorted();

/** The daily costs of scopes by `sliceKey`, and the groupings (as JSON) whose costs are kept by day: a cube is read once. */
async function readCosts(costs: Costs, context: Context, asked: readonly AskedSpend[]) {
  const keys = new Set(asked.map(({ scope, currency }) => sliceKey(currency, scopeKey(scope))));
  const slices = new Map<string, SliceCosts>();
  const kept = new Set<string>();
  for (const text of new Set(asked.map(({ scope }) => JSON.stringify(groupingsOf(scope))))) {
    const groupings = JSON.parse(text) as Grouping[];
    if (!(await areKeptByDay(costs, context, groupings))) continue;
    kept.add(text);
    const { cubes } = await readCubes(costs, context, groupings);
    for (const cube of cubes)
      for (const { key, title, amounts } of slicesOf(cube, groupings)) {
        const slice = sliceKey(cube.currency, key);
        if (keys.has(slice)) slices.set(slice, { start: cube.start, amounts, title });
      }
  }
  return { slices, kept };
}

/** The newest forecasts of scopes, and what changes them. */
const readForecasts = (context: Context, asked: readonly AskedSpend[]) =>
  context.transaction(async (tx) => {
    const { fiscal_year_start } = await tx
      .selectFrom('organizations')
      .select('fiscal_year_start')
      .executeTakeFirstOrThrow();
    const run = await findLatestRun(tx);
    const keys = [...new Set(asked.map(({ scope }) => scopeKey(scope)))];
    const currencies = [...new Set(asked.map(({ currency }) => currency))];
    const rows = run
      ? await selectForecasts(tx, run.id, STORED_HORIZON)
          .where('scope_key', 'in', keys)
          .where('currency', 'in', currencies)
          .execute()
      : [];
    const { events } = await readCalendar(tx);
    return { fiscal_year_start, run, rows: rows.filter(({ mean }) => mean.length > 0), events };
  });

function inScenario(row: ForecastRow, ahead: Ahead): SliceForecast {
  const { scope, scope_key: key, last_30_days } = row;
  const forecast = forecastOf(row);
  const effects = ahead.effectsOn({ key, scope, last_30_days, partition: row.dimension as Partition });
  return changed(forecast, ahead.factors, addedTogether(effects, forecast.mean.length));
}

/** Forecasts by `sliceKey`, with what the calendar says lies ahead, which is looked up once for each currency. */
async function inScenarios(
  costs: Costs,
  context: Context,
  { run, rows, events }: Awaited<ReturnType<typeof readForecasts>>,
): Promise<Map<string, SliceForecast>> {
  const forecasts = new Map<string, SliceForecast>();
  if (!run) return forecasts;
  for (const [currency, own] of Map.groupBy(rows, (row) => row.currency)) {
    const start = addDays(run.data_through, 1);
    const view = { run_id: run.id, data_through: run.data_through, start, days: STORED_HORIZON, currency };
    const ahead = await readAhead(costs, context, events, { ...view, growth_percent: 0 });
    for (const row of own) forecasts.set(sliceKey(currency, row.scope_key), inScenario(row, ahead));
  }
  return forecasts;
}

/** The spend of scopes, in their order. What it is read from is read once, however many they are. */
export async function readSpends(costs: Costs, context: Context, asked: readonly AskedSpend[]): Promise<Spend[]> {
  if (asked.length === 0) return [];
  const found = await readForecasts(context, asked);
  // All costs say which period runs where those of a scope can't be looked at.
  const { data_through } = await readCubes(costs, context, []);
  const { slices, kept } = await readCosts(costs, context, asked);
  const forecasts = await inScenarios(costs, context, found);
  const today = dayOf(context.now);
  const reference = data_through === null ? today : referenceDay(today, data_through);
  const periods = periodsAround(reference, found.fiscal_year_start);
  return asked.map(({ scope, currency, period }): Spend => {
    const running = periods.find((one) => one.period === period)!;
    const slice = slices.get(sliceKey(currency, scopeKey(scope)));
    const spend = {
      scope_title: slice?.title ?? scopeTitle(scope),
      start: running.start,
      end: running.end,
      is_kept_by_day: kept.has(JSON.stringify(groupingsOf(scope))),
    };
    if (!slice || data_through === null) return { ...spend, actual: null, total: null };
    const forecast = forecasts.get(sliceKey(currency, scopeKey(scope)));
    // A forecast may still be of fewer days than the costs that came since.
    const end = forecast && periodEndOf(running, actualOf(running, slice, forecast.start), forecast);
    return { ...spend, actual: actualOf(running, slice, addDays(data_through, 1)), total: end?.total ?? null };
  });
}
