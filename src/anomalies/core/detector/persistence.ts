import type { Frame } from './frame.ts';
import { type Levels, meanSizeBefore } from './levels.ts';
import { medianBefore } from './medians.ts';
import type { Expectation } from './special-days.ts';

/**
 * How the last days together stand to what was normal before them: finds what no day of it shows alone. All on a
 * logarithmic scale, so for positive levels only; NaN is unknown.
 */
export interface Persistence {
  /** Each day without its weekday. */
  plain: Float64Array;
  /** Median of `plain` over the 28 known days before each day. */
  month: Float64Array;
  /** Mean size of the last 28 days, special ones left out: a monthly fee tells nothing of the days between. */
  size: Float64Array;
  /** By SHIFT_DAYS: the mean of the last days above the higher of the week's and the month's level before them. */
  shifts: readonly Float64Array[];
  /** By DRIFT_DAYS: the mean of the last days above `normalOfDrift`. */
  drifts: readonly Float64Array[];
}

export const SHIFT_DAYS = [2, 4, 7] as const;
export const DRIFT_DAYS = [4, 2] as const;
/** The month that a drift is measured from ends so many days before the day itself. */
export const DRIFT_REACH = 10;
const MONTH = 28;

/** A special day says nothing of the level, unless it is above even what is special. */
function plainDays(frame: Frame, levels: Levels, expectation: Expectation, excess: Float64Array): Float64Array {
  const plain = new Float64Array(frame.length).fill(Number.NaN);
  for (let i = 0; i < frame.length; i += 1) {
    const level = levels.week[i]!;
    if (!(level > 0) || frame.holiday[i] === 1) continue;
    if (expectation.is_special[i] === 0) plain[i] = Math.log(level) + expectation.contrast[i]!;
    else if (excess[i]! > 0) plain[i] = Math.log(level) + excess[i]!;
  }
  return plain;
}

/** The mean of the last `days` known days up to `i`; NaN where fewer than half of as many are within twice the time. */
export function meanOfLast(plain: Float64Array, i: number, days: number, born: number): number {
  let sum = 0;
  let count = 0;
  for (let j = i; j >= born && j >= i - 2 * days && count < days; j -= 1) {
    const value = plain[j]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count * 2 > days ? sum / count : Number.NaN;
}

/** What was normal, as a logarithm, before the last `days` days of which `i` is the newest. */
export function normalBefore(levels: Levels, month: Float64Array, i: number, days: number): number {
  const before = i - days + 1;
  if (before < levels.birth[i]!) return Number.NaN;
  const week = levels.week[before]! > 0 ? Math.log(levels.week[before]!) : Number.NaN;
  return month[before]! > week || Number.isNaN(week) ? month[before]! : week;
}

function shiftsOf(plain: Float64Array, month: Float64Array, levels: Levels, days: number, from: number): Float64Array {
  const shifts = new Float64Array(plain.length).fill(Number.NaN);
  for (let i = from; i < plain.length; i += 1) {
    shifts[i] = meanOfLast(plain, i, days, levels.birth[i]!) - normalBefore(levels, month, i, days);
  }
  return shifts;
}

/** Growth a day before index `before`: the lesser of the last month's and the last two months', never below zero. */
function growthBefore(month: Float64Array, before: number, born: number): number {
  if (before - 2 * MONTH < born) return 0;
  const last = (month[before]! - month[before - MONTH]!) / MONTH;
  if (before - 3 * MONTH < born) return Math.max(0, last);
  return Math.max(0, Math.min(last, (month[before]! - month[before - 2 * MONTH]!) / (2 * MONTH)));
}

/**
 * What was normal, as a logarithm, before a drift that is looked for on day `i` in the mean of the last `days` days: the
 * month that ended before, carried on with its growth to the middle of those days, `later` days after. NaN where none is known.
 */
export function normalOfDrift(month: Float64Array, birth: Int32Array, i: number, days: number, later = 0): number {
  const before = i - DRIFT_REACH;
  if (before - MONTH < birth[i]!) return Number.NaN;
  const distance = MONTH / 2 + DRIFT_REACH + 1 - days / 2 + later;
  return month[before]! + distance * growthBefore(month, before, birth[i]!);
}

function driftsOf(
  plain: Float64Array,
  month: Float64Array,
  birth: Int32Array,
  days: number,
  from: number,
): Float64Array {
  const drifts = new Float64Array(plain.length).fill(Number.NaN);
  for (let i = from; i < plain.length; i += 1) {
    drifts[i] = meanOfLast(plain, i, days, birth[i]!) - normalOfDrift(month, birth, i, days);
  }
  return drifts;
}

/** The persistence of a frame; `size`, `shifts` and `drifts` from day `from` on. */
export function persistenceOf(
  frame: Frame,
  levels: Levels,
  expectation: Expectation,
  excess: Float64Array,
  from: number,
): Persistence {
  const plain = plainDays(frame, levels, expectation, excess);
  const month = medianBefore(plain, MONTH, levels.birth);
  const ordinary = frame.values.map((value, i) => (Number.isNaN(plain[i]!) ? Number.NaN : value));
  return {
    plain,
    month,
    size: meanSizeBefore(ordinary, MONTH, levels.birth, from),
    shifts: SHIFT_DAYS.map((days) => shiftsOf(plain, month, levels, days, from)),
    drifts: DRIFT_DAYS.map((days) => driftsOf(plain, month, levels.birth, days, from)),
  };
}
