import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import type { FollowedWindow, IncidentEntry, KnownIncident } from './follow-types.ts';
import { NEW_NORMAL_DAYS } from './incidents-episodes.ts';
import type { FoundIncident } from './incidents-types.ts';
import { amountText, countText, dayText, plainAmount } from './incidents-words.ts';

/** Less than half a cent is rounding. */
export const CENT = 0.005;

/** Days of a stored anomaly whose costs are others now, and by how much in all. */
export interface Restatement {
  first: IsoDate;
  last: IsoDate;
  difference: number;
}

/** How the costs of an anomaly's days were restated since it was stored; null where they are as they were. */
export function restatementOf(known: KnownIncident, { start, amounts }: FollowedWindow): Restatement | null {
  const now = amounts.get(known.scope_key);
  if (!now) return null;
  const days: { day: IsoDate; difference: number }[] = [];
  for (let day = known.started_on; day <= known.last_day; day = addDays(day, 1)) {
    const before = known.series_actual[daysBetween(known.series_start, day)];
    const after = now[daysBetween(start, day)];
    if (before === undefined || before === null || after === undefined || Number.isNaN(after)) continue;
    if (Math.abs(after - before) >= CENT) days.push({ day, difference: after - before });
  }
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) return null;
  return { first: first.day, last: last.day, difference: days.reduce((sum, { difference }) => sum + difference, 0) };
}

export const daysText = ({ first, last }: Pick<Restatement, 'first' | 'last'>): string =>
  first === last ? dayText(first) : `${dayText(first)} to ${dayText(last)}`;

function restatedText(known: KnownIncident, found: FoundIncident, restated: Restatement): string {
  const what = `Costs of ${daysText(restated)} were restated by ${amountText(restated.difference, known.currency)}`;
  const [now, before] = [plainAmount(found.impact), plainAmount(known.impact)];
  // More days than those restated make the impact another, too.
  return known.started_on === found.started_on && known.last_day === found.last_day
    ? `${what}: the impact is ${now} instead of ${before}.`
    : `${what}. The impact is ${now} by all its days as they are known now, it was ${before}.`;
}

/**
 * The last day on which the slice of an incident itself alarmed, where that can be told; else the last of all that are
 * one with it. How long it lasts goes by its own.
 */
export function ownLastAlarm({
  scope_key,
  alarms,
  last_alarm_on,
}: Pick<FoundIncident, 'scope_key' | 'last_alarm_on'> & Pick<KnownIncident, 'alarms'>): IsoDate {
  const own = alarms.find((alarm) => alarm.scope_key === scope_key);
  return own && own.last_day < last_alarm_on ? own.last_day : last_alarm_on;
}

function endedText(found: FoundIncident): string {
  const impact = `Its impact was ${amountText(found.impact, found.currency)}.`;
  const is_new_normal = daysBetween(ownLastAlarm(found), found.last_day) >= NEW_NORMAL_DAYS - 1;
  return is_new_normal
    ? `${NEW_NORMAL_DAYS} days have passed since its last alarm: these costs count as normal now. ${impact}`
    : `It ended on ${dayText(found.last_day)}. ${impact}`;
}

/** What is new about a known anomaly, for its timeline; empty when it only went on. */
export function differences(known: KnownIncident, found: FoundIncident, window: FollowedWindow): IncidentEntry[] {
  const entries: IncidentEntry[] = [];
  const restated = restatementOf(known, window);
  if (restated) entries.push({ kind: 'restated', text: restatedText(known, found, restated) });
  const say = (text: string): void => void entries.push({ kind: 'changed', text });
  if (known.scope_key !== found.scope_key)
    say(`It is about “${found.title}”, by what is known now: it was reported for “${known.title}”.`);
  if (known.started_on !== found.started_on)
    say(`It began on ${dayText(found.started_on)}, not on ${dayText(known.started_on)}.`);
  if (known.severity !== found.severity)
    say(
      `Its severity is ${found.severity}, it was ${known.severity}: the impact is ${amountText(found.impact, found.currency)}.`,
    );
  if (!known.is_ongoing && found.is_ongoing && found.last_day > known.last_day)
    say(`It goes on: ${dayText(found.last_day)} was out of the ordinary too.`);
  if (known.is_ongoing && !found.is_ongoing) entries.push({ kind: 'ended', text: endedText(found) });
  return entries;
}

/** What is said of an anomaly that somebody had resolved, and that is there again. */
export function backText(known: KnownIncident, found: FoundIncident): string {
  const days = known.resolved_through ? daysBetween(known.resolved_through, found.last_alarm_on) : 0;
  const when = `${dayText(found.last_alarm_on)} alarmed again, ${countText(days, 'day')} after the last day known when it was resolved.`;
  const is_same = found.started_on <= known.last_day;
  return is_same
    ? when
    : `${when} Before, it lasted from ${dayText(known.started_on)} to ${dayText(known.last_day)} and its impact was ${amountText(known.impact, known.currency)}.`;
}

/** What is said of an anomaly that the calendar has announced since. */
export const announcedText = (event: string): string =>
  `The calendar announces it now, as “${event}”: it is as planned, and no larger.`;

/** What is said of an anomaly that is none any more. */
export function withdrawnText(known: KnownIncident, window: FollowedWindow, part_of: FoundIncident | null): string {
  if (part_of) return `It is one with “${part_of.title}”, which began on ${dayText(part_of.started_on)}.`;
  const restated = restatementOf(known, window);
  const days = daysText({ first: known.started_on, last: known.last_day });
  return restated
    ? `Costs of ${daysText(restated)} were restated by ${amountText(restated.difference, known.currency)}: they are no longer out of the ordinary.`
    : `The costs of ${days} were judged again, with all that is known now: they are not out of the ordinary.`;
}
