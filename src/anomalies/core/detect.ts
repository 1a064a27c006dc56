import { dateOfDay } from '../../forecasts/core/calendar.ts';
import type { AnalysisCalendar, DailySeries } from '../../forecasts/core/series.ts';
import type { AlarmKind, Sensitivity, Severity } from './analysis-contract.ts';
import { withPlan } from './detector/frame.ts';
import { bandOf, judgeDay } from './detector/judge.ts';
import { severityOf } from './detector/severity.ts';
import { studyOf } from './detector/study.ts';
import { thresholdsOf } from './detector/thresholds.ts';

export interface DetectOptions {
  calendar: AnalysisCalendar;
  /** Index (0 or more) from which every day is judged, each from the days before it and itself only; absent: the last day. */
  replay_from?: number;
  /** How rare and how large a deviation must be; 'normal' where absent. */
  sensitivity?: Sensitivity;
  /** Deviations of less money a day than this are never alarms; absent: that of the sensitivity, 0.5 for 'normal'. */
  minimum_impact?: number;
  /** Days at the end whose cost is not complete yet: neither judged nor learnt from. */
  immature_days?: number;
}

/** A day that was not as expected. Amounts are in the unit of the series, and finite. */
export interface Alarm {
  id: string;
  date: string;
  index: number;
  expected: number;
  lower: number;
  upper: number;
  actual: number;
  severity: Severity;
  /** The best guess on that day: what begins as a spike may turn out to be a shift. */
  kind: AlarmKind;
  /** How many times as far out as it takes for an alarm: 1 or more. */
  score: number;
}

/** Alarms by day, and what was expected of each judged day before it was seen; NaN where nothing could be. */
export interface Detection {
  alarms: Alarm[];
  /** Index of the first judged day, to which the first of the arrays belong. */
  first_index: number;
  expected: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
}

/**
 * Judges the days of one series. The answer about a day depends on it and the days before alone, so that a replay says of
 * each day what was said on it. A deviation alarms for about four days, until its level is accepted as the new normal.
 * Throws RangeError where a date is none.
 *
 * A day is compared with what several plausible models allow at the most (weekday, every other week, the level of the
 * last week, days of the month, the same weekdays of the last month), with robust spread; several days together with
 * what was normal before them, for shifts and drifts. See `detector/`.
 */
export function detectSeries(series: DailySeries, options: DetectOptions): Detection {
  const length = Math.max(0, series.values.length - (options.immature_days ?? 0));
  const first = Math.min(length, Math.max(0, options.replay_from ?? length - 1));
  const thresholds = thresholdsOf(options.sensitivity ?? 'normal', options.minimum_impact);
  const study = studyOf(series, options.calendar, length, first);
  const { frame } = study;
  const unknown = (): Float64Array => new Float64Array(length - first).fill(Number.NaN);
  const detection: Detection = {
    alarms: [],
    first_index: first,
    expected: unknown(),
    lower: unknown(),
    upper: unknown(),
  };
  for (let i = first; i < length; i += 1) {
    const band = bandOf(study, i, thresholds);
    if (band !== null) {
      detection.expected[i - first] = withPlan(frame, i, band.expected);
      detection.lower[i - first] = withPlan(frame, i, band.lower);
      detection.upper[i - first] = withPlan(frame, i, band.upper);
    }
    const finding = judgeDay(study, i, band, thresholds);
    if (finding === null) continue;
    detection.alarms.push({
      id: series.id,
      date: dateOfDay(frame.days.first_day + i),
      index: i,
      expected: withPlan(frame, i, finding.band.expected),
      lower: withPlan(frame, i, finding.band.lower),
      upper: withPlan(frame, i, finding.band.upper),
      actual: series.values[i]!,
      severity: severityOf(finding, frame.values[i]!, thresholds.impact),
      kind: finding.kind,
      score: finding.score,
    });
  }
  return detection;
}
