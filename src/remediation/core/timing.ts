import { fitsEnvironment } from './approval.ts';
import type { AllowedHours, Freeze, RemediationSettings } from './settings.ts';

const HOUR_MS = 3_600_000;
/** Zones are at most a quarter of an hour off the hour. */
const QUARTER_MS = HOUR_MS / 4;
/** A freeze may end in another: so many turns are enough, and more mean never. */
const TURNS = 120;
/** Hours come again within a week, or in the next where clocks go forward over them; and a day more for that change. */
const LOOK_AHEAD_MS = 15 * 24 * HOUR_MS;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Weekday (1 is Monday) and hour on the clocks of a time zone. */
function clockOf(at: number, timeZone: string): { weekday: number; hour: number } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1, hour: Number(parts.get('hour')) };
}

function isWithin(at: number, { weekdays, start_hour, end_hour, timezone }: AllowedHours): boolean {
  const { weekday, hour } = clockOf(at, timezone);
  return weekdays.includes(weekday) && hour >= start_hour && hour < end_hour;
}

const isFrozen = (at: number, { start, end }: Freeze): boolean => at >= Date.parse(start) && at < Date.parse(end);

/** The next quarter of an hour, from `at` on, that is within any of `hours`; null when there is none. */
function nextWithin(at: number, hours: readonly AllowedHours[]): number | null {
  const first = Math.ceil(at / QUARTER_MS) * QUARTER_MS;
  for (let time = first; time < first + LOOK_AHEAD_MS; time += QUARTER_MS)
    if (hours.some((one) => isWithin(time, one))) return time;
  return null;
}

/**
 * When a change of a resource in `environment` may begin, from `at` on (instants as ISO texts): outside all freezes and
 * within allowed hours; `because` says in a sentence what it waits for, null where it need not wait. `at` is null where it
 * never may.
 */
export function mayBeginAt(
  { freezes, allowed_hours }: Pick<RemediationSettings, 'freezes' | 'allowed_hours'>,
  environment: string | null,
  at: string,
): { at: string | null; because: string | null } {
  const frozen = freezes.filter((one) => fitsEnvironment(one.environments, environment));
  const hours = allowed_hours.filter((one) => fitsEnvironment(one.environments, environment));
  let time = Date.parse(at);
  let because: string | null = null;
  for (let turn = 0; turn < TURNS; turn++) {
    const freeze = frozen.find((one) => isFrozen(time, one));
    if (freeze) {
      because ??= `It waits for the end of the freeze “${freeze.name}”.`;
      time = Date.parse(freeze.end);
      continue;
    }
    if (hours.length === 0 || hours.some((one) => isWithin(time, one)))
      return { at: new Date(time).toISOString(), because };
    because ??= `It waits for the hours in which changes are allowed (${hours.map((one) => one.name).join(', ')}).`;
    const next = nextWithin(time, hours);
    if (next === null) break;
    time = next;
  }
  return { at: null, because: because ?? 'Changes are not allowed at any time.' };
}
