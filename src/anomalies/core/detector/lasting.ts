import { judgeAccumulated } from './accumulated.ts';
import type { Band, Finding } from './finding.ts';
import { normalBefore, SHIFT_DAYS } from './persistence.ts';
import { bandAround, driftOn, type LastingRise, scoreOf } from './rises.ts';
import type { Study } from './study.ts';
import type { Thresholds } from './thresholds.ts';

const SHARE_OF_SHIFTED_DAYS = 0.7;

function judgeRise(study: Study, i: number, band: Band, found: LastingRise, thresholds: Thresholds): Finding | null {
  // In money it is that share of a usual day's spend: the days of a batch job between its runs tell of the next run.
  if (study.persistence.size[i]! * found.rise < thresholds.impact) return null;
  const score = scoreOf(study, i, found, thresholds);
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
  for (const history of study.persistence.drifts) {
    const found = driftOn(study, i, history, thresholds);
    const finding = found && judgeRise(study, i, band, found, thresholds);
    if (finding) return finding;
  }
  return null;
}

/** What the last days together say that day `i` does not alone: a shift of level or a drift that goes on; null for nothing. */
export const judgeLasting = (study: Study, i: number, band: Band, thresholds: Thresholds): Finding | null =>
  judgeShift(study, i, band, thresholds) ??
  judgeDrift(study, i, band, thresholds) ??
  judgeAccumulated(study, i, band, thresholds);
