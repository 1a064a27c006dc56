import { type CalendarDays, calendarDays, dayNumber } from '../../../forecasts/core/calendar.ts';
import type { AnalysisCalendar, DailySeries, PlannedChange } from '../../../forecasts/core/series.ts';

/** A series as the detector reads it: with what was planned taken out of its values. */
export interface Frame {
  length: number;
  days: CalendarDays;
  /** As the days would have been without the planned changes; NaN is unknown. */
  values: Float64Array;
  /** 1 on a holiday. */
  holiday: Uint8Array;
  has_holidays: boolean;
  /** A day costs (what it would without the plan) × `planned_factor` + `planned_amount`. */
  planned_factor: Float64Array;
  planned_amount: Float64Array;
}

/** Less than this is no cost: far below the finest amount that bills have, and where ratios lose their meaning. */
const NOTHING = 1e-9;

/** The day number of a date of the calendar as an index of the series, held within it. */
const indexWithin = (date: string, first_day: number, length: number): number =>
  Math.min(length, Math.max(0, dayNumber(date) - first_day));

function applyPlan(frame: Frame, change: PlannedChange): void {
  const from = indexWithin(change.start, frame.days.first_day, frame.length);
  const to = change.end === null ? frame.length : indexWithin(change.end, frame.days.first_day, frame.length);
  for (let i = from; i < to; i += 1) {
    frame.planned_amount[i]! += change.amount_per_day ?? 0;
    frame.planned_factor[i]! *= 1 + (change.percent ?? 0) / 100;
  }
}

function markHolidays(frame: Frame, calendar: AnalysisCalendar): void {
  for (const { date } of calendar.holidays) {
    const index = dayNumber(date) - frame.days.first_day;
    if (index < 0 || index >= frame.length) continue;
    frame.holiday[index] = 1;
    frame.has_holidays = true;
  }
}

function withoutPlan(frame: Frame, i: number, amount: number): number {
  const factor = frame.planned_factor[i]!;
  const value = (amount - frame.planned_amount[i]!) / factor;
  if (!(factor > 0) || !Number.isFinite(value)) return Number.NaN;
  return Math.abs(value) < NOTHING ? 0 : value;
}

/**
 * The first `length` days of a series with its calendar. A day that was planned away altogether (-100 %) says nothing
 * about what it would have been: it is unknown. Throws RangeError for a date that is none.
 */
export function frameOf(series: DailySeries, calendar: AnalysisCalendar, length: number): Frame {
  const frame: Frame = {
    length,
    days: calendarDays(dayNumber(series.start), length),
    values: new Float64Array(length),
    holiday: new Uint8Array(length),
    has_holidays: false,
    planned_factor: new Float64Array(length).fill(1),
    planned_amount: new Float64Array(length),
  };
  for (const change of calendar.planned) {
    if (change.series_id === null || change.series_id === series.id) applyPlan(frame, change);
  }
  markHolidays(frame, calendar);
  for (let i = 0; i < length; i += 1) {
    frame.values[i] = withoutPlan(frame, i, series.values[i]!);
  }
  return frame;
}

/** What an amount of the frame is with the plan of day `i` put back. */
export const withPlan = (frame: Frame, i: number, amount: number): number =>
  amount * frame.planned_factor[i]! + frame.planned_amount[i]!;
