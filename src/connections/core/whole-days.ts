import { addDays, addMonths, type IsoDate } from '../../platform/core/dates.ts';

/**
 * Usage reaches Cost Explorer up to a day late, and it is brought up to date once to three times a day (its user guide,
 * “data refresh”); in Cost Management it takes 8 to 24 hours, and may change for up to 72 (Microsoft, “Understand Cost
 * Management data”): of today and yesterday a part may be missing.
 */
const PARTIAL_DAYS = 2;

/** The last whole day of what was read of a month on the day `today`; null when all of its days are whole. */
export function wholeThrough(month: IsoDate, today: IsoDate): IsoDate | null {
  const whole = addDays(today, -PARTIAL_DAYS);
  return addDays(addMonths(month, 1), -1) > whole ? whole : null;
}
