import type { SeriesForecast } from '../../src/forecasts/core/forecast.ts';

/** A series whose last days are forecast from the others. */
export interface MeasuredSeries {
  id: string;
  tenant: string;
  kind: string;
  start: string;
  values: Float64Array;
}

/** How one forecast did. */
export interface Verdict {
  kind: string;
  /** Mean absolute error in units of the mean absolute change from a week before, in the history; null where that is 0. */
  mase: number | null;
  absolute_error: number;
  absolute_sum: number;
  /** Error of the sum over all days in percent of it; null where that is 0. */
  total_error: number | null;
  days: number;
  /** Days within each interval, by level. */
  inside: Record<string, number>;
}

/** The figures of a list of verdicts. */
export interface ForecastFigures {
  series: number;
  mase_mean: number;
  mase_median: number;
  wape_percent: number;
  total_error_median_percent: number;
  /** Percent of days within the interval, by level. */
  coverage_percent: Record<string, number>;
  mase_by_kind: Record<string, number>;
}

function naiveError(history: Float64Array): number | null {
  let sum = 0;
  let count = 0;
  for (let t = 7; t < history.length; t += 1) {
    const change = Math.abs(history[t]! - history[t - 7]!);
    if (!Number.isFinite(change)) continue;
    sum += change;
    count += 1;
  }
  return count > 0 && sum > 0 ? sum / count : null;
}

/** Compares a forecast, or the bare `mean` of one, with what came. */
export function judge(
  series: MeasuredSeries,
  mean: ArrayLike<number>,
  intervals: SeriesForecast['intervals'],
): Verdict {
  const horizon = mean.length;
  const history = series.values.subarray(0, series.values.length - horizon);
  const actual = series.values.subarray(series.values.length - horizon);
  let absolute_error = 0;
  let absolute_sum = 0;
  let difference = 0;
  let sum = 0;
  let days = 0;
  const inside = Object.fromEntries(Object.keys(intervals).map((level) => [level, 0]));
  for (const [day, value] of actual.entries()) {
    if (!Number.isFinite(value)) continue;
    days += 1;
    absolute_error += Math.abs(mean[day]! - value);
    absolute_sum += Math.abs(value);
    difference += mean[day]! - value;
    sum += value;
    // A hundredth of a cent is how exactly the made-up costs are given.
    for (const [level, { lower, upper }] of Object.entries(intervals))
      if (value >= lower[day]! - 1e-4 && value <= upper[day]! + 1e-4) inside[level] = inside[level]! + 1;
  }
  const naive = naiveError(history);
  return {
    kind: series.kind,
    mase: naive === null || days === 0 ? null : absolute_error / days / naive,
    absolute_error,
    absolute_sum,
    total_error: sum === 0 ? null : Math.abs((100 * difference) / sum),
    days,
    inside,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

export function figuresOf(verdicts: readonly Verdict[]): ForecastFigures {
  const mase = known(verdicts.map((verdict) => verdict.mase));
  const total = (pick: (verdict: Verdict) => number): number =>
    verdicts.reduce((sum, verdict) => sum + pick(verdict), 0);
  const days = total((verdict) => verdict.days);
  const levels = Object.keys(verdicts[0]?.inside ?? {});
  const kinds = Map.groupBy(verdicts, (verdict) => verdict.kind);
  return {
    series: mase.length,
    mase_mean: mean(mase),
    mase_median: median(mase),
    wape_percent: (100 * total((verdict) => verdict.absolute_error)) / total((verdict) => verdict.absolute_sum),
    total_error_median_percent: median(known(verdicts.map((verdict) => verdict.total_error))),
    coverage_percent: Object.fromEntries(
      levels.map((level) => [level, (100 * total((verdict) => verdict.inside[level] ?? 0)) / days]),
    ),
    mase_by_kind: Object.fromEntries(
      [...kinds].map(([kind, own]) => [kind, mean(known(own.map((verdict) => verdict.mase)))]),
    ),
  };
}
