import type { History } from './history.ts';
import { MAD_TO_SIGMA, medianInPlace } from './robust.ts';

export const DAYS_OF_WEEK = 7;
export const DAYS_OF_FORTNIGHT = 14;
/** Values farther from the median than this many standard deviations are left out of a weekday's mean. */
const TRIM = 2.5;
/** A week counts half as much as one that is so many days younger: rhythms change as the parts of a cost grow. */
const HALF_LIFE = 110;
/** The same for what is to be as in the last weeks: large runs of a job grow on their own. */
const RECENT_HALF_LIFE = 21;
/** And of so many of a weekday only. */
const RECENT_COUNT = 9;
/** One week says half of what a weekday is like, two say 4/5: count / (count + this). */
const SHRINKAGE = 0.5;
/** Fortnights are looked for where each has been seen so often; they must differ by so many standard errors and spreads. */
const MIN_FORTNIGHTS = 3;
const FORTNIGHT_RARITY = 5;
const FORTNIGHT_SPREADS = 1.5;

export interface WeekFit {
  history: History;
  /** Days known. */
  end: number;
  /** The local level of each. */
  level: Float64Array;
  /** Whether a weekday is a factor of the level, or an amount beside it. */
  is_multiplicative: boolean;
  /** Three arrays as long as the history, to be written over. */
  ordered: Float64Array;
  buffer: Float64Array;
  distances: Float64Array;
}

interface DayEffect {
  effect: number;
  spread: number;
  count: number;
}

/** What the known days of one weekday show, every `step` days from `start` on, to `ordered`; returns how many. */
function collectDays(
  { history, level, end, is_multiplicative, ordered }: WeekFit,
  start: number,
  step: number,
): number {
  let count = 0;
  for (let t = start; t < end; t += step) {
    if (history.known[t] === 0 || (is_multiplicative && !(level[t]! > 0))) continue;
    const shown = is_multiplicative ? history.values[t]! / level[t]! : history.values[t]! - level[t]!;
    ordered[count] = shown;
    count += 1;
  }
  return count;
}

/**
 * The mean of the values `[from, count)` within `limit` of `center`, the last the more: each counts `decay` times as much as the
 * one after it.
 */
function recencyMean(
  values: Float64Array,
  from: number,
  count: number,
  center: number,
  limit: number,
  decay: number,
): number {
  let sum = 0;
  let weights = 0;
  let weight = 1;
  for (let i = count - 1; i >= from; i -= 1) {
    if (Math.abs(values[i]! - center) <= limit) {
      sum += weight * values[i]!;
      weights += weight;
    }
    weight *= decay;
  }
  return weights > 0 ? sum / weights : center;
}

/** What the days `[from, count)` of `ordered` near their median are on average, the last the more; and their spread. */
function nearMean(fit: WeekFit, from: number, count: number, decay: number): { mean: number; spread: number } {
  const { ordered, buffer, distances } = fit;
  for (let i = from; i < count; i += 1) buffer[i - from] = ordered[i]!;
  const center = medianInPlace(buffer, count - from);
  for (let i = from; i < count; i += 1) distances[i - from] = Math.abs(ordered[i]! - center);
  const spread = MAD_TO_SIGMA * medianInPlace(distances, count - from);
  const limit = TRIM * spread + 1e-12 * Math.abs(center);
  return { mean: recencyMean(ordered, from, count, center, limit, decay), spread };
}

/** A mean, drawn towards none where few days made it. */
function shrunk(fit: WeekFit, mean: number, count: number): number {
  const neutral = fit.is_multiplicative ? 1 : 0;
  return count === 0 ? neutral : neutral + ((mean - neutral) * count) / (count + SHRINKAGE);
}

/** What the days every `step` days from `start` on usually do. */
function usualEffect(fit: WeekFit, start: number, step: number): DayEffect {
  const count = collectDays(fit, start, step);
  if (count === 0) return { effect: shrunk(fit, 0, 0), spread: 0, count };
  const { mean, spread } = nearMean(fit, 0, count, 0.5 ** (step / HALF_LIFE));
  return { effect: shrunk(fit, mean, count), spread, count };
}

/** What they did lately. */
function recentEffect(fit: WeekFit, start: number, step: number): number {
  const count = collectDays(fit, start, step);
  if (count === 0) return shrunk(fit, 0, 0);
  const { mean } = nearMean(fit, Math.max(0, count - RECENT_COUNT), count, 0.5 ** (step / RECENT_HALF_LIFE));
  return shrunk(fit, mean, count);
}

/** Whether every other week is another: by much, and by far more than chance would have it. */
function isFortnightly(even: DayEffect, odd: DayEffect): boolean {
  if (even.count < MIN_FORTNIGHTS || odd.count < MIN_FORTNIGHTS) return false;
  const error = Math.sqrt(even.spread ** 2 / even.count + odd.spread ** 2 / odd.count);
  const difference = Math.abs(even.effect - odd.effect);
  return difference > FORTNIGHT_RARITY * error && difference > FORTNIGHT_SPREADS * Math.max(even.spread, odd.spread);
}

/** A factor (or amount) for each day of a fortnight, of which index 0 is the first day of the history. */
export interface WeekEffects {
  usual: Float64Array;
  /** As in the last weeks. */
  recent: Float64Array;
}

/**
 * What the days of the week do. Both weeks of the fortnight are alike, except on weekdays that clearly differ from one week to
 * the next, such as those of a job that runs every fortnight.
 */
export function weekEffects(fit: WeekFit): WeekEffects {
  const usual = new Float64Array(DAYS_OF_FORTNIGHT);
  const recent = new Float64Array(DAYS_OF_FORTNIGHT);
  for (let day = 0; day < DAYS_OF_WEEK; day += 1) {
    const even = usualEffect(fit, day, DAYS_OF_FORTNIGHT);
    const odd = usualEffect(fit, day + DAYS_OF_WEEK, DAYS_OF_FORTNIGHT);
    const differs = isFortnightly(even, odd);
    const step = differs ? DAYS_OF_FORTNIGHT : DAYS_OF_WEEK;
    usual[day] = differs ? even.effect : usualEffect(fit, day, step).effect;
    usual[day + DAYS_OF_WEEK] = differs ? odd.effect : usual[day]!;
    recent[day] = recentEffect(fit, day, step);
    recent[day + DAYS_OF_WEEK] = differs ? recentEffect(fit, day + DAYS_OF_WEEK, step) : recent[day]!;
  }
  return { usual, recent };
}
