import type { Band } from './finding.ts';
import { DRIFT_REACH } from './persistence.ts';
import { SCALE_DAYS, usualSize } from './scale.ts';
import type { Study } from './study.ts';
import type { Thresholds } from './thresholds.ts';

/** A rise of several days together; `normal`, `rise` and `least` are logarithms. */
export interface LastingRise {
  kind: 'level_shift' | 'drift';
  /** The measure over all days, to tell how rare this rise is. */
  history: Float64Array;
  quantile: '0.7' | '0.9';
  normal: number;
  rise: number;
  least: number;
  /** Of the last `days` days at least `high_days` are above normal by `high_share` of the rise. */
  days: number;
  high_days: number;
  high_share: number;
}

/** A life is not judged by several days together in its first month. */
const MONTH = 28;
/** The day itself is above normal by at least this share of the rise. */
const SHARE_OF_DAY = 0.6;
/** A drift has been under way for most of a week: a burst of a few wild days has not. */
const DRIFT_DAYS = 8;
const HIGH_DRIFT_DAYS = 6;
/** The share of the rise that four days, or eleven, before the last three must have had for a new level to be accepted. */
const ACCEPTED_SHARE = 0.8;
const ACCEPTED_SHARE_OF_LONGER = 0.7;

/** The shares of a drift that the days of a week ago, and the last three before today, must have had. */
const SHARE_OF_WEEK_AGO = 0.2;
const SHARE_OF_YESTERDAY = 0.5;

const isAbove = (value: number, normal: number, distance: number): boolean => value - normal >= distance;

function hasHighDays(plain: Float64Array, i: number, found: LastingRise): boolean {
  let days = 0;
  for (let j = Math.max(0, i - found.days + 1); j <= i; j += 1) {
    if (isAbove(plain[j]!, found.normal, found.high_share * found.rise)) days += 1;
  }
  return days >= found.high_days;
}

/** The mean of the days from `from` to `to` days before day `i`, above what was normal; NaN where none is known. */
function meanAbove(plain: Float64Array, i: number, from: number, to: number, normal: number): number {
  let sum = 0;
  let count = 0;
  for (let j = Math.max(0, i - from); j <= i - to; j += 1) {
    if (Number.isNaN(plain[j]!)) continue;
    sum += plain[j]! - normal;
    count += 1;
  }
  return sum / count;
}

/** Whether days before the last three were nearly as high already: then it is the new level, and no longer news. */
const isAccepted = (plain: Float64Array, i: number, { normal, rise }: LastingRise): boolean =>
  meanAbove(plain, i, 6, 3, normal) >= ACCEPTED_SHARE * rise ||
  meanAbove(plain, i, 13, 3, normal) >= ACCEPTED_SHARE_OF_LONGER * rise;

/** Whether a rise had begun a week ago and was there before today: a day that is high, or a few of them, are no drift. */
const isGradual = (plain: Float64Array, i: number, { normal, rise }: LastingRise): boolean =>
  meanAbove(plain, i, 9, 5, normal) >= SHARE_OF_WEEK_AGO * rise &&
  meanAbove(plain, i, 3, 1, normal) >= SHARE_OF_YESTERDAY * rise;

/** The band around what was normal; the day is above it, as it has its share of a rise of at least `least`. */
export function bandAround(study: Study, i: number, band: Band, found: Pick<LastingRise, 'normal' | 'least'>): Band {
  const expected = (study.expectation.center[i]! * Math.exp(found.normal)) / study.levels.week[i]!;
  return {
    expected,
    lower: Math.min(band.lower, expected),
    upper: expected * Math.exp(SHARE_OF_DAY * found.least),
  };
}

/** The score of a rise that is news and lasts, however little money it is; below 1 it is too common, 0 is none. */
export function scoreOf(study: Study, i: number, found: LastingRise, thresholds: Thresholds): number {
  const { plain } = study.persistence;
  if (!isAbove(plain[i]!, found.normal, SHARE_OF_DAY * found.rise) || !hasHighDays(plain, i, found)) return 0;
  if (isAccepted(plain, i, found) || (found.kind === 'drift' && !isGradual(plain, i, found))) return 0;
  const from = Math.max(study.levels.birth[i]! + MONTH, i - SCALE_DAYS);
  return found.rise / usualSize(found.history, from, i, found.quantile, study.buffer) / thresholds.rarity;
}

/** The drift that day `i` shows by one of the measures; null where it is less than worth looking at. */
export function driftOn(
  { persistence }: Study,
  i: number,
  history: Float64Array,
  thresholds: Thresholds,
): LastingRise | null {
  const least = thresholds.drift;
  const rise = history[i]!;
  if (!(rise >= least)) return null;
  const normal = persistence.month[i - DRIFT_REACH]!;
  const days = { days: DRIFT_DAYS, high_days: HIGH_DRIFT_DAYS, high_share: 0.25 };
  // An earlier shift fills a third of the months whose drifts are the scale: less of them may count.
  return { kind: 'drift', quantile: '0.7', history, normal, rise, least, ...days };
}
