import type { z } from 'zod';
import type { IsoDate } from '../../../platform/core/dates.ts';
import type { ChartData, Level, Point, Series } from '../../../platform/web/chart/series.ts';
import { dayText, type Formats } from '../../../platform/web/format.ts';
import type { BudgetDay, budgetsContract, ThresholdState } from '../../core/contract.ts';
import { shortThresholdText } from '../words.ts';

/** One period of a budget, with its days. */
export type PeriodDays = z.output<typeof budgetsContract.getBudgetDays.answer>;

/** What is drawn beside the days. */
export interface Limits {
  /** What is meant to be spent in the period; null where that is not known. */
  amount: number | null;
  thresholds: readonly Pick<ThresholdState, 'key' | 'basis' | 'unit' | 'value' | 'bound'>[];
  currency: string;
  today: IsoDate;
}

const LINE = { is_rest: true, is_broken: true, is_rate: true, total: 0 };
const SPENT: Series = { ...LINE, name: 'spent', title: 'Spent', color: 'var(--series-1)' };
const FORECAST: Series = { ...LINE, name: 'forecast', title: 'Forecast', color: 'var(--accent)', is_dashed: true };
const EVEN: Series = { ...LINE, name: 'even', title: 'Even share', color: 'var(--series-other)' };

/** A day to come is forecast, and not incomplete: only days until today are marked as such. */
const pointOf = (
  { date, incomplete }: BudgetDay,
  values: (number | null)[],
  { today, formats }: { today: IsoDate; formats: Formats },
): Point => ({
  date,
  title: dayText(date, formats, 'short'),
  total: null,
  values,
  incomplete: incomplete && date <= today,
});

/** The amount of a period and its thresholds as lines; those at the same amount are one. */
export function levelsOf({ amount, thresholds, currency }: Omit<Limits, 'today'>, formats: Formats): Level[] {
  if (amount === null) return [];
  const levels: Level[] = [{ amount, title: 'Budget', color: 'var(--ink)' }];
  for (const threshold of thresholds) {
    const at = threshold.unit === 'percent' ? (amount * threshold.value) / 100 : threshold.value;
    const title = shortThresholdText(threshold, currency, formats);
    const same = levels.find((level) => level.amount === at);
    if (same) same.title += ` · ${title}`;
    else levels.push({ amount: at, title, color: 'var(--warn)', is_dashed: true });
  }
  return levels;
}

/** What a period added up to by day, what it will by the forecast, and an even share of its amount. */
export function cumulativeChart(days: readonly BudgetDay[], limits: Limits, formats: Formats): ChartData {
  const last = days.findLastIndex(({ cumulative }) => cumulative !== null);
  const has_forecast = days.some(({ forecast }) => forecast !== null);
  // The forecast begins where the complete days end, so that the lines are one.
  const joined = (name: 'forecast' | 'lower_80' | 'upper_80') =>
    days.map((day, index) => (index === last && has_forecast ? day.cumulative : day[name]));
  const forecast = joined('forecast');
  return {
    series: [SPENT, ...(has_forecast ? [FORECAST] : []), ...(limits.amount === null ? [] : [EVEN])],
    points: days.map((day, index) =>
      pointOf(
        day,
        [
          day.cumulative,
          ...(has_forecast ? [forecast[index] ?? null] : []),
          ...(limits.amount === null ? [] : [day.even]),
        ],
        { today: limits.today, formats },
      ),
    ),
    bands: has_forecast
      ? [
          {
            name: 'interval_80',
            title: '80% interval',
            color: 'var(--accent)',
            opacity: 0.22,
            lower: joined('lower_80'),
            upper: joined('upper_80'),
          },
        ]
      : [],
    levels: levelsOf(limits, formats),
    markers: [{ date: limits.today, title: 'Today', kind: 'today' }],
  };
}

/** What each day cost, against an even share a day. */
export function dailyChart(days: readonly BudgetDay[], { amount, today }: Limits, formats: Formats): ChartData {
  const total = days.reduce((sum, { spend }) => sum + (spend ?? 0), 0);
  return {
    series: [{ ...SPENT, is_rate: false, total }],
    points: days.map((day) => pointOf(day, [day.spend], { today, formats })),
    levels:
      amount === null
        ? []
        : [{ amount: amount / days.length, title: 'Even share a day', color: 'var(--ink-muted)', is_dashed: true }],
  };
}
