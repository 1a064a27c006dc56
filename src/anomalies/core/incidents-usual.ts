import { type CalendarDays, calendarDays, dayNumber } from '../../forecasts/core/calendar.ts';
import { MAD_TO_SIGMA, median } from '../../forecasts/core/robust.ts';
import type { IsoDate } from '../../platform/core/dates.ts';

/** What a slice would have gone on to cost, by the days before some day alone. */
export interface Usual {
  /** Of each day of the cube, before and after alike. */
  expected: Float64Array;
  /** A day further away than this is out of the ordinary; in the unit of the costs. */
  width: number;
  /** Days that it goes by. */
  days: number;
}

/** Eight weeks tell each weekday eight times, and are short enough for yesterday's prices. */
const LEARNED_DAYS = 56;
/** The level is that of the last two weeks. */
const LEVEL_DAYS = 14;
/** Each weekday at least three times. */
const DAYS_FOR_WEEKDAYS = 21;
/** Days of the month are looked up in so many months before. */
const MONTHS_BACK = 4;
/** Three standard deviations, and never closer than 2 %: rounding and credits make steady costs that uneven. */
const WIDTH_SIGMAS = 3;
const LEAST_WIDTH = 0.02;

/** The calendar of a cube's days. */
export const calendarOf = (start: IsoDate, days: number): CalendarDays => calendarDays(dayNumber(start), days);

/** Medians of the days around each (itself included), within [from, to). */
function smoothed(values: Float64Array, from: number, to: number): Float64Array {
  const smooth = new Float64Array(to - from);
  for (let i = from; i < to; i++) smooth[i - from] = median(values, Math.max(from, i - 3), Math.min(to, i + 4));
  return smooth;
}

/** How much each weekday is above or below the level: as a share of it where costs are above 0, else as an amount. */
interface Weekdays {
  is_share: boolean;
  shift: Float64Array;
}

const shifted = (level: number, { is_share, shift }: Weekdays, weekday: number): number =>
  is_share ? level * (1 + shift[weekday]!) : level + shift[weekday]!;

const leveled = (value: number, { is_share, shift }: Weekdays, weekday: number): number =>
  is_share ? value / Math.max(0.02, 1 + shift[weekday]!) : value - shift[weekday]!;

function weekdaysOf(values: Float64Array, from: number, to: number, calendar: CalendarDays): Weekdays {
  const base = smoothed(values, from, to);
  const is_share = base.every((level) => level > 0 || Number.isNaN(level));
  const shift = new Float64Array(7);
  if (to - from < DAYS_FOR_WEEKDAYS) return { is_share, shift };
  for (let weekday = 0; weekday < 7; weekday++) {
    const distances: number[] = [];
    for (let i = from; i < to; i++) {
      const level = base[i - from]!;
      if (calendar.weekday[i] === weekday) distances.push(is_share ? values[i]! / level - 1 : values[i]! - level);
    }
    const middle = median(Float64Array.from(distances));
    shift[weekday] = Number.isNaN(middle) ? 0 : middle;
  }
  return { is_share, shift };
}

/** How far a past day was from the two weeks around it, before `end`. */
function distanceOf(
  values: Float64Array,
  day: number,
  end: number,
  weekdays: Weekdays,
  calendar: CalendarDays,
): number {
  const around: number[] = [];
  for (let i = Math.max(0, day - 7); i < Math.min(end, day + 8); i++)
    if (i !== day) around.push(leveled(values[i]!, weekdays, calendar.weekday[i]!));
  return values[day]! - shifted(median(Float64Array.from(around)), weekdays, calendar.weekday[day]!);
}

/** Same day of the month, counted from its start, or from its end for the last two. */
const isSameMonthDay = (calendar: CalendarDays, a: number, b: number): boolean =>
  calendar.days_to_month_end[a]! < 2
    ? calendar.days_to_month_end[a] === calendar.days_to_month_end[b]
    : calendar.day_of_month[a] === calendar.day_of_month[b] && calendar.days_to_month_end[b]! >= 2;

/** What a day of the month costs beside, where it did so in each of the last months (two at least); else 0. */
function monthDay(distances: readonly number[], width: number): number {
  if (distances.length < 2) return 0;
  const sign = Math.sign(distances[0]!);
  return distances.every((distance) => Math.sign(distance) === sign && Math.abs(distance) > width)
    ? median(Float64Array.from(distances.slice(0, 3)))
    : 0;
}

function addMonthDays(
  usual: Usual,
  values: Float64Array,
  end: number,
  weekdays: Weekdays,
  calendar: CalendarDays,
): void {
  const found = new Map<string, number>();
  for (let i = 0; i < usual.expected.length; i++) {
    const key =
      calendar.days_to_month_end[i]! < 2 ? `end ${calendar.days_to_month_end[i]}` : String(calendar.day_of_month[i]);
    let amount = found.get(key);
    if (amount === undefined) {
      const distances: number[] = [];
      for (let past = end - 1; past >= Math.max(0, end - MONTHS_BACK * 31); past--)
        if (isSameMonthDay(calendar, i, past) && !Number.isNaN(values[past]!))
          distances.push(distanceOf(values, past, end, weekdays, calendar));
      amount = monthDay(distances, usual.width);
      found.set(key, amount);
    }
    usual.expected[i] = usual.expected[i]! + amount;
  }
}

/**
 * The usual of a slice by its days before `end` (an index): the level of the last two weeks, the shape of the week over
 * the last eight, and what recurs at a day of the month. Medians all, so that a few wild days before do not count.
 * Expects 0 of a slice that had no day before.
 */
export function usualBefore(values: Float64Array, end: number, calendar: CalendarDays): Usual {
  const from = Math.max(0, end - LEARNED_DAYS);
  const weekdays = weekdaysOf(values, from, end, calendar);
  const level_from = Math.max(from, end - LEVEL_DAYS);
  const recent = Float64Array.from({ length: end - level_from }, (_, i) =>
    leveled(values[level_from + i]!, weekdays, calendar.weekday[level_from + i]!),
  );
  const middle = median(recent);
  const level = Number.isNaN(middle) ? 0 : middle;
  const base = smoothed(values, from, end);
  const distances = base.map((own, i) =>
    Math.abs(values[from + i]! - shifted(own, weekdays, calendar.weekday[from + i]!)),
  );
  const spread = median(distances);
  const width = Math.max(
    WIDTH_SIGMAS * MAD_TO_SIGMA * (Number.isNaN(spread) ? 0 : spread),
    LEAST_WIDTH * Math.abs(level),
  );
  const expected = Float64Array.from(values, (_, i) => shifted(level, weekdays, calendar.weekday[i]!));
  const usual = { expected, width, days: distances.filter((distance) => !Number.isNaN(distance)).length };
  addMonthDays(usual, values, end, weekdays, calendar);
  return usual;
}
