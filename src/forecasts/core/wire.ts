import type { z } from 'zod';
import { dateSchema } from '../../platform/core/endpoint.ts';
import type { calendarSchema, WireSeries } from './analysis-contract.ts';
import { dateOfDay, dayFromCivil, dayNumber } from './calendar.ts';
import { type AnalysisCalendar, type DailySeries, EMPTY_CALENDAR, type Holiday } from './series.ts';

/** Years that bills may be of: more than a slip of the keyboard, and every date of an answer has four digits. */
const YEARS = { first: 1970, last: 2199 };
const DAYS = { first: dayFromCivil(YEARS.first, 1, 1), end: dayFromCivil(YEARS.last + 1, 1, 1) };

const isWithinYears = ({ start, values }: WireSeries): boolean => {
  const first = dayNumber(start);
  return first >= DAYS.first && first + values.length <= DAYS.end;
};

/** No cost comes anywhere near; what is computed of a series within it stays finite. */
const MOST = 1e100;

/** Adds an issue for every series that can't be analysed: ids must tell them apart, and each needs a day at least. */
export function checkSeries(series: readonly WireSeries[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, one] of series.entries()) {
    const refuse = (field: keyof WireSeries, message: string): void =>
      context.addIssue({ code: 'custom', path: ['series', index, field], message });
    if (seen.has(one.id)) refuse('id', `must not be that of another series: ${one.id}`);
    seen.add(one.id);
    if (one.values.length === 0) refuse('values', 'must have at least one day');
    if (one.values.some((value) => value !== null && Math.abs(value) > MOST))
      refuse('values', `must lie within ±${MOST}`);
    // What is no date has its own issue.
    if (dateSchema.safeParse(one.start).success && !isWithinYears(one))
      refuse('start', `must be such that every day lies in the years ${YEARS.first} to ${YEARS.last}`);
  }
}

/** Sizes whose squares can't be told from 0: no cost is so small. */
const NOTHING = 1e-100;

/** A series as the analysis reads it: unknown days are NaN. */
export const dailySeriesOf = ({ id, start, values }: WireSeries): DailySeries => ({
  id,
  start,
  values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Math.abs(value) < NOTHING ? 0 : value)),
});

/** What is known of days, with the public holidays of the country that the request names. */
export const calendarOf = (
  calendar: z.output<typeof calendarSchema> | undefined,
  public_holidays: readonly Holiday[],
): AnalysisCalendar =>
  calendar ? { holidays: [...public_holidays, ...calendar.holidays], planned: calendar.planned } : EMPTY_CALENDAR;

/** From the first day that any of the series has until before `end`, `horizon` days after the last; null of none. */
export function spanOf(series: readonly WireSeries[], horizon: number): { start: string; end: string } | null {
  if (series.length === 0) return null;
  let first = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const { start, values } of series) {
    const day = dayNumber(start);
    first = Math.min(first, day);
    end = Math.max(end, day + values.length + horizon);
  }
  return { start: dateOfDay(first), end: dateOfDay(end) };
}
