import { type Analysis, withForecast } from './analysis.ts';
import { dayNumber } from './calendar.ts';
import { sizeOfErrors } from './combine.ts';
import type { ForecastOptions } from './forecast-types.ts';
import type { DailySeries } from './series.ts';

/** A series with what is known of its forecast. */
export interface Analysed {
  series: DailySeries;
  analysis: Analysis;
}

/**
 * The odds of the sum of the parts against the total's own forecast: this, times the ratio of their backtest errors to the
 * power. On panels of cloud cost the sum was right more often than the backtests of single totals can show (bench/accuracy).
 */
const ODDS = 9;
const POWER = 8;
/** Intervals narrow by so much of what drawing gained in backtests: what is summed up today may move together tomorrow. */
const SHARE_OF_GAIN = 0.5;
/** As where candidates are combined: the power is less where fewer stretches of days were tested. */
const FULL_BLOCKS = 8;
const WEEK = 7;

/** What the last known week before index `day` cost a day; 0 before anything was known. */
function lastWeek(values: Float64Array, day: number): number {
  let sum = 0;
  let count = 0;
  for (let t = day - 1; t >= 0 && count < WEEK; t -= 1) {
    if (!Number.isFinite(values[t]!)) continue;
    sum += values[t]!;
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

const errorsOf = ({ tests }: Analysis): Float64Array => tests.actual.map((actual, i) => actual - tests.forecast[i]!);

/**
 * Adds the errors (actual less forecast) of one part from each origin of the total. A part that was not tested from there, since
 * it is younger, counts as if what its week before cost had been its forecast.
 */
function addErrors(total: Analysis, { series, analysis }: Analysed, into: Float64Array): void {
  const { origins, span } = total.tests;
  const own = errorsOf(analysis);
  const start = dayNumber(series.start);
  for (const [o, origin] of origins.entries()) {
    const place = analysis.tests.span === span ? analysis.tests.origins.indexOf(origin) : -1;
    const week = lastWeek(series.values, origin - start);
    for (let h = 0; h < span; h += 1) {
      const error = place < 0 ? series.values[origin - start + h]! - week : own[place * span + h]!;
      into[o * span + h] = into[o * span + h]! + error;
    }
  }
}

/** The weight of the sum of the parts, from 0 to 1, by the errors of both. */
function weightOfParts({ tests, days }: Analysis, own: Float64Array, of_parts: Float64Array): number {
  let own_size = 0;
  let size_of_parts = 0;
  for (let from = 0; from < own.length; from += tests.span) {
    own_size += sizeOfErrors(own, from, tests.span);
    size_of_parts += sizeOfErrors(of_parts, from, tests.span);
  }
  if (size_of_parts === 0) return 1;
  const odds = ODDS * (own_size / size_of_parts) ** (POWER * Math.min(1, days.blocks / FULL_BLOCKS));
  return Number.isFinite(odds) ? odds / (1 + odds) : 1;
}

/** A total's forecast that was drawn to the sum of its parts. */
export interface DrawnTotal {
  /** With the errors that a forecast half as far drawn would have made: intervals are to be no surer than that. */
  analysis: Analysis;
  /** Of the sum of the parts, from 0 to 1; the rest is the total's own. */
  weight: number;
}

/**
 * The forecast of a total, drawn to the sum of the forecasts of its parts as far as that did better in backtests: the parts are
 * simpler, and their errors even out. Null where the total could not be tested or a part is forecast from another day.
 */
export function drawnToParts(
  { analysis: total }: Analysed,
  parts: readonly Analysed[],
  options: ForecastOptions,
): DrawnTotal | null {
  const { tests, mean, first_day } = total;
  const is_alike = parts.every(({ analysis }) => analysis.first_day === first_day);
  if (tests.origins.length === 0 || !is_alike) return null;
  const own = errorsOf(total);
  const of_parts = new Float64Array(own.length);
  for (const part of parts) addErrors(total, part, of_parts);
  const weight = weightOfParts(total, own, of_parts);
  const gained = SHARE_OF_GAIN * weight;
  const tested = tests.actual.map((actual, i) => actual - gained * of_parts[i]! - (1 - gained) * own[i]!);
  const drawn = mean.map((value, h) => {
    let sum = 0;
    for (const { analysis } of parts) sum += analysis.mean[h]!;
    return weight * sum + (1 - weight) * value;
  });
  return { analysis: withForecast(total, drawn, tested, options), weight };
}
