import type { AnalysisCalendar, DailySeries } from '../../../forecasts/core/series.ts';
import { REMEMBERED_DAYS } from './accumulated.ts';
import { contrast } from './contrast.ts';
import { type Frame, frameOf } from './frame.ts';
import { type Levels, levelsOf } from './levels.ts';
import { type Persistence, persistenceOf } from './persistence.ts';
import { SCALE_DAYS, scaleBuffer } from './scale.ts';
import { type Expectation, expectSpecialDays } from './special-days.ts';
import { expectByWeek } from './week-models.ts';

/** All that judging a day needs: for each day only from the days before it, apart from the day's own value. */
export interface Study {
  frame: Frame;
  levels: Levels;
  expectation: Expectation;
  /** How far each day was above all that was plausible (see contrast.ts); 0 within or below, and where unknown. */
  excess: Float64Array;
  persistence: Persistence;
  buffer: Float64Array;
}

function excessOf(frame: Frame, expectation: Expectation): Float64Array {
  const excess = new Float64Array(frame.length);
  for (let i = 0; i < frame.length; i += 1) {
    const value = frame.values[i]!;
    const high = expectation.high[i]!;
    if (value > high) excess[i] = contrast(value, high, expectation.knee[i]!);
  }
  return excess;
}

/** The study of the first `length` days of a series, for judging those from `first` on. */
export function studyOf(series: DailySeries, calendar: AnalysisCalendar, length: number, first: number): Study {
  const frame = frameOf(series, calendar, length);
  const levels = levelsOf(frame);
  const expectation = expectSpecialDays(frame, levels.birth, expectByWeek(frame, levels));
  const excess = excessOf(frame, expectation);
  const persistence = persistenceOf(
    frame,
    levels,
    expectation,
    excess,
    Math.max(0, first - SCALE_DAYS - REMEMBERED_DAYS),
  );
  return { frame, levels, expectation, excess, persistence, buffer: scaleBuffer() };
}
