import { addDays } from '../../../platform/core/dates.ts';
import { dayText, type Formats } from '../../../platform/web/format.ts';
import type { Notification } from '../../core/contract.ts';

/** Date of an instant in a time zone, `YYYY-MM-DD`. */
const dateAt = (instant: Date, timezone: string): string =>
  // Sweden writes dates as ISO 8601 does.
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(instant);

/** Notifications of one day. */
export interface InboxDay {
  date: string;
  items: Notification[];
}

/** Notifications by the day on which they were told last, in the organization's time zone; in the order they are given. */
export function daysOf(items: readonly Notification[], timezone: string): InboxDay[] {
  const days: InboxDay[] = [];
  for (const one of items) {
    const date = dateAt(new Date(one.last_at), timezone);
    const last = days.at(-1);
    if (last?.date === date) last.items.push(one);
    else days.push({ date, items: [one] });
  }
  return days;
}

/** What a day is called: `Today`, `Yesterday`, else its weekday and date. */
export function dayTitle(date: string, now: Date, formats: Formats): string {
  const today = dateAt(now, formats.timezone);
  if (date === today) return 'Today';
  if (date === addDays(today, -1)) return 'Yesterday';
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(date));
  return `${weekday}, ${dayText(date, formats)}`;
}
