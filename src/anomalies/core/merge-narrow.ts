import { median } from '../../forecasts/core/robust.ts';
import { type Episode, episodeFrom, signOf, tellingDays } from './incidents-episodes.ts';
import type { JudgedSlice } from './incidents-types.ts';
import { activeCells, type CubeCells, deviation, isSubset, slicesAround } from './merge-cells.ts';

/** A slice explains an episode of one around it if it has this share of the deviation. */
export const NARROW_SHARE = 0.8;

/** An incident in the making: where it is, and all episodes that are one with it. */
export interface Candidate {
  /** Of its own slice. */
  episode: Episode;
  merged: Episode[];
  /** Cells of its slice that matter. */
  cells: Set<number>;
}

const entriesOf = ({ scope }: JudgedSlice): number => Object.keys(scope).length;

/** Narrower first: fewer cells, then more words, then by name so that the order of the input does not count. */
export const byNarrowness = (
  a: { cells: ReadonlySet<number>; slice: JudgedSlice },
  b: { cells: ReadonlySet<number>; slice: JudgedSlice },
): number =>
  a.cells.size - b.cells.size || entriesOf(b.slice) - entriesOf(a.slice) || (a.slice.key < b.slice.key ? -1 : 1);

/** Weeks before an episode that a first look at a slice goes by. */
const WEEKS_BEFORE = 3;
/** What has less of the deviation than this at first look is not looked at closely. */
const ROUGH_SHARE = 0.5;

/** The deviation of a slice from its same weekdays before the episode: cheap, to leave most slices out. */
function roughDeviation({ amounts }: JudgedSlice, start: number, days: readonly number[]): number {
  let sum = 0;
  for (const day of days) {
    const last_before = day - 7 * Math.ceil((day - start + 1) / 7);
    const before: number[] = [];
    for (let week = 0; week < WEEKS_BEFORE; week++) {
      const amount = amounts[last_before - 7 * week];
      if (amount !== undefined && !Number.isNaN(amount)) before.push(amount);
    }
    const difference = amounts[day]! - (before.length > 0 ? median(Float64Array.from(before)) : 0);
    if (!Number.isNaN(difference)) sum += difference;
  }
  return sum;
}

/** The narrowest slice within that of the episode that has most of its deviation; its own where there is none. */
function narrowest(episode: Episode, cells: CubeCells): JudgedSlice {
  const { slice, start, last } = episode;
  const sign = signOf(episode.direction);
  const days = tellingDays(episode);
  const wanted = NARROW_SHARE * sign * deviation(slice.amounts, episode.usual, days);
  if (!(wanted > 0)) return slice;
  const whole = activeCells(cells, slice, start, last);
  const found = slicesAround(cells, whole)
    .filter((other) => other === slice || sign * roughDeviation(other, start, days) >= ROUGH_SHARE * wanted)
    .map((other) => ({ slice: other, cells: activeCells(cells, other, start, last) }))
    .filter((other) => other.slice === slice || (other.cells.size > 0 && isSubset(other.cells, whole)))
    .toSorted(byNarrowness)
    .find(
      (other) =>
        other.slice === slice || sign * deviation(other.slice.amounts, cells.usual(other.slice, start), days) >= wanted,
    );
  return found?.slice ?? slice;
}

const overlaps = (a: Episode, b: Episode): boolean => a.start <= b.last + 1 && b.start <= a.last + 1;

/** Whether an episode is what an incident the other way brought, going back when that ends. */
function isReturnOf(episode: Episode, { direction, last, over }: Episode): boolean {
  if (direction === episode.direction) return false;
  return episode.start >= last && (over === null || episode.start <= over + 1);
}

function candidateAt(slice: JudgedSlice, episode: Episode, cells: CubeCells): Candidate {
  const own = episode.slice === slice ? episode : episodeFrom(slice, episode, cells.calendar);
  return { episode: own, merged: [episode], cells: activeCells(cells, slice, own.start, own.last) };
}

/**
 * Takes each episode down to the narrowest slice that explains it, where it meets those of the same slice, direction and
 * days. Each episode is in one candidate.
 */
export function narrowed(episodes: readonly Episode[], cells: CubeCells): Candidate[] {
  const targets = episodes.map((episode) => ({ episode, target: narrowest(episode, cells) }));
  // Those of the target itself say best when it began: they come before what is taken down to it.
  const ordered = targets.toSorted(
    (a, b) =>
      Number(b.target === b.episode.slice) - Number(a.target === a.episode.slice) || a.episode.start - b.episode.start,
  );
  const by_slice = new Map<string, Candidate[]>();
  for (const { episode, target } of ordered) {
    const there = by_slice.get(target.key) ?? [];
    by_slice.set(target.key, there);
    const is_own = episode.slice === target;
    const [same] = there
      .filter(
        (candidate) =>
          !is_own && candidate.episode.direction === episode.direction && overlaps(candidate.episode, episode),
      )
      .toSorted((a, b) => Math.abs(a.episode.start - episode.start) - Math.abs(b.episode.start - episode.start));
    const ended = there.find((candidate) => !is_own && isReturnOf(episode, candidate.episode));
    const own = same ?? ended;
    if (own) own.merged.push(episode);
    else there.push(candidateAt(target, episode, cells));
  }
  return [...by_slice.values()].flat();
}
