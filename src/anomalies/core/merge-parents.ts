import { type Episode, episodeFrom, signOf, tellingDays } from './incidents-episodes.ts';
import type { JudgedSlice } from './incidents-types.ts';
import { activeCells, type CubeCells, deviation, isSubset, slicesAround } from './merge-cells.ts';
import type { Candidate } from './merge-narrow.ts';

/** In so many places at once it is no accident, even where they have nothing but the provider in common. */
export const MANY = 3;
/** Incidents that begin within so many days of each other, side by side in one slice, have one cause. */
export const SAME_START_DAYS = 1;
/** What goes on in several places of a slice goes on in the slice, if it has this share of what they add up to. */
const SHARE = 0.8;

/** Slices of everything or of a provider hold what has nothing to do with each other. */
export const isVast = ({ scope }: JudgedSlice): boolean =>
  Object.keys(scope).every((grouping) => grouping === 'provider');

const sizeOf = (episode: Episode, days: readonly number[]): number =>
  signOf(episode.direction) * deviation(episode.slice.amounts, episode.usual, days);

/** A candidate without alarms of its own, around members that began together; null where the slice does not show them. */
function parentOf(slice: JudgedSlice, members: readonly Candidate[], cells: CubeCells): Candidate | null {
  const first = members.reduce((a, b) => (b.episode.start < a.episode.start ? b : a)).episode;
  const episode = episodeFrom(slice, first, cells.calendar);
  const days = tellingDays(episode);
  const inside = members.reduce((sum, member) => sum + sizeOf(member.episode, days), 0);
  if (sizeOf(episode, days) < SHARE * inside) return null;
  return { episode, merged: [], cells: activeCells(cells, slice, episode.start, episode.last) };
}

/** The groups of many candidates of one slice and direction that began together. */
function together(members: readonly Candidate[]): Candidate[][] {
  const groups: Candidate[][] = [];
  for (const member of members.toSorted((a, b) => a.episode.start - b.episode.start)) {
    const group = groups.at(-1);
    if (group && member.episode.start <= group[0]!.episode.start + SAME_START_DAYS) group.push(member);
    else groups.push([member]);
  }
  return groups.filter(({ length }) => length >= MANY);
}

/**
 * Candidates for accounts, services and regions that did not alarm, though many of their parts did at the same time: too
 * little for the whole to be out of the ordinary, too much for an accident.
 */
export function silentParents(candidates: readonly Candidate[], cells: CubeCells): Candidate[] {
  const groups = new Map<string, { slice: JudgedSlice; members: Candidate[] }>();
  for (const candidate of candidates) {
    const { direction, slice: own } = candidate.episode;
    for (const slice of slicesAround(cells, candidate.cells)) {
      if (slice === own || isVast(slice) || !isSubset(candidate.cells, new Set(slice.cells))) continue;
      const key = `${direction} ${slice.key}`;
      const group = groups.get(key) ?? { slice, members: [] };
      groups.set(key, group);
      group.members.push(candidate);
    }
  }
  return [...groups.values()].flatMap(({ slice, members }) =>
    together(members).flatMap((group) => {
      const { start, direction } = group[0]!.episode;
      const has_own = candidates.some(
        ({ episode }) =>
          episode.slice === slice &&
          episode.direction === direction &&
          Math.abs(episode.start - start) <= SAME_START_DAYS,
      );
      const parent = has_own ? null : parentOf(slice, group, cells);
      return parent ? [parent] : [];
    }),
  );
}
