import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import { areRelated, type Match, matchIncidents, patternsOf } from './follow-match.ts';
import type {
  FollowedWindow,
  IncidentChange,
  IncidentEntry,
  JudgedDays,
  KnownIncident,
  KnownPattern,
} from './follow-types.ts';
import { announcedText, backText, CENT, differences, ownLastAlarm, withdrawnText } from './follow-words.ts';
import { withSeverity } from './incidents-explanation.ts';
import { DAYS_AROUND } from './incidents-series.ts';
import type { ContinuingIncident, FoundIncident, MergedAlarm } from './incidents-types.ts';
import { amountText } from './incidents-words.ts';

export type * from './follow-types.ts';

/** An anomaly is still there while its worst day is half of what it was. */
const LEFT_SHARE = 0.5;
/** What ended so long before the judged days can still turn out to go on. */
const RECENT_DAYS = 7;

const firstAlarm = ({ alarms, started_on }: KnownIncident): IsoDate =>
  alarms.reduce((first, { first_day }) => (first_day < first ? first_day : first), alarms[0]?.first_day ?? started_on);
const lastAlarm = ({ alarms, last_day }: KnownIncident): IsoDate =>
  alarms.reduce((last, alarm) => (alarm.last_day > last ? alarm.last_day : last), alarms[0]?.last_day ?? last_day);

const asContinuing = (known: KnownIncident): ContinuingIncident => ({
  scope_key: known.scope_key,
  direction: known.direction,
  kind: known.kind,
  started_on: known.started_on,
  last_alarm_on: ownLastAlarm(known),
});

/** Stored anomalies that `findIncidents` must be told of: those going on, or just over, that alarmed before `judged_from`. */
export const continuingIncidents = (known: readonly KnownIncident[], judged_from: IsoDate): ContinuingIncident[] =>
  known
    .filter(
      (one) =>
        one.status !== 'withdrawn' &&
        firstAlarm(one) < judged_from &&
        (one.is_ongoing || one.last_day >= addDays(judged_from, -RECENT_DAYS)),
    )
    .map(asContinuing);

/** The alarms of a slice, of which those before the judged days are known from before only. */
function together(before: MergedAlarm, now: MergedAlarm): MergedAlarm {
  const larger = now.days >= before.days ? now : before;
  const first_day = before.first_day < now.first_day ? before.first_day : now.first_day;
  return { ...larger, first_day, last_day: before.last_day > now.last_day ? before.last_day : now.last_day };
}

/** What was found, with the alarms from before the judged days. */
function withEarlierAlarms({ known, found }: Match, judged_from: IsoDate): FoundIncident {
  const earlier = known.alarms.filter(({ first_day }) => first_day < judged_from);
  const now = new Map(found.alarms.map((alarm) => [alarm.scope_key, alarm]));
  for (const alarm of earlier) {
    const same = now.get(alarm.scope_key);
    now.set(alarm.scope_key, same ? together(alarm, same) : alarm);
  }
  return { ...found, alarms: [...now.values()].toSorted((a, b) => Math.abs(b.impact) - Math.abs(a.impact)) };
}

/** Why an anomaly that was dealt with is open again; null when it stays as people left it. */
function reasonToReopen({ known, found }: Match, patterns: readonly KnownPattern[]): string | null {
  if (known.status === 'withdrawn') return 'By what is known now it is out of the ordinary after all.';
  if (known.status === 'resolved' && known.resolved_through !== null && found.last_alarm_on > known.resolved_through)
    return backText(known, found);
  const [pattern] = patternsOf(patterns, found).toSorted((a, b) => b.up_to_per_day - a.up_to_per_day);
  if (known.status !== 'expected' || !pattern || found.peak_per_day <= pattern.up_to_per_day) return null;
  const money = (amount: number): string => amountText(amount, found.currency);
  return `A day was ${money(found.peak_per_day)} away from what was expected: up to ${money(pattern.up_to_per_day)} was called normal.`;
}

const hasSameImpact = ({ known, found }: Match): boolean => Math.abs(known.impact - found.impact) < CENT;

/** Nothing to store: it is over, nothing is new about it, and the days after it have been stored. */
const isSettled = ({ known, found }: Match, entries: readonly IncidentEntry[]): boolean =>
  !known.is_ongoing &&
  entries.length === 0 &&
  known.last_day === found.last_day &&
  hasSameImpact({ known, found }) &&
  addDays(known.series_start, known.series_actual.length) > addDays(known.last_day, DAYS_AROUND);

/** The pattern by which people have called what was found normal, if any. */
const normalPatternOf = (found: FoundIncident, { patterns }: FollowedWindow): KnownPattern | undefined =>
  patternsOf(patterns, found).find(({ up_to_per_day }) => found.peak_per_day <= up_to_per_day);

/** What was found is not the going on of what is known: that was none, or was over before. */
const isApart = ({ known, found }: Match): boolean => known.status === 'withdrawn' || found.started_on > known.last_day;

function changeOf(match: Match, window: FollowedWindow): IncidentChange[] {
  const { id, severity } = match.known;
  // The default severities slide with the spend: that alone makes nothing more or less severe.
  const is_rated = window.severities_slide && hasSameImpact(match);
  const rated = is_rated ? withSeverity(match.found, severity) : match.found;
  const found = withEarlierAlarms({ ...match, found: rated }, window.judged_from);
  const entries = differences(match.known, found, window);
  const reason = reasonToReopen(match, window.patterns);
  const pattern = reason === null ? undefined : normalPatternOf(match.found, window);
  if (pattern && isApart(match)) return [{ change: 'suppressed', found: match.found, pattern_id: pattern.id }];
  if (reason !== null && !pattern)
    return [{ change: 'reopened', id, found, entries: [{ kind: 'reopened', text: reason }, ...entries] }];
  return isSettled(match, entries) ? [] : [{ change: 'updated', id, found, entries }];
}

function novel(found: FoundIncident, window: FollowedWindow): IncidentChange {
  const pattern = normalPatternOf(found, window);
  if (pattern) return { change: 'suppressed', found, pattern_id: pattern.id };
  return { change: 'new', found, entries: [{ kind: 'detected', text: found.explanation[0] ?? found.title }] };
}

const isOpen = ({ status }: KnownIncident): boolean => status === 'open' || status === 'acknowledged';

/** Whether all that an anomaly alarmed on was judged again, and people have left it open. */
const isJudgedAgain = (known: KnownIncident, { judged_from, judged_through }: JudgedDays): boolean =>
  isOpen(known) && firstAlarm(known) >= judged_from && lastAlarm(known) <= judged_through;

/** What was found that a known one is part of. */
const wholeOf = (known: KnownIncident, found: readonly FoundIncident[]): FoundIncident | undefined =>
  found.find(
    (one) =>
      one.direction === known.direction &&
      one.currency === known.currency &&
      areRelated(known, one) &&
      one.started_on <= known.last_day &&
      one.last_day >= known.started_on,
  );

/**
 * Finds incidents, and with them the open anomalies whose days were judged again and no longer alarm. That alone takes
 * none back: what is worth an alarm slides with the spend and is set by people, and what was reported is still there. Only
 * where less than half of its worst day is left have the costs become others. `find` is told of the stored anomalies that
 * continue.
 */
export function findWithKnown(
  known: readonly KnownIncident[],
  days: JudgedDays,
  find: (continuing: ContinuingIncident[]) => FoundIncident[],
): FoundIncident[] {
  const continuing = continuingIncidents(known, days.judged_from);
  const found = find(continuing);
  const matched = new Set(matchIncidents(known, found).map((match) => match.known));
  const silent = known.filter((one) => !matched.has(one) && isJudgedAgain(one, days) && !wholeOf(one, found));
  if (silent.length === 0) return found;
  const again = find([...continuing, ...silent.map(asContinuing)]);
  const faded = matchIncidents(silent, again).filter(
    (match) => match.found.peak_per_day < LEFT_SHARE * match.known.peak_per_day,
  );
  return again.filter((one) => faded.every((match) => match.found !== one));
}

function withdrawal(known: KnownIncident, found: readonly FoundIncident[], window: FollowedWindow): IncidentChange {
  const event = announcementOf(known, window);
  const text = event === null ? withdrawnText(known, window, wholeOf(known, found) ?? null) : announcedText(event);
  return { change: 'withdrawn', id: known.id, entries: [{ kind: 'withdrawn', text }] };
}

/** The event that has announced a known one since; null where none has. */
function announcementOf(known: KnownIncident, { announced }: FollowedWindow): string | null {
  const [match] = matchIncidents(
    [known],
    announced.map(({ found }) => found),
  );
  return announced.find(({ found }) => found === match?.found)?.event ?? null;
}

/**
 * What is to be done with the stored anomalies after what was found now. Those of the same currency and direction, about
 * slices that hold each other, on the same or adjoining days, are the same; so is what comes back to its slice within 30
 * days after it was resolved. An open anomaly whose days were all judged again and that was not found is withdrawn.
 * People's decisions stand, except that what comes back is opened again. What is over and stored as it is makes no change.
 */
export function followIncidents(
  known: readonly KnownIncident[],
  found: readonly FoundIncident[],
  window: FollowedWindow,
): IncidentChange[] {
  const matches = matchIncidents(known, found);
  const matched = new Set<KnownIncident | FoundIncident>(matches.flatMap((match) => [match.known, match.found]));
  return [
    ...matches.flatMap((match) => changeOf(match, window)),
    ...found.filter((one) => !matched.has(one)).map((one) => novel(one, window)),
    ...known
      .filter((one) => !matched.has(one))
      .filter((one) => isJudgedAgain(one, window) || (isOpen(one) && announcementOf(one, window) !== null))
      .map((one) => withdrawal(one, found, window)),
  ];
}
