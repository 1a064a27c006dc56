import type { Interval, SeriesForecast } from './forecast-types.ts';

/** A total, and several ways to part it: by service, by account, by provider. */
export interface Hierarchy {
  total: SeriesForecast;
  /** Each a list of series whose costs add up to the total's; what can't be forecast alone belongs to one rest series. */
  partitions: readonly (readonly SeriesForecast[])[];
}

export interface Reconciled {
  total: SeriesForecast;
  partitions: SeriesForecast[][];
}

/** What floating-point sums may lack of a whole unit. */
const ROUNDING = 1e-6;

/** Half of an 80 % interval of normal errors, in standard deviations. */
const WIDTH_OF_80 = 1.2816;

/**
 * How uncertain a day of a forecast is: the mean squared error of its backtest or, without one, what its narrowest interval
 * says. Never 0, so that a series that never moved is still a weight.
 */
function varianceOf({ backtest, intervals, mean }: SeriesForecast): number {
  const size = mean.reduce((sum, value) => sum + Math.abs(value), 0) / mean.length;
  const least = (1e-6 * size) ** 2 + 1e-12;
  if (backtest.variance.length > 0)
    return Math.max(least, backtest.variance.reduce((sum, value) => sum + value, 0) / backtest.variance.length);
  const narrowest = Object.values(intervals)[0];
  if (!narrowest) return Math.max(least, size ** 2);
  const width = narrowest.upper.reduce((sum, upper, day) => sum + (upper - narrowest.lower[day]!), 0) / mean.length;
  return Math.max(least, (width / 2 / WIDTH_OF_80) ** 2);
}

interface Weighted {
  forecast: SeriesForecast;
  variance: number;
}

const weighted = (forecast: SeriesForecast): Weighted => ({ forecast, variance: varianceOf(forecast) });

function sumOfDay(members: readonly Weighted[], day: number): number {
  let sum = 0;
  for (const { forecast } of members) sum += forecast.mean[day]!;
  return sum;
}

const sumOfVariances = (members: readonly Weighted[]): number =>
  members.reduce((sum, { variance }) => sum + variance, 0);

/**
 * The total of a day: the mean of the total's own forecast and of each partition's sum, weighted by 1 / variance. It is the
 * least-squares solution, since errors of the parts are taken as independent.
 */
function totalOfDay(total: Weighted, partitions: readonly (readonly Weighted[])[], day: number): number {
  let weight = 1 / total.variance;
  let sum = total.forecast.mean[day]! * weight;
  for (const members of partitions) {
    const own = 1 / sumOfVariances(members);
    sum += sumOfDay(members, day) * own;
    weight += own;
  }
  return sum / weight;
}

/**
 * Gives the members of a partition the difference to `target` in shares of their variances. Those that cannot be negative stop
 * at 0, and the others take the rest of it.
 */
function spreadDifference(members: readonly Weighted[], day: number, target: number): Float64Array {
  const values = Float64Array.from(members, ({ forecast }) => forecast.mean[day]!);
  const is_free = members.map(() => true);
  for (let round = 0; round <= members.length; round += 1) {
    const difference = target - values.reduce((sum, value) => sum + value, 0);
    if (Math.abs(difference) <= 1e-9 * (1 + Math.abs(target))) break;
    const free = members.filter((_, i) => is_free[i]);
    if (free.length === 0) break;
    const all = sumOfVariances(free);
    let stopped = false;
    for (const [i, { forecast, variance }] of members.entries()) {
      if (!is_free[i]) continue;
      values[i] = values[i]! + (difference * variance) / all;
      if (!forecast.is_non_negative || values[i]! >= 0) continue;
      values[i] = 0;
      is_free[i] = false;
      stopped = true;
    }
    if (!stopped) break;
  }
  return values;
}

/**
 * Whole units whose sum is `target`: each value rounded down, then one unit more for those with the greatest remainders (the
 * first, where they are alike).
 */
export function roundToSum(values: Float64Array, target: number): Float64Array {
  const rounded = values.map((value) => Math.floor(value + ROUNDING));
  const missing = target - rounded.reduce((sum, value) => sum + value, 0);
  const order = [...values.keys()].sort((a, b) => values[b]! - rounded[b]! - (values[a]! - rounded[a]!) || a - b);
  if (order.length === 0) return rounded;
  const each = Math.floor(missing / order.length);
  const more = missing - each * order.length;
  for (const [place, i] of order.entries()) rounded[i] = rounded[i]! + each + (place < more ? 1 : 0);
  return rounded;
}

function shifted({ lower, upper }: Interval, by: readonly number[], lowest: number): Interval {
  const move = (value: number, day: number): number => Math.max(lowest, value + by[day]!);
  return { lower: lower.map(move), upper: upper.map(move) };
}

const mapValues = (
  intervals: Record<string, Interval>,
  change: (interval: Interval) => Interval,
): Record<string, Interval> =>
  Object.fromEntries(Object.entries(intervals).map(([level, interval]) => [level, change(interval)]));

/** The forecast with another mean; its intervals move along. */
export function withMean(forecast: SeriesForecast, mean: number[]): SeriesForecast {
  const lowest = forecast.is_non_negative ? 0 : Number.NEGATIVE_INFINITY;
  const by = mean.map((value, day) => value - forecast.mean[day]!);
  const sums: number[] = [];
  for (const difference of by) sums.push((sums[sums.length - 1] ?? 0) + difference);
  return {
    ...forecast,
    mean,
    intervals: mapValues(forecast.intervals, (interval) => shifted(interval, by, lowest)),
    cumulative_intervals: mapValues(forecast.cumulative_intervals, (interval) => shifted(interval, sums, lowest)),
  };
}

function checkComparable({ total, partitions }: Hierarchy): void {
  for (const forecast of [total, ...partitions.flat()]) {
    if (forecast.mean.length === 0)
      throw new RangeError(`"${forecast.id}" has no forecast to reconcile: add its costs to those of a rest series.`);
    if (forecast.start !== total.start || forecast.mean.length !== total.mean.length)
      throw new RangeError(`The forecast of "${forecast.id}" is of other days than that of "${total.id}".`);
  }
}

/**
 * Makes forecasts of a total and of its parts agree: on every day the parts of each partition add up to the total exactly, in
 * whole units, of which `units_per_one` make one of the currency (100 cents). The total is drawn to where it and the sums of parts are surest, the parts
 * follow by their uncertainty, none goes below zero that cannot, and intervals move along. Empty partitions are ignored.
 * Throws RangeError where a series has no forecast or one of other days. (Weighted least squares of Wickramasuriya,
 * Athanasopoulos and Hyndman, 2019, with a diagonal covariance, in closed form for one level.)
 */
export function reconcile(hierarchy: Hierarchy, units_per_one: number): Reconciled {
  checkComparable(hierarchy);
  const total = weighted(hierarchy.total);
  const partitions = hierarchy.partitions.map((members) => members.map(weighted));
  const filled = partitions.filter((members) => members.length > 0);
  const is_non_negative =
    hierarchy.total.is_non_negative ||
    filled.some((members) => members.every(({ forecast }) => forecast.is_non_negative));
  const total_mean: number[] = [];
  const means = partitions.map((members) => members.map((): number[] => []));
  for (let day = 0; day < hierarchy.total.mean.length; day += 1) {
    const exact = totalOfDay(total, filled, day);
    const units = Math.round(units_per_one * (is_non_negative ? Math.max(0, exact) : exact));
    total_mean.push(units / units_per_one);
    for (const [p, members] of partitions.entries()) {
      const parts = roundToSum(
        spreadDifference(members, day, units / units_per_one).map((value) => value * units_per_one),
        units,
      );
      for (const [i, value] of parts.entries()) means[p]![i]!.push(value / units_per_one);
    }
  }
  return {
    total: withMean(hierarchy.total, total_mean),
    partitions: hierarchy.partitions.map((members, p) => members.map((member, i) => withMean(member, means[p]![i]!))),
  };
}
