import type { CalendarDays } from '../../forecasts/core/calendar.ts';
import { addDays, daysBetween } from '../../platform/core/dates.ts';
import type { AlarmKind } from './analysis-contract.ts';
import { directionOf, type Episode, episodeFrom, episodesOf, excessOf, signOf } from './incidents-episodes.ts';
import { explanationOf } from './incidents-explanation.ts';
import { counterfactual, seriesOf } from './incidents-series.ts';
import type { FoundIncident, IncidentInput, JudgedSlice, MergedAlarm } from './incidents-types.ts';
import { calendarOf } from './incidents-usual.ts';
import { type Incident, merge } from './merge.ts';
import { severityImpacts, severityOf } from './severity.ts';

export type * from './incidents-types.ts';

const MONTH_DAYS = 30;
/** A spike is over sooner than the detector takes a new level for granted. */
const SPIKE_DAYS = 4;

function continuingOf(slice: JudgedSlice, input: IncidentInput, calendar: CalendarDays): Episode[] {
  const [{ start, days }] = input.cubes as [IncidentInput['cubes'][number]];
  return input.continuing
    .filter(({ scope_key }) => scope_key === slice.key)
    .map((known) => ({ ...known, begin: daysBetween(start, known.started_on) }))
    .filter(({ begin }) => begin >= 0 && begin < days)
    .toSorted((a, b) => a.begin - b.begin)
    .map(({ begin, kind, direction, last_alarm_on }) => {
      const last_alarm = daysBetween(start, last_alarm_on);
      return episodeFrom(slice, { direction, kind, start: begin, first_alarm: begin, last_alarm }, calendar);
    });
}

/** What was charged for the last 30 known days: credits that outweigh it would make every incident a critical one. */
function monthlyCost({ cubes: [cube] }: IncidentInput): number {
  if (!cube) return 0;
  let sum = 0;
  for (const { amounts } of cube.cells) {
    const last = amounts.findLastIndex((amount) => !Number.isNaN(amount));
    for (let day = Math.max(0, last - MONTH_DAYS + 1); day <= last; day++) sum += Math.max(0, amounts[day]!) || 0;
  }
  return sum;
}

function kindOf({ episode: { kind, direction, start, last } }: Incident): AlarmKind {
  if (kind === 'new' || kind === 'vanished' || kind === 'drift') return kind;
  if (direction === 'down') return 'drop';
  return last - start + 1 > SPIKE_DAYS ? 'level_shift' : 'spike';
}

function mergedAlarms({ episode: { direction }, merged }: Incident, start: string): MergedAlarm[] {
  const by_slice = new Map<string, Episode[]>();
  for (const episode of merged) by_slice.set(episode.slice.key, [...(by_slice.get(episode.slice.key) ?? []), episode]);
  const all = [...by_slice.values()].flatMap((episodes) => {
    const { slice } = episodes[0]!;
    const alarms = episodes.flatMap((episode) => episode.alarms).toSorted((a, b) => a.index - b.index);
    const [first] = alarms;
    const last = alarms.at(-1);
    if (!first || !last) return [];
    const impact = alarms
      .filter((alarm) => directionOf(alarm) === direction)
      .reduce((sum, { actual, expected }) => sum + actual - expected, 0);
    const [first_day, last_day] = [addDays(start, first.index), addDays(start, last.index)];
    return [{ scope_key: slice.key, title: slice.title, first_day, last_day, days: alarms.length, impact }];
  });
  return all.toSorted((a, b) => Math.abs(b.impact) - Math.abs(a.impact) || (a.scope_key < b.scope_key ? -1 : 1));
}

/** Its days added up, those that are not known left out. */
function sumsOf(incident: Incident): { expected: number; actual: number; peak: number; peak_per_day: number } {
  const { episode } = incident;
  const sums = { expected: 0, actual: 0, peak: episode.start, peak_per_day: 0 };
  for (let day = episode.start; day <= episode.last; day++) {
    const actual = episode.slice.amounts[day]!;
    if (Number.isNaN(actual)) continue;
    const expected = counterfactual(incident, day);
    sums.expected += expected;
    sums.actual += actual;
    const size = signOf(episode.direction) * (actual - expected);
    if (size > sums.peak_per_day) Object.assign(sums, { peak: day, peak_per_day: size });
  }
  return sums;
}

/** First and last day of it that alarmed its way, over all merged slices. */
function alarmedDays({ episode, merged }: Incident): { first: number; last: number } {
  const { start, last, direction } = episode;
  const days = [episode, ...merged]
    .filter((one) => one.direction === direction)
    .flatMap(({ first_alarm, last_alarm }) => [first_alarm, last_alarm])
    .filter((day) => day >= start && day <= last);
  return { first: Math.min(...days, last), last: Math.max(...days, start) };
}

function told(incident: Incident, input: IncidentInput, monthly_cost: number): FoundIncident {
  const { slice, direction, start, last, over, usual } = incident.episode;
  const [cube] = input.cubes as [IncidentInput['cubes'][number]];
  const { expected, actual, peak, peak_per_day } = sumsOf(incident);
  const impact = actual - expected;
  const impacts = severityImpacts(monthly_cost, input.severity_impacts);
  const rarity = Math.abs(excessOf(incident.episode, peak)) / usual.width;
  const severity = severityOf(impact, rarity, impacts);
  const alarmed = alarmedDays(incident);
  const { currency } = cube;
  return {
    currency,
    scope: slice.scope,
    scope_key: slice.key,
    title: slice.title,
    kind: kindOf(incident),
    direction,
    severity,
    started_on: addDays(cube.start, start),
    last_day: addDays(cube.start, last),
    is_ongoing: over === null,
    first_alarm_on: addDays(cube.start, alarmed.first),
    last_alarm_on: addDays(cube.start, alarmed.last),
    expected,
    actual,
    impact,
    peak_per_day,
    series: seriesOf(incident, cube.start),
    alarms: mergedAlarms(incident, cube.start),
    explanation: explanationOf(incident, {
      start: cube.start,
      currency,
      severity,
      impact,
      impacts,
      severity_impacts: input.severity_impacts,
      peak,
      expected: counterfactual(incident, peak),
    }),
  };
}

/** Whether anything is left of it against what was usual; a slow change must be outside, since no day of it need be. */
function isOut(incident: Incident): boolean {
  const { episode } = incident;
  const { expected, actual, peak_per_day } = sumsOf(incident);
  const least = kindOf(incident) === 'drift' ? episode.usual.width : 0;
  return signOf(episode.direction) * (actual - expected) > 0 && peak_per_day > least;
}

/**
 * The incidents that the alarms of all slices come to, by the day they began; the same whatever the order of the input.
 * Alarms of one cause, over slices and days, are one incident at the narrowest slice that has 80 % of it. Every alarm is
 * in one of them, unless what was usual leaves nothing of its deviation. What would have been without an incident is what
 * was usual before it began; it lasts until its costs are back for three days in a row, or for 30 days after its last
 * alarm.
 */
export function findIncidents(input: IncidentInput): FoundIncident[] {
  const [cube] = input.cubes;
  if (!cube) return [];
  const calendar = calendarOf(cube.start, cube.days);
  const slices = input.slices.toSorted((a, b) => a.cube - b.cube || (a.key < b.key ? -1 : 1));
  const episodes = slices.flatMap((slice) => episodesOf(slice, continuingOf(slice, input, calendar), calendar));
  const monthly_cost = monthlyCost(input);
  return merge(input.cubes, slices, episodes, calendar)
    .filter(isOut)
    .map((incident) => told(incident, input, monthly_cost))
    .toSorted((a, b) =>
      a.started_on === b.started_on ? (a.scope_key < b.scope_key ? -1 : 1) : a.started_on < b.started_on ? -1 : 1,
    );
}
