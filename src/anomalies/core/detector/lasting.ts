import type { Band, Finding } from './finding.ts';
import { DRIFT_REACH, normalBefore, SHIFT_DAYS } from './persistence.ts';
import { SCALE_DAYS, usualSize } from './scale.ts';
import type { Study } from './study.ts';
import type { Thresholds } from './thresholds.ts';

/** A rise of several days together; `normal`, `rise` and `least` are logarithms. */
interface LastingRise {
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
const SHARE_OF_SHIFTED_DAYS = 0.7;
/** A drift has been under way for most of a week: a burst of a few wild days has not. */
const DRIFT_DAYS = 8;
const HIGH_DRIFT_DAYS = 6;
/** The share of the rise that four days, or eleven, before the last three must have had for a new level to be accepted. */
const ACCEPTED_SHARE = 0.8;
const ACCEPTED_SHARE_OF_LONGER = 0.7;

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

/** The band around what was normal; the day is above it, as it has its share of a rise of at least `least`. */
function bandAround(study: Study, i: number, band: Band, found: LastingRise): Band {
  const expected = (study.expectation.center[i]! * Math.exp(found.normal)) / study.levels.week[i]!;
  return {
    expected,
    lower: Math.min(band.lower, expected),
    upper: expected * Math.exp(SHARE_OF_DAY * found.least),
  };
}

function judgeRise(study: Study, i: number, band: Band, found: LastingRise, thresholds: Thresholds): Finding | null {
  const { plain } = study.persistence;
  // In money it is that share of a usual day's spend: the days of a batch job between its runs tell of the next run.
  if (study.levels.size[i]! * found.rise < thresholds.impact) return null;
  if (!isAbove(plain[i]!, found.normal, SHARE_OF_DAY * found.rise) || !hasHighDays(plain, i, found)) return null;
  if (isAccepted(plain, i, found)) return null;
  const from = Math.max(study.levels.birth[i]! + MONTH, i - SCALE_DAYS);
  const score = found.rise / usualSize(found.history, from, i, found.quantile, study.buffer) / thresholds.rarity;
  return score >= 1 ? { kind: found.kind, score, band: bandAround(study, i, band, found) } : null;
}

function judgeShift(study: Study, i: number, band: Band, thresholds: Thresholds): Finding | null {
  const { shifts, month } = study.persistence;
  const least = thresholds.lasting_rise;
  for (const [n, days] of SHIFT_DAYS.entries()) {
    const history = shifts[n]!;
    const rise = history[i]!;
    if (!(rise >= least)) continue;
    const normal = normalBefore(study.levels, month, i, days);
    const high_days = SHARE_OF_SHIFTED_DAYS * days;
    const found = { kind: 'level_shift', quantile: '0.9', history, normal, rise, least, days, high_days } as const;
    const finding = judgeRise(study, i, band, { ...found, high_share: 0.5 }, thresholds);
    if (finding !== null) return finding;
  }
  return null;
}

function judgeDrift(study: Study, i: number, band: Band, thresholds: Thresholds): Finding | null {
  const { drifts, month } = study.persistence;
  const least = thresholds.drift;
  for (const history of drifts) {
    const rise = history[i]!;
    if (!(rise >= least)) continue;
    const normal = month[i - DRIFT_REACH]!;
    const days = { days: DRIFT_DAYS, high_days: HIGH_DRIFT_DAYS, high_share: 0.25 };
    // An earlier shift fills a third of the months whose drifts are the scale: less of them may count.
    const found = { kind: 'drift', quantile: '0.7', history, normal, rise, least, ...days } as const;
    const finding = judgeRise(study, i, band, found, thresholds);
    if (finding !== null) return finding;
  }
  return null;
}

/** What the last days together say that day `i` does not alone: a shift of level or a drift that goes on; null for nothing. */
export const judgeLasting = (study: Study, i: number, band: Band, thresholds: Thresholds): Finding | null =>
  judgeShift(study, i, band, thresholds) ?? judgeDrift(study, i, band, thresholds);
