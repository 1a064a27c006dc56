import { arsinh, moved } from './contrast.ts';
import type { Frame } from './frame.ts';
import { medianOfFew } from './medians.ts';
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

/** Months looked back for a day of the month; from as many known on, one lonely charge no longer makes a habit. */
const MONTHS = 5;
const MONTHS_OF_HABIT = 4;
/** The least contrast (about 16 %) of a charge, and how many times the usual error it must be. */
const NOTABLE = 0.15;
const NOTABLE_ERRORS = 2.5;
/** How far above the largest known charge the next may be: as much as they differ, within limits. */
const BOUNDARY_MARGIN = 0.4;
const ORDINARY_MARGIN = 0.25;
const CONSISTENT = 0.35;
const HOLIDAYS = 6;

/** What earlier months had on a day like this one: filled anew for each day. */
interface Precedents {
  /** Contrasts on the very same day, newest first. */
  own: Float64Array;
  count: number;
  least: number;
  greatest: number;
  /** By month, with the neighbouring day of a month's start or end: the largest and second largest contrast … */
  largest: number;
  second: number;
  /** … and the largest difference in money. */
  most: number;
  /** Room for `own` to be put in order. */
  buffer: Float64Array;
}

const isBoundary = (frame: Frame, i: number, within: number): boolean =>
  frame.days.day_of_month[i]! <= within || frame.days.days_to_month_end[i]! < within;

/** The same day of the month before, counted from the start of the month or, in its last days, from the end; -1 for none. */
function monthBefore(frame: Frame, i: number): number {
  const { day_of_month, days_to_month_end } = frame.days;
  const day = day_of_month[i]!;
  const left = days_to_month_end[i]!;
  if (left <= 2) return i - (day + left);
  const last_of_previous = i - day;
  if (last_of_previous < 0) return -1;
  const previous_length = day_of_month[last_of_previous]!;
  return day <= previous_length ? i - previous_length : -1;
}

/** The other of the two first or last days of a month: what is due on one is booked on the other at times. */
function neighbour(frame: Frame, i: number): number {
  const is_first_of_two = frame.days.day_of_month[i] === 1 || frame.days.days_to_month_end[i] === 1;
  return is_first_of_two ? i + 1 : i - 1;
}

function clear(found: Precedents): void {
  found.count = 0;
  found.least = Number.POSITIVE_INFINITY;
  found.greatest = Number.NEGATIVE_INFINITY;
  found.largest = Number.NEGATIVE_INFINITY;
  found.second = Number.NEGATIVE_INFINITY;
  found.most = Number.NEGATIVE_INFINITY;
}

function addOwn(found: Precedents, distance: number): void {
  if (Number.isNaN(distance)) return;
  found.own[found.count] = distance;
  found.count += 1;
  if (distance < found.least) found.least = distance;
  if (distance > found.greatest) found.greatest = distance;
}

function addMonth(found: Precedents, distance: number, money: number): void {
  if (Number.isNaN(distance)) return;
  if (distance > found.largest) {
    found.second = found.largest;
    found.largest = distance;
  } else if (distance > found.second) found.second = distance;
  if (money > found.most) found.most = money;
}

function findPrecedents(
  frame: Frame,
  week: Float64Array,
  result: Expectation,
  i: number,
  born: number,
  found: Precedents,
): void {
  clear(found);
  const in_pairs = isBoundary(frame, i, 2);
  let then = i;
  for (let month = 0; month < MONTHS; month += 1) {
    then = monthBefore(frame, then);
    if (then < born) return;
    addOwn(found, result.week_contrast[then]!);
    const pair = in_pairs ? neighbour(frame, then) : then;
    const takes_pair = pair >= born && pair < i && !(result.week_contrast[then]! >= result.week_contrast[pair]!);
    const day = takes_pair ? pair : then;
    addMonth(found, result.week_contrast[day]!, frame.values[day]! - week[day]!);
  }
}

/** How far above week and level a month's start or end may be after what was found; 0 for no further. */
function reachOfBoundary(found: Precedents, notable: number): number {
  if (found.count >= 3 && found.greatest - found.least < CONSISTENT) {
    return found.greatest >= notable ? found.greatest + NOTABLE + 0.7 * (found.greatest - found.least) : 0;
  }
  if (found.count < MONTHS_OF_HABIT) return found.largest >= notable ? found.largest * (1 + BOUNDARY_MARGIN) : 0;
  if (found.second < notable) return 0;
  const largest = Math.min(found.largest, 2 * found.second);
  return largest + Math.min(BOUNDARY_MARGIN * largest + 0.1, NOTABLE + 0.7 * (found.greatest - found.least));
}

/** On other days of the month twice is a habit, once is not. */
const reachOfOrdinary = (found: Precedents, notable: number): number =>
  found.second >= notable ? found.second * (1 + ORDINARY_MARGIN) : 0;

function usualOf(found: Precedents, newest: number): number {
  const count = Math.min(newest, found.count);
  for (let n = 0; n < count; n += 1) found.buffer[n] = found.own[n]!;
  return medianOfFew(found.buffer, count);
}

/** Widens what is expected of day `i` by what earlier months had on it. */
function widen(frame: Frame, result: Expectation, i: number, found: Precedents): void {
  const notable = Math.max(NOTABLE, NOTABLE_ERRORS * result.spread[i]!);
  const is_boundary = isBoundary(frame, i, 3);
  const reach = is_boundary ? reachOfBoundary(found, notable) : reachOfOrdinary(found, notable);
  if (reach <= 0) return;
  const knee = result.knee[i]!;
  const base = result.center[i]!;
  const by_ratio = moved(result.high[i]!, reach, knee);
  // A fixed fee stays what it is when the level falls; a charge that grows with the level is covered by the ratio.
  const by_money = is_boundary ? base + found.most * (1 + BOUNDARY_MARGIN) : by_ratio;
  result.is_special[i] = 1;
  result.high[i] = Math.max(by_ratio, by_money);
  const usual = usualOf(found, 3);
  if (found.count >= 2 && usual >= notable) result.center[i] = moved(base, usual, knee);
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
  const found: Precedents = {
    own: new Float64Array(MONTHS),
    buffer: new Float64Array(MONTHS),
    count: 0,
    least: 0,
    greatest: 0,
    largest: 0,
    second: 0,
    most: 0,
  };
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
