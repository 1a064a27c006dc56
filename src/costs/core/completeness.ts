import { addDays, addMonths, daysBetween, type IsoDate } from '../../platform/core/dates.ts';

interface Period {
  billing_period: IsoDate;
  /** The last day with a charge; charges ahead of the day on which the file came, such as fees, do not count. */
  last_day_told: IsoDate;
}

/**
 * The last day whose charges a load has in full. A billing period that was over when the file came (`today`) is complete
 * through its last charge. Of a period still open the last day may be filling, so the day before it is the last complete
 * one; a source that says its days are whole (`days_are_whole`) is taken at its word.
 */
export function dataThrough(
  { billing_period, last_day_told }: Period,
  days_are_whole: boolean,
  today: IsoDate,
): IsoDate {
  const is_over = addMonths(billing_period, 1) <= today;
  return is_over || days_are_whole ? last_day_told : addDays(last_day_told, -1);
}

/** An account counts while it still has data this many days before the newest. */
const STILL_BILLED_DAYS = 35;

/** Whether an account that is complete through `day` is still billed, when the newest data of all is of `newest`. */
export const isStillBilled = (day: IsoDate, newest: IsoDate): boolean => daysBetween(day, newest) <= STILL_BILLED_DAYS;

/** The last day that is complete in every account still billed: the least of theirs. Null without any. */
export function completeThrough(accounts: { data_through: IsoDate }[]): IsoDate | null {
  const days = accounts.map((account) => account.data_through).toSorted();
  const newest = days.at(-1);
  if (newest === undefined) return null;
  return days.find((day) => isStillBilled(day, newest)) ?? newest;
}
