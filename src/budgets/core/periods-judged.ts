import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import { type BudgetPart, type PeriodRule, periodsBefore, runningPeriod } from './calendar.ts';

/**
 * Providers close a month's bill within the first days of the next and restate it for some weeks more: this many days
 * after its end a period is taken to be final.
 */
const FINAL_AFTER_DAYS = 45;
/** Months that can end within that time. */
const MOST = 3;

/**
 * The periods of a budget whose thresholds are judged on `day`, oldest first: the one that runs, and those before that
 * were not over yet when the budget was set or changed, on day `since`, and are not final yet. None before the budget begins.
 */
export function periodsJudged(rule: PeriodRule, day: IsoDate, since: IsoDate): BudgetPart[] {
  const last = runningPeriod(rule, day);
  return [...periodsBefore(rule, last, MOST), last].filter(
    ({ start, end }) => start <= day && (end > day || (end > since && addDays(end, FINAL_AFTER_DAYS) > day)),
  );
}
