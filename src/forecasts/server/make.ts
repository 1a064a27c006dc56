import type { Scope } from '../../costs/core/scope.ts';
import { addDays, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import type { Analysis } from '../../platform/server/analysis.ts';
import type { WireForecast, WireSeries } from '../core/analysis-contract.ts';
import type { ForecastBacktest } from '../core/contract.ts';
import type { SeriesForecast } from '../core/forecast-types.ts';
import { costBetween } from '../core/period-ends.ts';
import { changesOf } from '../core/planned.ts';
import { reconcile } from '../core/reconcile.ts';
import { type ForecastSlice, recentCost, withRest } from '../core/slices.ts';
import { forecastTask, MODEL_VERSION } from './analysis.ts';
import type { KnownCalendar } from './calendar.ts';
import { type History, slicesThrough } from './history.ts';
import { LISTED_DAYS } from './rows.ts';

/** How slices are chosen and made to add up. */
const MAKING_VERSION = '1';
/** Another one has all forecasts made again. */
export const FORECAST_VERSION = `${MODEL_VERSION}.${MAKING_VERSION}`;
/** Days ahead that are stored, so that a year can be looked at, and the end of any fiscal year is known. */
export const STORED_HORIZON = 366;
const LEVELS = [80, 95];
/** Series of one request: enough to keep a thread busy, and few enough to be stopped soon. */
const SERIES_AT_ONCE = 500;

/** Changes, and holidays, that a request may tell of; older ones say least of what comes. */
const MOST_KNOWN = 2_000;

/** The forecast of a slice as it is stored. */
export interface MadeForecast {
  currency: string;
  scope_key: string;
  scope: Scope;
  title: string;
  dimension: string;
  start_date: IsoDate;
  mean: number[];
  lower_80: number[];
  upper_80: number[];
  lower_95: number[];
  upper_95: number[];
  cumulative_lower_80: number[];
  cumulative_upper_80: number[];
  cumulative_lower_95: number[];
  cumulative_upper_95: number[];
  model: string | null;
  backtest: ForecastBacktest;
  last_30_days: number;
  month_to_date: number | null;
  reason: string | null;
}

/** What forecasts are made from. */
export interface Making {
  analysis: Analysis;
  signal: AbortSignal;
  history: History;
  through: IsoDate;
  horizon: number;
  calendar: KnownCalendar;
}

/** A slice with its forecast. */
interface Forecasted {
  slice: ForecastSlice;
  forecast: SeriesForecast;
}

/** A forecast that came from the analysis, with what its slice says of it. */
const asForecast = (answered: WireForecast, { amounts }: ForecastSlice): SeriesForecast => ({
  ...answered,
  weights: [],
  // How uncertain it is its intervals say, too.
  backtest: { ...answered.backtest, bias: null, variance: [] },
  is_non_negative: !amounts.some((amount) => amount < 0),
});

const seriesOf = (start: IsoDate, slice: ForecastSlice, index: number): WireSeries => ({
  id: String(index),
  start,
  values: Array.from(slice.amounts, (amount) => (Number.isNaN(amount) ? null : amount)),
});

/** Forecasts of slices, each on its own, in their order. */
async function forecastEach(making: Making, slices: readonly ForecastSlice[]): Promise<Forecasted[]> {
  const { analysis, signal, history, through, horizon, calendar } = making;
  const { start, currency } = history;
  const planned = changesOf(calendar.events, slices, { start, through, currency });
  const country = calendar.country === null ? {} : { country: calendar.country };
  const known = { ...country, holidays: calendar.holidays.slice(-MOST_KNOWN) };
  const done: Forecasted[] = [];
  for (let first = 0; first < slices.length; first += SERIES_AT_ONCE) {
    const part = slices.slice(first, first + SERIES_AT_ONCE);
    const series = part.map((slice, index) => seriesOf(start, slice, first + index));
    const ids = new Set(series.map(({ id }) => id));
    const own = planned.filter(({ series_id }) => series_id === null || ids.has(series_id));
    const request = { series, horizon, levels: LEVELS, calendar: { ...known, planned: own.slice(-MOST_KNOWN) } };
    const { forecasts } = await analysis.run(forecastTask, request, signal);
    for (const [index, slice] of part.entries()) {
      const forecast = forecasts[index];
      if (forecast === undefined) throw new Error(`The analysis answered nothing about series ${first + index}.`);
      done.push({ slice, forecast: asForecast(forecast, slice) });
    }
  }
  return done;
}

/** What can't be forecast on its own yet, such as a service of a few days, is forecast with the rest of its partition. */
async function withYoungInRest(making: Making, done: readonly Forecasted[]): Promise<Forecasted[]> {
  const total = done.find(({ slice }) => slice.partition === 'total');
  if (!total || total.forecast.mean.length === 0) return [...done];
  const has_none = (one: Forecasted): boolean => one.forecast.mean.length === 0;
  const rests = withRest(
    done.filter(has_none).map(({ slice }) => slice),
    done.map(({ slice }) => slice),
  );
  const again = await forecastEach(making, rests);
  const replaced = new Set(rests.map(({ key }) => key));
  return [...done.filter(({ slice }) => !replaced.has(slice.key)), ...again];
}

type Side = 'lower' | 'upper';

/** The bounds of a level; none where there is no forecast. */
function boundsOf(intervals: SeriesForecast['intervals'], level: number, side: Side, days: number): number[] {
  const bounds = intervals[level]?.[side] ?? [];
  if (bounds.length !== days) throw new Error(`The analysis answered ${bounds.length} bounds of ${days} days.`);
  return bounds;
}

function intervalsOf({ mean, intervals, cumulative_intervals }: SeriesForecast) {
  const day = (level: number, side: Side) => boundsOf(intervals, level, side, mean.length);
  const sum = (level: number, side: Side) => boundsOf(cumulative_intervals, level, side, mean.length);
  return {
    lower_80: day(80, 'lower'),
    upper_80: day(80, 'upper'),
    lower_95: day(95, 'lower'),
    upper_95: day(95, 'upper'),
    cumulative_lower_80: sum(80, 'lower'),
    cumulative_upper_80: sum(80, 'upper'),
    cumulative_lower_95: sum(95, 'lower'),
    cumulative_upper_95: sum(95, 'upper'),
  };
}

function storedOf({ history, through }: Making, { slice, forecast }: Forecasted): MadeForecast {
  const { mase, wape, coverage, origins } = forecast.backtest;
  const costs = { start: history.start, amounts: slice.amounts };
  return {
    currency: history.currency,
    scope_key: slice.key,
    scope: slice.scope,
    title: slice.title,
    dimension: slice.partition,
    start_date: addDays(through, 1),
    mean: forecast.mean,
    ...intervalsOf(forecast),
    model: forecast.model,
    backtest: { mase, wape, coverage, origins },
    last_30_days: recentCost(slice.amounts, LISTED_DAYS),
    month_to_date: costBetween(costs, monthStart(through), addDays(through, 1)),
    reason: forecast.reason,
  };
}

const CENTS = 100;
const NOT_WITHOUT_TOTAL =
  'There is not enough data to forecast all costs, which the parts of them would have to add up to.';

/** Forecasts such that each partition adds up to the total to the cent; those that have none stay without. */
function addedUp(done: readonly Forecasted[]): Forecasted[] {
  const with_forecast = done.filter((one) => one.forecast.mean.length > 0);
  const total = with_forecast.find(({ slice }) => slice.partition === 'total');
  if (!total) return done.map(withoutForecast);
  const partitions = [...Map.groupBy(with_forecast, ({ slice }) => slice.partition)]
    .filter(([partition]) => partition !== 'total' && partition !== 'budget')
    .map(([, members]) => members);
  const forecasts = partitions.map((members) => members.map(({ forecast }) => forecast));
  const agreed = reconcile({ total: total.forecast, partitions: forecasts }, CENTS);
  return [
    { slice: total.slice, forecast: agreed.total },
    ...partitions.flatMap((members, place) =>
      members.map(({ slice }, index) => ({ slice, forecast: agreed.partitions[place]![index]! })),
    ),
    ...with_forecast.filter(({ slice }) => slice.partition === 'budget'),
    ...done.filter((one) => one.forecast.mean.length === 0),
  ];
}

const withoutForecast = ({ slice, forecast }: Forecasted): Forecasted => ({
  slice,
  forecast: {
    ...forecast,
    mean: [],
    intervals: {},
    cumulative_intervals: {},
    model: null,
    reason: forecast.reason ?? NOT_WITHOUT_TOTAL,
  },
});

/**
 * Forecasts of the total of a history and of the slices of each partition, from its costs until the end of day
 * `through`. The slices of a partition add up to the total, day by day; where a slice has no forecast it says why.
 */
export async function makeForecasts(making: Making): Promise<MadeForecast[]> {
  const slices = slicesThrough(making.history, making.through);
  const done = await withYoungInRest(making, await forecastEach(making, slices));
  return addedUp(done).map((one) => storedOf(making, one));
}
