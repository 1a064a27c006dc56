import type { Band, Finding } from './finding.ts';
import { DRIFT_DAYS, DRIFT_REACH, meanOfLast, normalOfDrift } from './persistence.ts';
import { bandAround, driftOn, scoreOf } from './rises.ts';
import type { Study } from './study.ts';
import type { Thresholds } from './thresholds.ts';

/** Twelve weeks: how long a drift that was too little money when it began is remembered. */
export const REMEMBERED_DAYS = 84;
/** It rises little by little: in three of four weeks by at least a quarter of what it rises in a week on average. */
const LEAST_WEEKS = 3;
const SHARE_OF_WEEKS = 0.75;
const SHARE_OF_MEAN = 0.25;
const [LAST_DAYS] = DRIFT_DAYS;
/** So many days before, it had not reached what is worth an alarm; later it is no longer news. */
const NEWS_DAYS = 4;

/** Whether the costs have gone up from day `from` to day `i` week by week: resources that are added make single steps. */
function risesLittleByLittle(week: Float64Array, from: number, i: number): boolean {
  const weeks = Math.floor((i - from) / 7);
  if (weeks < LEAST_WEEKS) return false;
  const least = (SHARE_OF_MEAN * (week[i]! - week[i - 7 * weeks]!)) / weeks;
  let rising = 0;
  for (let n = 0; n < weeks; n += 1) if (week[i - 7 * n]! - week[i - 7 * (n + 1)]! >= least) rising += 1;
  return least > 0 && rising >= SHARE_OF_WEEKS * weeks;
}

/** A drift as it was seen on its first remembered day. */
interface Beginning {
  day: number;
  rise: number;
  score: number;
}

/** The first remembered day on which a drift was seen that has gone on since; null for none. */
function beginningOf(study: Study, i: number, thresholds: Thresholds): Beginning | null {
  const [history] = study.persistence.drifts;
  const born = study.levels.birth[i]!;
  for (let day = Math.max(born + DRIFT_REACH, i - REMEMBERED_DAYS); day < i; day += 1) {
    const found = driftOn(study, day, history!, thresholds);
    if (found === null || !risesLittleByLittle(study.levels.week, day - DRIFT_REACH, i)) continue;
    const score = scoreOf(study, day, found, thresholds);
    if (score >= 1) return { day, rise: found.rise, score };
  }
  return null;
}

/** Whether the costs of `i` were ever so much lower, in the time that is remembered, that it is worth the rest. */
function canBe({ persistence: { month } }: Study, i: number, now: number, impact: number): boolean {
  const least = Math.log(Math.exp(now) - impact);
  for (let day = Math.max(0, i - REMEMBERED_DAYS - DRIFT_REACH); day < i; day += 1) {
    if (month[day]! <= least) return true;
  }
  return false;
}

/**
 * A drift of which each week is too little money, but that has added up to enough since it began: measured from the level
 * before, carried on with the growth that was known then.
 */
export function judgeAccumulated(study: Study, i: number, band: Band, thresholds: Thresholds): Finding | null {
  const { plain, month } = study.persistence;
  const { birth } = study.levels;
  const now = meanOfLast(plain, i, LAST_DAYS, birth[i]!);
  if (!canBe(study, i, now, thresholds.impact)) return null;
  const begun = beginningOf(study, i, thresholds);
  if (begun === null || study.persistence.size[begun.day]! * begun.rise >= thresholds.impact) return null;
  const normal = normalOfDrift(month, birth, begun.day, LAST_DAYS, i - begun.day);
  const isEnough = (level: number): boolean =>
    level - normal >= begun.rise && Math.exp(level) - Math.exp(normal) >= thresholds.impact;
  if (!isEnough(now) || !isEnough(plain[i]!)) return null;
  if (isEnough(meanOfLast(plain, i - NEWS_DAYS, LAST_DAYS, birth[i]!))) return null;
  const found = { normal, least: thresholds.drift };
  return { kind: 'drift', score: begun.score, band: bandAround(study, i, band, found) };
}
