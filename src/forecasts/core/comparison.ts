import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import type { ForecastComparison } from './contract.ts';
import type { DailyCosts } from './period-ends.ts';
import { medianInPlace } from './robust.ts';
import { recentCost } from './slices.ts';

/** Forecasts are held against this many of their days. */
export const COMPARED_DAYS = 30;
/** A forecast of which fewer days are over says too little yet. */
const LEAST_DAYS = 7;
/** When the days before a forecast cost so much more or less by now, it was made from other costs than those of today. */
const MOST_RESTATED_PERCENT = 10;

/** A forecast that was made, and what it was made from. */
export interface PastForecast {
  kind: ForecastComparison['kind'];
  made_at: string;
  start: IsoDate;
  mean: readonly number[];
  lower_80: readonly number[];
  upper_80: readonly number[];
  lower_95: readonly number[];
  upper_95: readonly number[];
  /** What the 30 days before it cost, as far as was known. */
  last_30_days: number;
}

function isRestated({ start, last_30_days }: PastForecast, { start: first, amounts }: DailyCosts): boolean {
  const days = daysBetween(first, start);
  if (days <= 0) return true;
  const now = recentCost(amounts.subarray(0, days), COMPARED_DAYS);
  const size = Math.max(Math.abs(now), Math.abs(last_30_days));
  return Math.abs(now - last_30_days) * 100 > MOST_RESTATED_PERCENT * size;
}

const isInside = (actual: number, lower: number | undefined, upper: number | undefined): boolean =>
  lower !== undefined && upper !== undefined && actual >= lower && actual <= upper;

/**
 * A past forecast against what its days cost, as far as they are complete (`data_through`). Null while too few are, and
 * where the costs it was made from have changed by more than a tenth since: accounts that were connected later, or a
 * restated bill, are no errors of a forecast.
 */
export function compare(past: PastForecast, costs: DailyCosts, data_through: IsoDate): ForecastComparison | null {
  if (isRestated(past, costs)) return null;
  const offset = daysBetween(costs.start, past.start);
  const last = Math.min(COMPARED_DAYS, past.mean.length, daysBetween(past.start, data_through) + 1);
  const days = Array.from({ length: Math.max(0, last) }, (_, day) => ({ day, actual: costs.amounts[offset + day] }));
  const known = days.filter((one): one is { day: number; actual: number } => Number.isFinite(one.actual));
  if (known.length < LEAST_DAYS) return null;
  const forecast = known.reduce((sum, { day }) => sum + past.mean[day]!, 0);
  const actual = known.reduce((sum, one) => sum + one.actual, 0);
  const { kind, made_at, start } = past;
  return {
    kind,
    made_at,
    start,
    end: addDays(start, last),
    days: known.length,
    forecast,
    actual,
    error_percent: actual === 0 ? null : ((forecast - actual) / Math.abs(actual)) * 100,
    inside_80: known.filter(({ day, actual: cost }) => isInside(cost, past.lower_80[day], past.upper_80[day])).length,
    inside_95: known.filter(({ day, actual: cost }) => isInside(cost, past.lower_95[day], past.upper_95[day])).length,
    points: known.map(({ day, actual: cost }) => ({
      date: addDays(start, day),
      mean: past.mean[day]!,
      lower_80: past.lower_80[day]!,
      upper_80: past.upper_80[day]!,
      actual: cost,
    })),
  };
}

/** Comparisons in one: the median size of their errors in percent, and the share of all their days inside the intervals. */
export function summarized(comparisons: readonly ForecastComparison[]) {
  const errors = comparisons.flatMap(({ error_percent }) => (error_percent === null ? [] : [Math.abs(error_percent)]));
  const total = (of: (one: ForecastComparison) => number) => comparisons.reduce((sum, one) => sum + of(one), 0);
  const days = total((one) => one.days);
  return {
    median_error_percent: errors.length > 0 ? medianInPlace(Float64Array.from(errors), errors.length) : null,
    coverage_80: days > 0 ? total((one) => one.inside_80) / days : null,
    coverage_95: days > 0 ? total((one) => one.inside_95) / days : null,
  };
}
