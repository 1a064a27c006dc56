import { addDays, addMonths, type IsoDate, monthStart } from '../../../../../platform/core/dates.ts';

// Cost Explorer's own mark, Estimated, tells nothing of days: a month has it until its invoice is final.
export { wholeThrough } from '../../../../core/whole-days.ts';

/** Cost Explorer keeps 13 months of days before the current one (its user guide, “best practices for the API”). */
const MONTHS_KEPT = 13;

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
