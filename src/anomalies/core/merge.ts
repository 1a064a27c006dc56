import type { CostCube } from '../../costs/core/cube.ts';
import type { CalendarDays } from '../../forecasts/core/calendar.ts';
import { type Episode, signOf, tellingDays } from './incidents-episodes.ts';
import type { JudgedSlice } from './incidents-types.ts';
import { usualBefore } from './incidents-usual.ts';
import { amountsOf, type CubeCells, cubeCells, deviation, intersection, isSubset } from './merge-cells.ts';
import { byNarrowness, type Candidate, NARROW_SHARE, narrowed } from './merge-narrow.ts';
import { mergeOverlapping } from './merge-overlapping.ts';
import { isVast, MANY, SAME_START_DAYS, silentParents } from './merge-parents.ts';

/** What narrower incidents leave of a deviation is none of its own below this share of it. */
const REST_SHARE = 0.3;
/** When a slow change began cannot be told to the day. */
const SAME_DRIFT_START_DAYS = 14;
/** What is less of a deviation than this share has no say in it. */
const LEAST_PART = 0.1;

/** An incident with what narrower incidents do to its slice meanwhile, which is theirs: a deviation by day. */
export interface Incident extends Candidate {
  beside: Float64Array | null;
}

interface Part {
  incident: Incident;
  /** What it does to the slice looked at, by day. */
  deviation: Float64Array;
  /** Of that, over the days that ask to be explained, in their direction. */
  size: number;
}

const isMeanwhile = (incident: Incident, { start, last }: Episode): boolean =>
  incident.episode.start <= last && (incident.episode.over === null || incident.episode.over >= start);

const hasSameStart = ({ episode }: Incident, other: Episode): boolean => {
  const are_slow = episode.kind === 'drift' && other.kind === 'drift';
  const apart = Math.abs(episode.start - other.start);
  return episode.direction === other.direction && apart <= (are_slow ? SAME_DRIFT_START_DAYS : SAME_START_DAYS);
};

const sumOver = (values: Float64Array, days: readonly number[]): number => {
  let sum = 0;
  for (const day of days) if (!Number.isNaN(values[day]!)) sum += values[day]!;
  return sum;
};

/** What an incident does to some cells: by its own usual if it began with the episode, else as far as it grew since. */
function deviationOf(
  incident: Incident,
  both: ReadonlySet<number>,
  { start }: Episode,
  cells: CubeCells,
): Float64Array {
  const { slice, usual } = incident.episode;
  const is_own = both.size === incident.cells.size && incident.episode.start >= start - SAME_START_DAYS;
  const amounts = is_own ? slice.amounts : amountsOf(cells, both);
  const { expected } = is_own ? usual : usualBefore(amounts, start, cells.calendar);
  return amounts.map((amount, day) => amount - expected[day]!);
}

/** The incidents that are within a candidate and its days; costs that several are about count with the narrowest. */
function partsOf({ episode, cells: whole }: Candidate, incidents: readonly Incident[], cells: CubeCells): Part[] {
  const claimed = new Set<number>();
  const days = tellingDays(episode);
  return incidents.flatMap((incident) => {
    // What holds all of the slice is no part of it.
    if (!isMeanwhile(incident, episode) || isSubset(whole, incident.cells)) return [];
    const both = new Set([...intersection(incident.cells, whole)].filter((cell) => !claimed.has(cell)));
    if (both.size === 0) return [];
    for (const cell of both) claimed.add(cell);
    const deviation = deviationOf(incident, both, episode, cells);
    return [{ incident, deviation, size: signOf(episode.direction) * sumOver(deviation, days) }];
  });
}

function besideOf(parts: readonly Part[]): Float64Array | null {
  const [first, ...others] = parts;
  if (!first) return null;
  const sum = Float64Array.from(first.deviation);
  for (const { deviation } of others) for (const [day, amount] of deviation.entries()) sum[day] = sum[day]! + amount;
  return sum;
}

/** Deviation of the days that ask to be explained, and what narrower incidents leave of it. */
function restOf({ episode }: Candidate, parts: readonly Part[]): { all: number; rest: number; days: number } {
  const days = tellingDays(episode);
  const all = signOf(episode.direction) * deviation(episode.slice.amounts, episode.usual, days);
  return { all, rest: all - parts.reduce((sum, { size }) => sum + size, 0), days: days.length };
}

/** Whether what narrower incidents leave is within the usual, or too little to be one of its own. */
function isExplained({ episode }: Candidate, { all, rest, days }: ReturnType<typeof restOf>): boolean {
  if (rest < REST_SHARE * all) return true;
  return rest < (1 - REST_SHARE) * all && rest <= episode.usual.width * days;
}

/** The candidate as an incident around those that are one with it; `others` stay beside it. */
function fold(candidate: Candidate, parts: readonly Part[], others: readonly Part[]): Incident {
  const own = candidate.episode.start;
  const starts = parts.map(({ incident }) => incident.episode.start).filter((start) => start >= own - SAME_START_DAYS);
  return {
    episode: { ...candidate.episode, start: Math.min(own, ...starts) },
    merged: [...candidate.merged, ...parts.flatMap(({ incident }) => incident.merged)],
    cells: candidate.cells,
    beside: besideOf(others),
  };
}

/** Several places that began at once, none with most of it. */
function areOne({ episode }: Candidate, together: readonly Part[], all: number): boolean {
  const telling = together.filter(({ size }) => size >= LEAST_PART * all);
  const is_many = isVast(episode.slice) ? telling.length >= MANY : telling.length >= 2 || together.length >= MANY;
  return is_many && together.every(({ size }) => size < NARROW_SHARE * all);
}

/** Makes a candidate part of the incident that has most of it, and with it what began at the same time beside that. */
function absorb(
  candidate: Candidate,
  largest: Part,
  together: readonly Part[],
  incidents: readonly Incident[],
): Incident[] {
  largest.incident.merged.push(...candidate.merged);
  if (isVast(candidate.episode.slice) || !together.includes(largest)) return [...incidents];
  const beside = new Set(together.filter((part) => part !== largest).map(({ incident }) => incident));
  for (const { merged } of beside) largest.incident.merged.push(...merged);
  return incidents.filter((incident) => !beside.has(incident));
}

/** Whether an incident is within a slice: all its cells are, or those that are have most of its deviation. */
function isWithin({ episode, cells: own }: Incident, whole: ReadonlySet<number>, cells: CubeCells): boolean {
  const both = intersection(own, whole);
  if (both.size === own.size) return true;
  const sign = signOf(episode.direction);
  const days = tellingDays(episode);
  const amounts = amountsOf(cells, both);
  const inside = sign * deviation(amounts, usualBefore(amounts, episode.start, cells.calendar), days);
  return inside >= NARROW_SHARE * sign * deviation(episode.slice.amounts, episode.usual, days);
}

/** Adds a candidate to the incidents that are narrower than it: as one of its own, around some of them, or as part of one. */
function settle(candidate: Candidate, incidents: readonly Incident[], cells: CubeCells): Incident[] {
  const parts = partsOf(candidate, incidents, cells);
  const together = parts.filter(
    ({ incident, size }) =>
      size > 0 && hasSameStart(incident, candidate.episode) && isWithin(incident, candidate.cells, cells),
  );
  const sizes = restOf(candidate, parts);
  const largest = parts.toSorted((a, b) => b.size - a.size)[0];
  const is_explained = largest !== undefined && largest.size > 0 && isExplained(candidate, sizes);
  if (is_explained && !areOne(candidate, together, sizes.all)) return absorb(candidate, largest, together, incidents);
  const folded = new Set(together.map(({ incident }) => incident));
  const others = parts.filter(({ incident }) => !folded.has(incident));
  return [...incidents.filter((incident) => !folded.has(incident)), fold(candidate, together, others)];
}

/** Incidents of the first cube from narrow to wide; those of the others after them, where they are not the same. */
export function merge(
  cubes: readonly CostCube[],
  slices: readonly JudgedSlice[],
  episodes: readonly Episode[],
  calendar: CalendarDays,
): Incident[] {
  const candidates = cubes.map((cube, index) => {
    const own = slices.filter((slice) => slice.cube === index);
    const cells = cubeCells(cube, own, calendar);
    const found = narrowed(
      episodes.filter(({ slice }) => slice.cube === index),
      cells,
    );
    return { cells, found: found.toSorted(inOrder) };
  });
  const [main, ...others] = candidates;
  if (!main) return [];
  let incidents: Incident[] = [];
  const parents = silentParents(main.found, main.cells);
  for (const candidate of [...main.found, ...parents].toSorted(inOrder))
    incidents = settle(candidate, incidents, main.cells);
  return mergeOverlapping(
    incidents,
    others.flatMap(({ found }) => found),
  );
}

/** What is narrow comes before what may hold it, and what holds nearly everything last. */
const inOrder = (a: Candidate, b: Candidate): number =>
  a.episode.slice.key === b.episode.slice.key
    ? a.episode.start - b.episode.start
    : Number(isVast(a.episode.slice)) - Number(isVast(b.episode.slice)) ||
      byNarrowness({ cells: a.cells, slice: a.episode.slice }, { cells: b.cells, slice: b.episode.slice });
