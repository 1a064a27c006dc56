import { contrast, moved } from './contrast.ts';
import type { Band, Finding } from './finding.ts';
import { judgeLasting } from './lasting.ts';
import { isFamiliar, isRepeated } from './precedents.ts';
import { ACCEPTED_AFTER, sigmaOf } from './scale.ts';
import type { Study } from './study.ts';
import { FALL_TIMES_IMPACT, NEW_TIMES_IMPACT, SHARE_OF_SPEND, type Thresholds } from './thresholds.ts';

/** A life that began with the data is not judged in its first week. */
const LEARNING_DAYS = 7;
/** A level of less than this share of the mean spend is that of a series which mostly costs nothing. */
const IDLE = 0.01;

/** Whether day `i` is one of the first of a life that began after days without cost. */
const isNew = (study: Study, i: number): boolean =>
  study.levels.from_silence[i] === 1 && i - study.levels.birth[i]! < ACCEPTED_AFTER;

/** What is expected of day `i`, in the values of the frame; null where nothing can be. */
export function bandOf(study: Study, i: number, thresholds: Thresholds): Band | null {
  const { expectation, frame, levels } = study;
  if (levels.is_silent[i] === 1 || isNew(study, i)) {
    return { expected: 0, lower: 0, upper: NEW_TIMES_IMPACT * thresholds.impact };
  }
  const knee = expectation.knee[i]!;
  if (!(knee > 0)) return null;
  const sigma = sigmaOf(expectation, levels, i, study.buffer);
  const high = expectation.high[i]!;
  const low = expectation.low[i]!;
  const rise = moved(high, Math.max(thresholds.rise, thresholds.rarity * sigma), knee);
  const fall = moved(low, -Math.max(thresholds.fall, thresholds.fall_rarity * sigma), knee);
  const lower = Math.min(fall, low - FALL_TIMES_IMPACT * thresholds.impact);
  return {
    expected: expectation.center[i]!,
    lower: frame.holiday[i] === 1 ? Math.min(lower, 0) : lower,
    upper: Math.max(rise, high + Math.max(thresholds.impact, SHARE_OF_SPEND * levels.size[i]!)),
  };
}

function judgeNew(study: Study, i: number, band: Band): Finding | null {
  const { values } = study.frame;
  const value = values[i]!;
  const size = Math.abs(value);
  if (size === 0 || size < band.upper || (value > 0 && isFamiliar(values, i))) return null;
  return { kind: value > 0 ? 'new' : 'drop', score: band.upper > 0 ? size / band.upper : 1, band };
}

/** How much further than to the edge of what is worth an alarm a day is, both from what was plausible. */
function scoreOf(study: Study, i: number, plausible: number, edge: number): number {
  const knee = study.expectation.knee[i]!;
  return contrast(study.frame.values[i]!, plausible, knee) / contrast(edge, plausible, knee);
}

function judgeRise(study: Study, i: number, band: Band): Finding | null {
  const { frame, levels, expectation, excess } = study;
  const value = frame.values[i]!;
  if (value < band.upper || expectation.is_first_boundary[i] === 1) return null;
  if (isRepeated(excess, i, levels.birth[i]!)) return null;
  const is_idle = !(Math.abs(levels.week[i]!) > IDLE * levels.size[i]!);
  if (is_idle && isFamiliar(frame.values, i)) return null;
  const lasts = excess[i - 1]! > 0.5 * excess[i]! || excess[i - 2]! > 0.5 * excess[i]!;
  return { kind: lasts ? 'level_shift' : 'spike', score: scoreOf(study, i, expectation.high[i]!, band.upper), band };
}

function judgeFall(study: Study, i: number, band: Band): Finding | null {
  const value = study.frame.values[i]!;
  if (value > band.lower || study.frame.holiday[i] === 1) return null;
  const score = scoreOf(study, i, study.expectation.low[i]!, band.lower);
  return { kind: value === 0 ? 'vanished' : 'drop', score, band };
}

/** What is wrong with day `i`, whose band is given; null for nothing, and where it is unknown. */
export function judgeDay(study: Study, i: number, band: Band | null, thresholds: Thresholds): Finding | null {
  const { frame, levels } = study;
  if (band === null || Number.isNaN(frame.values[i]!)) return null;
  if (levels.is_silent[i] === 1 || isNew(study, i)) return judgeNew(study, i, band);
  if (i - levels.birth[i]! < LEARNING_DAYS) return null;
  return judgeRise(study, i, band) ?? judgeFall(study, i, band) ?? judgeLasting(study, i, band, thresholds);
}
