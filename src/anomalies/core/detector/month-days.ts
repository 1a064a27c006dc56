import type { Frame } from './frame.ts';
import type { Expectation } from './special-days.ts';

/** Months looked back for a day of the month. */
const MONTHS = 5;

/** Charges, or credits, that earlier months had: by month, with the neighbouring day of a month's start or end. */
export interface Extremes {
  /** 1 for charges; -1 for credits, whose contrasts and differences count the other way round. */
  sign: 1 | -1;
  /** The largest and second largest contrast … */
  largest: number;
  second: number;
  /** … and the largest difference in money. */
  most: number;
}

/** What days cost, and what level and weekday expected. */
interface Money {
  values: Float64Array;
  week: Float64Array;
}

/** What earlier months had on a day like this one: filled anew for each day. */
export interface Precedents {
  /** Contrasts on the very same day, newest first. */
  own: Float64Array;
  count: number;
  least: number;
  greatest: number;
  charges: Extremes;
  credits: Extremes;
  /** Room for `own` to be put in order. */
  buffer: Float64Array;
}

/** Whether a day is one of the first or last `within` of its month. */
export const isBoundary = (frame: Frame, i: number, within: number): boolean =>
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
  for (const extremes of [found.charges, found.credits]) {
    extremes.largest = Number.NEGATIVE_INFINITY;
    extremes.second = Number.NEGATIVE_INFINITY;
    extremes.most = Number.NEGATIVE_INFINITY;
  }
}

function addOwn(found: Precedents, distance: number): void {
  if (Number.isNaN(distance)) return;
  found.own[found.count] = distance;
  found.count += 1;
  if (distance < found.least) found.least = distance;
  if (distance > found.greatest) found.greatest = distance;
}

/** Adds a month by its day, or the day beside it (`pair`) if that has more. */
function addMonth(extremes: Extremes, contrasts: Float64Array, money: Money, day: number, pair: number): void {
  const { sign } = extremes;
  const takes_pair = !(sign * contrasts[day]! >= sign * contrasts[pair]!);
  const chosen = takes_pair ? pair : day;
  const distance = sign * contrasts[chosen]!;
  if (Number.isNaN(distance)) return;
  if (distance > extremes.largest) {
    extremes.second = extremes.largest;
    extremes.largest = distance;
  } else if (distance > extremes.second) extremes.second = distance;
  const difference = sign * (money.values[chosen]! - money.week[chosen]!);
  if (difference > extremes.most) extremes.most = difference;
}

/** Fills `found` with what the months before day `i` had on it, within the life that began on day `born`. */
export function findPrecedents(
  frame: Frame,
  week: Float64Array,
  result: Expectation,
  i: number,
  born: number,
  found: Precedents,
): void {
  clear(found);
  const in_pairs = isBoundary(frame, i, 2);
  const contrasts = result.week_contrast;
  const money = { values: frame.values, week };
  let then = i;
  for (let month = 0; month < MONTHS; month += 1) {
    then = monthBefore(frame, then);
    if (then < born) return;
    addOwn(found, contrasts[then]!);
    const beside = in_pairs ? neighbour(frame, then) : then;
    const pair = beside >= born && beside < i ? beside : then;
    addMonth(found.charges, contrasts, money, then, pair);
    addMonth(found.credits, contrasts, money, then, pair);
  }
}

/** Precedents to be filled. */
export const noPrecedents = (): Precedents => ({
  own: new Float64Array(MONTHS),
  buffer: new Float64Array(MONTHS),
  count: 0,
  least: 0,
  greatest: 0,
  charges: { sign: 1, largest: 0, second: 0, most: 0 },
  credits: { sign: -1, largest: 0, second: 0, most: 0 },
});
