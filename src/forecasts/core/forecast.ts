import { type Analysis, analyse, sortedLevels } from './analysis.ts';
import { dateOfDay, dayNumber } from './calendar.ts';
import { type Calibration, usualError } from './calibration.ts';
import { boundsByLevel, commonBounds, type ScoreBounds, usualBounds } from './conformal.ts';
import type { ForecastOptions, Interval, SeriesForecast } from './forecast-types.ts';
import { plannedEffects } from './history.ts';
import { withMean } from './reconcile.ts';
import type { DailySeries } from './series.ts';
import { findSums, type Sum } from './sums.ts';
import { drawnToParts } from './total.ts';

export type { ForecastOptions, SeriesForecast } from './forecast-types.ts';
export { MODEL_NAMES, type ModelName } from './models/catalogue.ts';

const NAMES_SHOWN = 3;

const noForecast = (id: string, start: string, reason: string): SeriesForecast => ({
  id,
  start,
  mean: [],
  intervals: {},
  cumulative_intervals: {},
  model: null,
  weights: [],
  backtest: { mase: null, wape: null, coverage: null, origins: 0, bias: null, variance: [] },
  is_non_negative: false,
  reason,
});

const describeModel = (weights: { name: string; weight: number }[]): string =>
  weights
    .slice(0, NAMES_SHOWN)
    .map(({ name, weight }) => `${name} (${Math.round(100 * weight)} %)`)
    .join('; ');

interface Planned {
  factor: Float64Array;
  amount: Float64Array;
}

/** The days asked for, with planned changes, and not below zero where the series never was. */
function shown({ silent, is_non_negative }: Analysis, values: Float64Array, planned: Planned | null): number[] {
  const lowest = is_non_negative ? 0 : Number.NEGATIVE_INFINITY;
  const result: number[] = [];
  for (let h = silent; h < values.length; h += 1) {
    const value = planned ? values[h]! * planned.factor[h]! + planned.amount[h]! : values[h]!;
    result.push(Math.max(lowest, value));
  }
  return result;
}

function dayInterval(analysis: Analysis, bounds: ScoreBounds, planned: Planned | null): Interval {
  const { mean, days } = analysis;
  const usual = mean.map((value, h) => usualError(days.scale, value, h + 1));
  const lower = mean.map((value, h) => value + bounds.lower * usual[h]!);
  const upper = mean.map((value, h) => value + bounds.upper * usual[h]!);
  return { lower: shown(analysis, lower, planned), upper: shown(analysis, upper, planned) };
}

/** Around the sums of `mean`, which has planned changes in it: their amounts are taken as certain. */
function sumInterval(
  { silent, sums, is_non_negative }: Analysis,
  mean: readonly number[],
  bounds: ScoreBounds,
): Interval {
  const lowest = is_non_negative ? 0 : Number.NEGATIVE_INFINITY;
  const lower: number[] = [];
  const upper: number[] = [];
  let sum = 0;
  for (const [h, value] of mean.entries()) {
    sum += value;
    const usual = usualError(sums.scale, 0, silent + h + 1);
    lower.push(Math.max(lowest, sum + bounds.lower * usual));
    upper.push(sum + bounds.upper * usual);
  }
  return { lower, upper };
}

/** The bounds of scores of days and of sums where a series has few of its own. */
interface Priors {
  days: readonly ScoreBounds[];
  sums: readonly ScoreBounds[];
}

function finish(series: DailySeries, analysis: Analysis, options: ForecastOptions, priors: Priors): SeriesForecast {
  const levels = sortedLevels(options);
  const { mean: plain, first_day, weights } = analysis;
  const planned = plannedEffects(options.calendar.planned, series.id, first_day, plain.length);
  const mean = shown(analysis, plain, planned);
  const of_days = boundsByLevel(analysis.days, levels, priors.days, analysis.held_out.days);
  const of_sums = boundsByLevel(analysis.sums, levels, priors.sums, analysis.held_out.sums);
  return {
    id: series.id,
    start: dateOfDay(first_day + analysis.silent),
    mean,
    intervals: Object.fromEntries(levels.map((level, i) => [level, dayInterval(analysis, of_days[i]!, planned)])),
    cumulative_intervals: Object.fromEntries(
      levels.map((level, i) => [level, sumInterval(analysis, mean, of_sums[i]!)]),
    ),
    model: describeModel(weights),
    weights,
    backtest: analysis.backtest,
    is_non_negative: analysis.is_non_negative,
    reason: null,
  };
}

const dayAfter = (series: DailySeries): string => dateOfDay(dayNumber(series.start) + series.values.length);

/** The forecast of one series on its own, the same whenever it is asked for. Throws RangeError where a date is none. */
export function forecastSeries(series: DailySeries, options: ForecastOptions): SeriesForecast {
  const analysis = analyse(series, options);
  if (typeof analysis === 'string') return noForecast(series.id, dayAfter(series), analysis);
  const usual = sortedLevels(options).map(usualBounds);
  return finish(series, analysis, options, { days: usual, sums: usual });
}

/** The bounds that are usual among series, of days and of sums. */
function priorsOf(analyses: readonly (Analysis | string)[], options: ForecastOptions): Priors {
  const levels = sortedLevels(options);
  const tested = analyses.filter((analysis) => typeof analysis !== 'string');
  const common = (pick: (analysis: Analysis) => Calibration): ScoreBounds[] =>
    commonBounds(tested.map(pick), levels) ?? levels.map(usualBounds);
  return { days: common(({ days }) => days), sums: common(({ sums }) => sums) };
}

/** Series with their analyses and forecasts, in one order. */
interface Made {
  series: readonly DailySeries[];
  analyses: readonly (Analysis | string)[];
  forecasts: readonly SeriesForecast[];
  options: ForecastOptions;
  priors: Priors;
}

/** The forecast of a total, drawn to those of its parts; as it is where one of them has none. */
function drawnTotal({ series, analyses, forecasts, options, priors }: Made, { total, parts }: Sum): SeriesForecast {
  const own = forecasts[total]!;
  const analysed = [total, ...parts].flatMap((place) => {
    const analysis = analyses[place]!;
    return typeof analysis === 'string' ? [] : [{ series: series[place]!, analysis }];
  });
  const drawn = analysed.length > parts.length ? drawnToParts(analysed[0]!, analysed.slice(1), options) : null;
  if (!drawn) return own;
  const { weight, analysis } = drawn;
  // Planned changes of the parts are in their forecasts only.
  const mean = own.mean.map((value, day) => {
    let sum = 0;
    for (const part of parts) sum += forecasts[part]!.mean[day]!;
    return weight * sum + (1 - weight) * value;
  });
  return withMean(finish(series[total]!, analysis, options, priors), mean);
}

/**
 * The forecasts of series that belong together, in their order. Those with few backtests take the shape of their errors from
 * the others; one that is the sum of others is drawn to the sum of their forecasts. Throws RangeError where a date is none.
 */
export function forecastAll(series: readonly DailySeries[], options: ForecastOptions): SeriesForecast[] {
  const analyses = series.map((one) => analyse(one, options));
  const priors = priorsOf(analyses, options);
  const forecasts = analyses.map((analysis, i) => {
    const one = series[i]!;
    return typeof analysis === 'string'
      ? noForecast(one.id, dayAfter(one), analysis)
      : finish(one, analysis, options, priors);
  });
  const made: Made = { series, analyses, forecasts, options, priors };
  const drawn = [...forecasts];
  for (const sum of findSums(series)) drawn[sum.total] = drawnTotal(made, sum);
  return drawn;
}
