import { type CalendarDays, calendarDays, dayNumber } from './calendar.ts';
import type { AnalysisCalendar, DailySeries, PlannedChange } from './series.ts';

/** A series made ready for the models: without gaps, without planned changes, from its first day that counts. */
export interface History {
  first_day: number;
  /** Days with values; the horizon follows. */
  length: number;
  values: Float64Array;
  /** 1 where the value was given, 0 where it was filled in. */
  known: Uint8Array;
  known_count: number;
  /** Of the history and the horizon. */
  days: CalendarDays;
  /** Whether no day of `values` is below zero. */
  is_non_negative: boolean;
  /** Whether none of the given days was, planned changes and all. */
  was_non_negative: boolean;
  /** 1 on the organization's holidays, over history and horizon. */
  holidays: Uint8Array;
}

/** Zeros before this many days of service say nothing of the service; shorter runs may be its rhythm. */
const MIN_LEADING_ZEROS = 14;
/** Days of which a planned change left less than this share do not say what they would have been. */
const LEAST_FACTOR = 0.05;

/**
 * What planned changes do to each of `length` days from `first_day` on: `value × factor + amount`. Null where nothing is
 * planned. Throws RangeError for a date that is none.
 */
export function plannedEffects(
  planned: readonly PlannedChange[],
  id: string,
  first_day: number,
  length: number,
): { factor: Float64Array; amount: Float64Array } | null {
  const mine = planned.filter((change) => change.series_id === null || change.series_id === id);
  if (mine.length === 0) return null;
  const factor = new Float64Array(length).fill(1);
  const amount = new Float64Array(length);
  for (const change of mine) {
    const start = dayNumber(change.start);
    const end = change.end === null ? Number.POSITIVE_INFINITY : dayNumber(change.end);
    for (let i = Math.max(0, start - first_day); i < length && first_day + i < end; i += 1) {
      if (change.percent !== null) factor[i] = Math.max(0, factor[i]! * (1 + change.percent / 100));
      if (change.amount_per_day !== null) amount[i] = amount[i]! + change.amount_per_day;
    }
  }
  return { factor, amount };
}

/** The first day that is known and, where zeros came before the service began, the first that is not zero. */
function firstDayThatCounts(values: Float64Array): number {
  let first = 0;
  while (first < values.length && !Number.isFinite(values[first]!)) first += 1;
  let used = first;
  while (used < values.length && !(Number.isFinite(values[used]!) && values[used] !== 0)) used += 1;
  return used < values.length && used - first >= MIN_LEADING_ZEROS ? used : first;
}

/** Fills each gap with the value a week before, or after where there is none, else with the nearest known day's. */
function fillGaps(values: Float64Array, known: Uint8Array): void {
  let last = Number.NaN;
  for (let i = 0; i < values.length; i += 1) {
    if (known[i] === 0) {
      const before = i >= 7 ? values[i - 7]! : Number.NaN;
      const after = i + 7 < values.length && known[i + 7] === 1 ? values[i + 7]! : Number.NaN;
      values[i] = Number.isFinite(before) ? before : Number.isFinite(after) ? after : last;
    }
    last = values[i]!;
  }
}

function lastKnown(values: Float64Array): number {
  let last = values.length - 1;
  while (last >= 0 && !Number.isFinite(values[last]!)) last -= 1;
  return last;
}

/** Null where no day is known. Values beyond 1e140 are not money: they count as unknown, so that squares stay finite. */
export function prepareHistory(series: DailySeries, horizon: number, calendar: AnalysisCalendar): History | null {
  const raw = Float64Array.from(series.values, (value) => (Math.abs(value) < 1e140 ? value : Number.NaN));
  const from = firstDayThatCounts(raw);
  if (lastKnown(raw) < from) return null;
  const first_day = dayNumber(series.start) + from;
  const values = raw.slice(from);
  const length = values.length;
  const known = new Uint8Array(length);
  const planned = plannedEffects(calendar.planned, series.id, first_day, length);
  let known_count = 0;
  let is_non_negative = true;
  let was_non_negative = true;
  for (let i = 0; i < length; i += 1) {
    if (values[i]! < 0) was_non_negative = false;
    if (planned && planned.factor[i]! < LEAST_FACTOR) values[i] = Number.NaN;
    if (planned) values[i] = (values[i]! - planned.amount[i]!) / planned.factor[i]!;
    if (!Number.isFinite(values[i]!)) continue;
    if (values[i]! < 0) is_non_negative = false;
    known[i] = 1;
    known_count += 1;
  }
  if (known_count === 0) return null;
  fillGaps(values, known);
  const holidays = new Uint8Array(length + horizon);
  for (const { date } of calendar.holidays) {
    const index = dayNumber(date) - first_day;
    if (index >= 0 && index < holidays.length) holidays[index] = 1;
  }
  const days = calendarDays(first_day, length + horizon);
  return { first_day, length, values, known, known_count, days, is_non_negative, was_non_negative, holidays };
}
