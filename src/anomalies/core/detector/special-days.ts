import { arsinh, moved } from './contrast.ts';
import type { Frame } from './frame.ts';
import { medianOfFew } from './medians.ts';
import { type Extremes, findPrecedents, isBoundary, noPrecedents, type Precedents } from './month-days.ts';
import type { WeekExpectation } from './week-models.ts';

/** What is expected of each day, with its day of the month and holidays looked at. */
export interface Expectation extends WeekExpectation {
  /** How far the day was from `center` (see contrast.ts); NaN where one is unknown. */
  contrast: Float64Array;
  /** The same from what week and level alone expected. */
  week_contrast: Float64Array;
  /** 1 where earlier months, or holidays, had something on such a day. */
  is_special: Uint8Array;
  /** 1 on a month's start or end of which no earlier one is known: what it costs cannot be judged. */
  is_first_boundary: Uint8Array;
}

/** From as many known months on, one lonely charge no longer makes a habit. */
const MONTHS_OF_HABIT = 4;
/** The least contrast (about 16 %) of a charge, and how many times the usual error it must be. */
const NOTABLE = 0.15;
const NOTABLE_ERRORS = 2.5;
/** How far above the largest known charge the next may be: as much as they differ, within limits. */
const BOUNDARY_MARGIN = 0.4;
const ORDINARY_MARGIN = 0.25;
const CONSISTENT = 0.35;
const HOLIDAYS = 6;

/** How far from week and level a month's start or end may be after what was found; 0 for no further. */
function reachOfBoundary(found: Precedents, { sign, largest, second }: Extremes, notable: number): number {
  const range = found.greatest - found.least;
  if (found.count >= 3 && range < CONSISTENT) {
    const furthest = sign > 0 ? found.greatest : -found.least;
    return furthest >= notable ? furthest + NOTABLE + 0.7 * range : 0;
  }
  if (found.count < MONTHS_OF_HABIT) return largest >= notable ? largest * (1 + BOUNDARY_MARGIN) : 0;
  if (second < notable) return 0;
  const most = Math.min(largest, 2 * second);
  return most + Math.min(BOUNDARY_MARGIN * most + 0.1, NOTABLE + 0.7 * range);
}

/** On other days of the month twice is a habit, once is not. */
const reachOfOrdinary = ({ second }: Extremes, notable: number): number =>
  second >= notable ? second * (1 + ORDINARY_MARGIN) : 0;

function usualOf(found: Precedents, newest: number): number {
  const count = Math.min(newest, found.count);
  for (let n = 0; n < count; n += 1) found.buffer[n] = found.own[n]!;
  return medianOfFew(found.buffer, count);
}

/**
 * How far, in money, a day may be after the charges or credits of earlier months; null where they say nothing. Credits
 * are looked for at month starts and ends alone: on other days two falls are two falls.
 */
function reachedBy(
  frame: Frame,
  result: Expectation,
  i: number,
  found: Precedents,
  extremes: Extremes,
  notable: number,
): number | null {
  const is_boundary = isBoundary(frame, i, 3);
  const { sign, most } = extremes;
  if (sign < 0 && !is_boundary) return null;
  const reach = is_boundary ? reachOfBoundary(found, extremes, notable) : reachOfOrdinary(extremes, notable);
  if (reach <= 0) return null;
  const edge = sign > 0 ? result.high[i]! : result.low[i]!;
  const by_ratio = moved(edge, sign * reach, result.knee[i]!);
  if (!is_boundary) return by_ratio;
  // A fixed fee stays what it is when the level falls; a charge that grows with the level is covered by the ratio.
  const by_money = result.center[i]! + sign * most * (1 + BOUNDARY_MARGIN);
  return sign * by_ratio > sign * by_money ? by_ratio : by_money;
}

/** Widens what is expected of day `i` by what earlier months had on it. */
function widen(frame: Frame, result: Expectation, i: number, found: Precedents): void {
  const notable = Math.max(NOTABLE, NOTABLE_ERRORS * result.spread[i]!);
  const high = reachedBy(frame, result, i, found, found.charges, notable);
  const low = reachedBy(frame, result, i, found, found.credits, notable);
  if (high === null && low === null) return;
  result.is_special[i] = 1;
  if (high !== null) result.high[i] = high;
  if (low !== null) result.low[i] = low;
  const usual = usualOf(found, 3);
  if (found.count >= 2 && Math.abs(usual) >= notable)
    result.center[i] = moved(result.center[i]!, usual, result.knee[i]!);
}

/** The holidays so far, as far as they are known. */
interface HolidayMemory {
  contrasts: Float64Array;
  count: number;
  buffer: Float64Array;
}

/** Expects of a holiday what the last ones were, once there are two. */
function expectHoliday(result: Expectation, i: number, holidays: HolidayMemory): void {
  const known = Math.min(HOLIDAYS, holidays.count);
  if (known >= 2) {
    for (let n = 0; n < known; n += 1) holidays.buffer[n] = holidays.contrasts[n]!;
    result.is_special[i] = 1;
    result.center[i] = moved(result.center[i]!, medianOfFew(holidays.buffer, known), result.knee[i]!);
    result.low[i] = Math.min(result.low[i]!, result.center[i]!);
    result.high[i] = Math.max(result.high[i]!, result.center[i]!);
  }
  if (Number.isNaN(result.week_contrast[i]!)) return;
  holidays.contrasts[holidays.count % HOLIDAYS] = result.week_contrast[i]!;
  holidays.count += 1;
}

/**
 * Completes what level and weekday expect by days of the month and holidays. All is learnt from the values as they were:
 * to leave out days that alarmed would keep a month start from ever being known.
 */
export function expectSpecialDays(frame: Frame, birth: Int32Array, by_week: WeekExpectation): Expectation {
  const { length, values } = frame;
  const week = by_week.center;
  const result: Expectation = {
    ...by_week,
    center: week.slice(),
    contrast: new Float64Array(length).fill(Number.NaN),
    week_contrast: new Float64Array(length).fill(Number.NaN),
    is_special: new Uint8Array(length),
    is_first_boundary: new Uint8Array(length),
  };
  const found = noPrecedents();
  const holidays: HolidayMemory = {
    contrasts: new Float64Array(HOLIDAYS),
    buffer: new Float64Array(HOLIDAYS),
    count: 0,
  };
  for (let i = 0; i < length; i += 1) {
    const knee = result.knee[i]!;
    if (!(knee > 0)) continue;
    const seen = arsinh(values[i]! / knee);
    result.week_contrast[i] = seen - arsinh(week[i]! / knee);
    findPrecedents(frame, week, result, i, birth[i]!, found);
    if (found.count > 0) widen(frame, result, i, found);
    else if (isBoundary(frame, i, 3)) result.is_first_boundary[i] = 1;
    if (frame.holiday[i] === 1) expectHoliday(result, i, holidays);
    result.contrast[i] = seen - arsinh(result.center[i]! / knee);
  }
  return result;
}
