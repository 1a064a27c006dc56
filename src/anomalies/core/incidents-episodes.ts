import type { CalendarDays } from '../../forecasts/core/calendar.ts';
import { median } from '../../forecasts/core/robust.ts';
import type { AlarmKind } from './analysis-contract.ts';
import type { Direction } from './contract.ts';
import { type Onset, onsetOf } from './incidents-onset.ts';
import type { JudgedSlice, SliceAlarm } from './incidents-types.ts';
import { type Usual, usualBefore } from './incidents-usual.ts';

/** Days in a row that must be back within the usual for an incident to be over. */
export const QUIET_DAYS = 3;
/** After so many days without a new alarm, what an incident brought is how things are. */
export const NEW_NORMAL_DAYS = 30;
/** An alarm so soon after the last day of an incident of its slice and direction is part of it. */
const GAP_DAYS = 7;
/**
 * A day goes on with an incident if it is further out than usual and than a fifth of what the alarms are (what follows a
 * large one is seldom just as before), and always if it is as far as half of them.
 */
const AFTERMATH_SHARE = 0.2;
const BACK_SHARE = 0.5;

/** The detector takes a level for granted after about as many days. */
const TELLING_DAYS = 4;

/** Days on which one slice goes one way. Days are indices of the cube. */
export interface Episode {
  slice: JudgedSlice;
  direction: Direction;
  kind: AlarmKind;
  start: number;
  /** Last day out of the ordinary. */
  last: number;
  /** The day it was over by; null while it goes on. */
  over: number | null;
  /** Its alarms, and those of the costs going back to what they were. */
  alarms: SliceAlarm[];
  first_alarm: number;
  last_alarm: number;
  /** From before it began. */
  usual: Usual;
}

export const signOf = (direction: Direction): number => (direction === 'up' ? 1 : -1);
/** Alarms say by their kind which way they go: a slow change may alarm on a day that is not out itself. */
export const directionOf = ({ kind }: SliceAlarm): Direction =>
  kind === 'drop' || kind === 'vanished' ? 'down' : 'up';

/** How much further than usual a day is, in the direction; NaN where it is not known. */
export const excessOf = (episode: Pick<Episode, 'slice' | 'usual' | 'direction'>, day: number): number =>
  signOf(episode.direction) * (episode.slice.amounts[day]! - episode.usual.expected[day]!);

/**
 * The days that ask to be explained: the first that alarmed its way, or its first days where those are not known. What
 * comes later may be the doing of others that joined it.
 */
export function tellingDays({ alarms, direction, start, last }: Episode): number[] {
  const days = alarms.filter((alarm) => directionOf(alarm) === direction).map(({ index }) => index);
  if (days.length > 0) return days.slice(0, TELLING_DAYS);
  return Array.from({ length: Math.min(TELLING_DAYS, last - start + 1) }, (_, i) => start + i);
}

/** From where on days are far enough out to belong to it. */
function threshold(episode: Episode): number {
  const { usual } = episode;
  const sizes = tellingDays(episode)
    .map((day) => excessOf(episode, day))
    .filter((size) => size > 0);
  const size = median(Float64Array.from(sizes));
  return Number.isNaN(size) ? usual.width : Math.min(BACK_SHARE * size, Math.max(usual.width, AFTERMATH_SHARE * size));
}

/**
 * Walks on from the last day: it lasts until the costs are back for `QUIET_DAYS` days in a row, or for
 * `NEW_NORMAL_DAYS` after its last alarm. Days whose costs are not known say nothing.
 */
export function prolong(episode: Episode): void {
  const least = threshold(episode);
  const own = new Set(episode.alarms.filter((a) => directionOf(a) === episode.direction).map(({ index }) => index));
  let quiet = 0;
  for (let day = episode.start; day < episode.slice.amounts.length; day++) {
    const excess = excessOf(episode, day);
    if (Number.isNaN(excess)) continue;
    episode.over = day;
    if (day > episode.last_alarm && (quiet >= QUIET_DAYS || day > episode.last_alarm + NEW_NORMAL_DAYS)) return;
    const is_out = excess > least || own.has(day);
    quiet = is_out ? 0 : quiet + 1;
    if (is_out) episode.last = day;
  }
  episode.over = quiet >= QUIET_DAYS ? episode.slice.amounts.length : null;
}

/** An episode of a slice from a day on, with no alarms of its own yet. */
export function episodeFrom(
  slice: JudgedSlice,
  begin: Pick<Episode, 'direction' | 'kind' | 'start' | 'first_alarm' | 'last_alarm'>,
  calendar: CalendarDays,
): Episode {
  const usual = usualBefore(slice.amounts, begin.start, calendar);
  const episode: Episode = { ...begin, slice, usual, last: begin.start, over: null, alarms: [] };
  prolong(episode);
  return episode;
}

/**
 * Where the detector saw a deviation that the usual does not show (it knows more of the calendar), what it expected of
 * that day counts.
 */
function trust(episode: Episode, { index, actual, expected, kind }: SliceAlarm): void {
  const sign = signOf(episode.direction);
  // The alarm of a slow change is about the days before, not about its own.
  if (kind === 'drift') return;
  if (sign * (actual - expected) > 0 && !(excessOf(episode, index) > 0)) episode.usual.expected[index] = expected;
}

function begin(slice: JudgedSlice, alarm: SliceAlarm, { start, is_slow }: Onset, calendar: CalendarDays): Episode {
  const direction = directionOf(alarm);
  const episode: Episode = {
    slice,
    direction,
    kind: alarm.kind === 'drift' && !is_slow ? 'level_shift' : alarm.kind,
    start,
    last: alarm.index,
    over: null,
    alarms: [alarm],
    first_alarm: alarm.index,
    last_alarm: alarm.index,
    usual: usualBefore(slice.amounts, start, calendar),
  };
  trust(episode, alarm);
  prolong(episode);
  return episode;
}

function attach(episode: Episode, alarm: SliceAlarm): void {
  episode.alarms.push(alarm);
  episode.first_alarm = Math.min(episode.first_alarm, alarm.index);
  if (directionOf(alarm) === episode.direction) {
    trust(episode, alarm);
    episode.last_alarm = Math.max(episode.last_alarm, alarm.index);
    episode.last = Math.max(episode.last, alarm.index);
  }
  prolong(episode);
}

const isWithin = (episode: Episode, day: number): boolean => episode.over === null || day <= episode.last + GAP_DAYS;

/**
 * Whether an alarm the other way is no more than the end of an incident: it comes (or what it is about began) within it
 * or soon after, and the costs are not as far on the other side of what they were before.
 */
function isReturn(episode: Episode, alarm: SliceAlarm, onset: number): boolean {
  const { start, over } = episode;
  if (alarm.index < start || (over !== null && alarm.index > over + GAP_DAYS && onset > over)) return false;
  const brought = signOf(episode.direction) * (alarm.expected - episode.usual.expected[alarm.index]!);
  return excessOf(episode, alarm.index) >= -Math.max(episode.usual.width, BACK_SHARE * brought);
}

/**
 * The episodes of a slice by its alarms. `continuing` are episodes that began before the judged days, alarms of which
 * may be missing. Every alarm is in exactly one.
 */
export function episodesOf(slice: JudgedSlice, continuing: readonly Episode[], calendar: CalendarDays): Episode[] {
  const episodes = [...continuing];
  for (const alarm of slice.alarms.toSorted((a, b) => a.index - b.index)) {
    const direction = directionOf(alarm);
    const same = episodes.findLast((episode) => episode.direction === direction && isWithin(episode, alarm.index));
    const onset = onsetOf(slice.amounts, alarm, signOf(direction), calendar);
    const ended = episodes.findLast(
      (episode) => episode.direction !== direction && isReturn(episode, alarm, onset.start),
    );
    const own = same && (!ended || same.start > ended.start) ? same : ended;
    if (own) attach(own, alarm);
    else episodes.push(begin(slice, alarm, onset, calendar));
  }
  return episodes;
}
