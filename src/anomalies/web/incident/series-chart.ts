import type { ChartData } from '../../../platform/web/chart/series.ts';
import { dayText, type Formats } from '../../../platform/web/format.ts';
import type { AnomalyDetail } from '../../core/contract.ts';

type Day = AnomalyDetail['series'][number];

/** Of the days of which it is known. */
const sum = (days: Day[], of: (day: Day) => number | null): number =>
  days.reduce((total, day) => total + (of(day) ?? 0), 0);

/** True when nothing shown is below zero: then neither is what is usual, whatever room its band has. */
const isCost = (days: Day[]): boolean =>
  days.every(({ actual, expected }) => (actual ?? 0) >= 0 && (expected ?? 0) >= 0);

/**
 * The days of an anomaly as a chart draws them: what it cost over what was expected, the days in question in colour, and
 * gaps where something is not known.
 */
export function seriesChart({ series: days, started_on, direction }: AnomalyDetail, formats: Formats): ChartData {
  const anomalous = days.filter((day) => day.is_anomalous);
  const least = isCost(days) ? 0 : Number.NEGATIVE_INFINITY;
  const line = { is_rest: true, is_broken: true };
  return {
    series: [
      {
        ...line,
        name: 'expected',
        title: 'Expected',
        color: 'var(--ink-faint)',
        total: sum(days, (day) => day.expected),
        is_dashed: true,
      },
      { ...line, name: 'actual', title: 'Actual', color: 'var(--series-1)', total: sum(days, (day) => day.actual) },
      {
        ...line,
        name: 'anomalous',
        title: 'Anomalous',
        color: direction === 'up' ? 'var(--up)' : 'var(--down)',
        total: sum(anomalous, (day) => day.actual),
      },
    ],
    points: days.map(({ date, expected, actual, is_anomalous }) => ({
      date,
      title: dayText(date, formats, 'short'),
      total: null,
      values: [expected, actual, is_anomalous ? actual : null],
      incomplete: false,
    })),
    bands: [
      {
        name: 'band',
        title: 'As usual',
        color: 'var(--ink-faint)',
        opacity: 0.18,
        lower: days.map(({ lower }) => (lower === null ? null : Math.max(least, lower))),
        upper: days.map((day) => day.upper),
      },
    ],
    markers: [{ date: started_on, title: 'It began', kind: 'event' }],
  };
}
