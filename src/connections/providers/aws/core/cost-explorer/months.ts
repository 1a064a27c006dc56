import { addDays, addMonths, type IsoDate, monthStart } from '../../../../../platform/core/dates.ts';

/** Cost Explorer keeps 13 months of days before the current one (its user guide, “best practices for the API”). */
const MONTHS_KEPT = 13;
/**
 * Usage reaches Cost Explorer up to a day late, and it is brought up to date once to three times a day (its user guide,
 * “data refresh”): of today and yesterday a part may be missing. Its own mark, Estimated, tells nothing of days: a month
 * has it until its invoice is final.
 */
const PARTIAL_DAYS = 2;

/** The months there are from `oldest` on, by their first days, oldest first. */
export function monthsKept(oldest: IsoDate, today: IsoDate): IsoDate[] {
  const first = addMonths(today, -MONTHS_KEPT);
  const months: IsoDate[] = [];
  for (let month = monthStart(oldest > first ? oldest : first); month <= today; month = addMonths(month, 1))
    months.push(month);
  return months;
}

/** The days of a month to ask for, the end excluded: through today in the current one. */
export function daysToRead(month: IsoDate, today: IsoDate): { start: IsoDate; end: IsoDate } {
  const [next, tomorrow] = [addMonths(month, 1), addDays(today, 1)];
  return { start: month, end: next < tomorrow ? next : tomorrow };
}

/** The last whole day of what was read of a month; null when all of its days are whole. */
export function wholeThrough(month: IsoDate, today: IsoDate): IsoDate | null {
  const whole = addDays(today, -PARTIAL_DAYS);
  return addDays(addMonths(month, 1), -1) > whole ? whole : null;
}
