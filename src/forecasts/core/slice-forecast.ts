import type { IsoDate } from '../../platform/core/dates.ts';

export const BANDS = ['lower_80', 'upper_80', 'lower_95', 'upper_95'] as const;
export type Band = (typeof BANDS)[number];
export type Bands<T> = Readonly<Record<Band, T>>;

/** The forecast of a slice by day, index 0 being `start`, in money of one currency. Empty where none could be made. */
export interface SliceForecast {
  start: IsoDate;
  mean: readonly number[];
  /** Bounds of each day. */
  daily: Bands<readonly number[]>;
  /** Bounds of the sum from the first day through each day: errors of days even out, so they are not sums of daily bounds. */
  cumulative: Bands<readonly number[]>;
}

/** A sum of days with its interval. */
export type ForecastSum = { mean: number } & Bands<number>;

/** A value for each band. */
export const bandsOf = <T>(value: (band: Band) => T): Record<Band, T> =>
  Object.fromEntries(BANDS.map((band) => [band, value(band)])) as Record<Band, T>;

const sum = (values: readonly number[], from: number, to: number): number => {
  let total = 0;
  for (let day = from; day < to; day++) total += values[day]!;
  return total;
};

/** A bound of `mean` that is not below zero where costs can't be, unless the mean itself is, as by a planned credit. */
export const notBelowZero = (bound: number, mean: number, is_non_negative: boolean): number =>
  is_non_negative ? Math.max(bound, Math.min(0, mean)) : bound;

/**
 * What days `from` to `to` (exclusive) of a forecast cost together; null when it does not reach that far. No days cost
 * exactly 0. Where days come before `from`, the sum is taken to be as uncertain as the whole way to its end is: errors
 * of neighbouring days point the same way rather than against each other, so this is too wide sooner than too narrow.
 */
export function sumOfDays(forecast: SliceForecast, from: number, to: number): ForecastSum | null {
  if (to > forecast.mean.length || from < 0) return null;
  const mean = sum(forecast.mean, from, to);
  if (to <= from) return { mean: 0, ...bandsOf(() => 0) };
  const whole = sum(forecast.mean, 0, to);
  const is_non_negative = forecast.daily.lower_95.slice(from, to).every((bound) => bound >= 0);
  const boundOf = (band: Band): number => mean + (forecast.cumulative[band][to - 1]! - whole);
  return { mean, ...bandsOf((band) => notBelowZero(boundOf(band), mean, is_non_negative)) };
}
