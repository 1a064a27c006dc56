import type { NotificationSettings } from './settings.ts';
import { daysAround, instantOf, wallClock } from './wall-clock.ts';

/** When an organization wants to be told: its hours, in its time zone. */
export type Hours = Pick<NotificationSettings, 'quiet_hours' | 'digest'> & { timezone: string };

/** Days that are looked through: longer than any time that is quiet. */
const DAYS = 16;

/** Whether nothing but what is urgent is sent at an instant. */
export function isQuiet(instant: Date, { quiet_hours, timezone }: Omit<Hours, 'digest'>): boolean {
  if (quiet_hours === null) return false;
  const { hour, weekday } = wallClock(instant, timezone);
  const { start_hour, end_hour, days_off } = quiet_hours;
  if (days_off.includes(weekday)) return true;
  if (start_hour <= end_hour) return hour >= start_hour && hour < end_hour;
  return hour >= start_hour || hour < end_hour;
}

/** The first instant from `instant` on that is not quiet. */
export function afterQuiet(instant: Date, hours: Omit<Hours, 'digest'>): Date {
  const { quiet_hours, timezone } = hours;
  if (quiet_hours === null || !isQuiet(instant, hours)) return instant;
  // Quiet ends at its hour, or with a day off; where clocks are put forward it may do so in between.
  const ends = daysAround(instant, timezone, DAYS).flatMap((date) =>
    Array.from({ length: 24 }, (_, hour) => instantOf(date, hour, timezone)),
  );
  const end = ends.find((one) => one > instant && !isQuiet(one, hours));
  return end ?? instant;
}

/** When the next digest after `instant` is sent; where that is quiet, when it is not any more. */
export function nextDigest(instant: Date, every: 'daily' | 'weekly', hours: Hours): Date {
  const { digest, timezone } = hours;
  const at = daysAround(instant, timezone, DAYS)
    .map((date) => instantOf(date, digest.hour, timezone))
    .find((one) => one > instant && (every === 'daily' || wallClock(one, timezone).weekday === digest.weekday));
  return afterQuiet(at ?? instant, hours);
}

/** When what the week cost is told next after `instant`; also where that is quiet, since it comes once. */
export const nextWeeklyHour = (instant: Date, hours: Omit<Hours, 'quiet_hours'>): Date =>
  nextDigest(instant, 'weekly', { ...hours, quiet_hours: null });
