import { addMonths, daysBetween, type IsoDate, monthStart } from '../../../platform/core/dates.ts';

/** A month's cost carried on to its end at the pace of its complete days. */
export interface RunRate {
  complete_days: number;
  days_in_month: number;
  per_day: number;
  month_end: number;
}

/** The plain run rate of the month of `last_day`: its cost so far, over its complete days, times its days. No forecast. */
export function runRate(month_to_date: number, last_day: IsoDate): RunRate {
  const first = monthStart(last_day);
  const complete_days = daysBetween(first, last_day) + 1;
  const days_in_month = daysBetween(first, addMonths(first, 1));
  const per_day = month_to_date / complete_days;
  return { complete_days, days_in_month, per_day, month_end: per_day * days_in_month };
}
