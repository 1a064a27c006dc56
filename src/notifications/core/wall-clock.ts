import { addDays, type IsoDate } from '../../platform/core/dates.ts';

/** What a clock on the wall and a calendar show somewhere. */
interface WallClock {
  date: IsoDate;
  hour: number;
  minute: number;
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timezone, made);
  return made;
}

/** The day of the week of a date: 1 is Monday, 7 Sunday. */
const weekdayOf = (date: IsoDate): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** What clocks show in `timezone` at an instant. */
export function wallClock(instant: Date, timezone: string): WallClock {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts.year}-${parts.month}-${parts.day}`;
  return { date, hour: Number(parts.hour), minute: Number(parts.minute), weekday: weekdayOf(date) };
}

/** How far clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(ms: number, timezone: string): number {
  const { date, hour, minute } = wallClock(new Date(ms), timezone);
  const shown = Date.parse(`${date}T00:00:00Z`) + (hour * 60 + minute) * MINUTE_MS;
  return shown - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

/**
 * When clocks in `timezone` show a full hour of a date: the first time, where they show it twice; when they are put forward,
 * where they skip it.
 */
export function instantOf(date: IsoDate, hour: number, timezone: string): Date {
  const shown = Date.parse(`${date}T00:00:00Z`) + hour * 60 * MINUTE_MS;
  const before = offsetAt(shown - DAY_MS, timezone);
  const after = offsetAt(shown + DAY_MS, timezone);
  // Ahead in time first: it is the earlier instant.
  const fitting = [before, after]
    .toSorted((one, other) => other - one)
    .map((offset) => shown - offset)
    .find((ms) => offsetAt(ms, timezone) === shown - ms);
  return new Date(fitting ?? shown - before);
}

/** The days around an instant in `timezone`: from the day before it on, `count` of them. */
export function daysAround(instant: Date, timezone: string, count: number): IsoDate[] {
  const { date } = wallClock(instant, timezone);
  return Array.from({ length: count }, (_, index) => addDays(date, index - 1));
}
