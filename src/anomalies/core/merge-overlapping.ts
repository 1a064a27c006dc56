import { type Episode, excessOf } from './incidents-episodes.ts';
import type { Incident } from './merge.ts';
import type { Candidate } from './merge-narrow.ts';

/** Costs by tag that move with an incident are its costs, if it moves by at least this share of what they do. */
const SHARE = 0.7;
/** Two slices that show the same thing begin to within some days. */
const SAME_START_DAYS = 3;

const isTogether = (a: Episode, b: Episode): boolean => {
  if (a.direction !== b.direction) return false;
  const shared = Math.min(a.last, b.last) - Math.max(a.start, b.start) + 1;
  const is_most = shared >= 0.5 * (b.last - b.start + 1);
  return shared > 0 && (is_most || Math.abs(a.start - b.start) <= SAME_START_DAYS);
};

/** Deviation of an episode over the days of another. */
function sizeWithin(episode: Episode, { start, last }: Episode): number {
  let sum = 0;
  for (let day = Math.max(start, episode.start); day <= Math.min(last, episode.last); day++) {
    const excess = excessOf(episode, day);
    if (!Number.isNaN(excess)) sum += excess;
  }
  return sum;
}

/**
 * Adds what other cubes show to the incidents of the first. Nobody knows which of its rows have which tag, so what moves
 * the same way at the same time, and by no more than incidents there do, is taken for one with the largest of them.
 */
export function mergeOverlapping(incidents: readonly Incident[], candidates: readonly Candidate[]): Incident[] {
  const all = [...incidents];
  for (const candidate of candidates) {
    const { episode } = candidate;
    const together = all
      .filter((incident) => isTogether(incident.episode, episode))
      .map((incident) => ({ incident, size: sizeWithin(incident.episode, episode) }))
      .toSorted((a, b) => b.size - a.size);
    const size = together.reduce((sum, part) => sum + part.size, 0);
    const [largest] = together;
    if (largest && size >= SHARE * sizeWithin(episode, episode)) largest.incident.merged.push(...candidate.merged);
    else all.push({ ...candidate, beside: null });
  }
  return all;
}
