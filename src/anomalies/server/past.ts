import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';

/** What was over this many days before it was found is of the past: it is kept, and nobody is told. */
export const PAST_DAYS = 30;

/** True when something that lasted until `last_day` was over long before it was found. */
export const isPast = (last_day: IsoDate, is_ongoing: boolean, found_on: IsoDate): boolean =>
  !is_ongoing && daysBetween(last_day, found_on) > PAST_DAYS;
