import { addDays } from '../../platform/core/dates.ts';
import type { Band, ChartData, Marker, Series } from '../../platform/web/chart/series.ts';
import { dayText, type Formats } from '../../platform/web/format.ts';
import type { ForecastComparison, LatestForecast } from '../core/contract.ts';
import type { Horizon } from './view.ts';
import { levelText } from './words.ts';

/** Days before the forecast that are drawn beside it: enough to see its rhythm, few enough to see the forecast. */
const HISTORY_DAYS: Record<Horizon, number> = { 30: 90, 90: 180, 365: 365 };

const COST = { name: 'cost', title: 'Cost', color: 'var(--series-1)', is_rest: true, is_broken: true };
/** The line of a forecast. */
export const FORECAST = {
  name: 'forecast',
  title: 'Forecast',
  color: 'var(--accent)',
  is_rest: true,
  is_broken: true,
  is_dashed: true,
};
/** Dashes of a whole year of days would hide its rhythm. */
const LONGEST_DASHED = 120;
const PLAIN = { ...FORECAST, name: 'plain', title: 'Without the scenario', color: 'var(--series-other)' };

/** The colours of budget lines: there is seldom more than one. */
const BUDGET_COLORS = ['var(--warn)', 'var(--series-4)'];

/** A line of what each budget is a day, spent evenly over its period. */
const budgetLines = ({ budgets }: LatestForecast, dates: string[]) =>
  budgets.map(({ name, days }, index) => ({
    series: {
      name: `budget_${index}`,
      title: `Budget a day: ${name}`,
      color: BUDGET_COLORS[index % BUDGET_COLORS.length]!,
      is_rest: true,
      is_broken: true,
      is_rate: true,
    },
    amounts: new Map(
      dates.map((date) => [date, days.find(({ start, end }) => date >= start && date < end)?.amount_per_day ?? null]),
    ),
  }));

const sum = (amounts: (number | null)[]): number => amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);

const bandOf = (level: 80 | 95, lower: (number | null)[], upper: (number | null)[], formats: Formats): Band => ({
  name: `interval_${level}`,
  title: `${levelText(level, formats)} interval`,
  color: 'var(--accent)',
  opacity: level === 80 ? 0.22 : 0.12,
  lower,
  upper,
});

/** The days of a chart with a series for each column of amounts. */
function daysOf(
  dates: string[],
  columns: { series: Omit<Series, 'total'>; amounts: Map<string, number | null> }[],
  incomplete: ReadonlySet<string>,
  formats: Formats,
): Pick<ChartData, 'series' | 'points'> {
  return {
    series: columns.map(({ series, amounts }) => ({
      ...series,
      total: sum(dates.map((date) => amounts.get(date) ?? null)),
    })),
    points: dates.map((date) => ({
      date,
      title: dayText(date, formats, 'short'),
      total: null,
      values: columns.map(({ amounts }) => amounts.get(date) ?? null),
      incomplete: incomplete.has(date),
    })),
  };
}

/** Today, and the days on which planned changes begin. */
const markersOf = (forecast: LatestForecast, today: string): Marker[] => [
  { date: today, title: 'Today', kind: 'today' },
  ...forecast.planned.map(({ start, name }): Marker => ({ date: start, title: `Planned: ${name}`, kind: 'event' })),
];

/**
 * History, forecast and intervals by day. `plain` is the same forecast without a scenario, where one is looked at: its
 * line is drawn beside.
 */
export function forecastChart(
  forecast: LatestForecast,
  { horizon, today, plain }: { horizon: Horizon; today: string; plain: LatestForecast | null },
  formats: Formats,
): ChartData {
  const { history, points } = forecast;
  const first = points[0]?.date ?? addDays(history.at(-1)?.date ?? today, 1);
  const from = addDays(first, -HISTORY_DAYS[horizon]);
  const shown = history.filter(({ date }) => date >= from);
  const dates = [...new Set([...shown, ...points].map(({ date }) => date))].toSorted();
  const by_date = new Map(points.map((point) => [point.date, point]));
  const edge = (name: 'lower_80' | 'upper_80' | 'lower_95' | 'upper_95') =>
    dates.map((date) => by_date.get(date)?.[name] ?? null);
  const is_dashed = points.length <= LONGEST_DASHED;
  const means = ({ points: days }: LatestForecast) => new Map(days.map(({ date, mean }) => [date, mean]));
  return {
    ...daysOf(
      dates,
      [
        { series: COST, amounts: new Map(shown.map(({ date, amount }) => [date, amount])) },
        ...(plain ? [{ series: { ...PLAIN, is_dashed }, amounts: means(plain) }] : []),
        ...(points.length > 0 ? [{ series: { ...FORECAST, is_dashed }, amounts: means(forecast) }] : []),
        ...budgetLines(forecast, dates),
      ],
      new Set(shown.filter((day) => day.incomplete).map(({ date }) => date)),
      formats,
    ),
    bands:
      points.length === 0
        ? []
        : [
            bandOf(95, edge('lower_95'), edge('upper_95'), formats),
            bandOf(80, edge('lower_80'), edge('upper_80'), formats),
          ],
    markers: markersOf(forecast, today),
  };
}

/** A past forecast with its interval, and what came. */
export function comparisonChart({ points }: ForecastComparison, formats: Formats): ChartData {
  return {
    ...daysOf(
      points.map(({ date }) => date),
      [
        { series: { ...COST, title: 'Actual' }, amounts: new Map(points.map(({ date, actual }) => [date, actual])) },
        { series: FORECAST, amounts: new Map(points.map(({ date, mean }) => [date, mean])) },
      ],
      new Set(),
      formats,
    ),
    bands: [
      bandOf(
        80,
        points.map(({ lower_80 }) => lower_80),
        points.map(({ upper_80 }) => upper_80),
        formats,
      ),
    ],
  };
}
