import { describe, expect, it } from 'vitest';
import { addDays } from '../../platform/core/dates.ts';
import type { LatestForecast } from '../core/contract.ts';
import { comparisonChart, forecastChart } from './chart-data.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };
const FIRST = '2026-11-24';
const bands = (mean: number) => ({ lower_80: mean - 1, upper_80: mean + 1, lower_95: mean - 2, upper_95: mean + 2 });

/** 400 days of 10 a day through 23 November, a day without data among them, then one that is still filling. */
const FORECAST: LatestForecast = {
  scope: {},
  scope_key: '',
  costs: { filters: {}, metric: 'effective' },
  title: 'All costs',
  dimension: 'total',
  currency: 'USD',
  run: null,
  history: [
    ...Array.from({ length: 400 }, (_, day) => ({
      date: addDays(FIRST, day - 400),
      amount: day === 390 ? null : 10,
      incomplete: false,
    })),
    { date: FIRST, amount: 4, incomplete: true },
  ],
  points: [12, 13, 14].map((mean, day) => ({ date: addDays(FIRST, day), mean, ...bands(mean) })),
  period_ends: [],
  model: null,
  backtest: null,
  reason: null,
  planned: [{ event_id: '', name: 'Launch', start: addDays(FIRST, 2), end: null, amount: 5 }],
  budgets: [],
  scenario: { planned: true, growth_percent: 0 },
};
const drawn = (forecast: LatestForecast, plain: LatestForecast | null = null) =>
  forecastChart(forecast, { horizon: 30, today: addDays(FIRST, 1), plain }, FORMATS);

describe('the chart of a forecast', () => {
  it('has each day once, also the one that has a cost so far and a forecast', () => {
    const { points, series, bands: intervals } = drawn(FORECAST);
    expect(points).toHaveLength(90 + 3);
    expect(points.slice(-4).map(({ date, values, incomplete }) => [date, values, incomplete])).toEqual([
      ['2026-11-23', [10, null], false],
      ['2026-11-24', [4, 12], true],
      ['2026-11-25', [null, 13], false],
      ['2026-11-26', [null, 14], false],
    ]);
    // 90 days of 10, but for the one without data, and the 4 of the day that is still filling.
    expect(series.map(({ name, total }) => [name, total])).toEqual([
      ['cost', 894],
      ['forecast', 39],
    ]);
    expect(intervals?.map(({ name, lower }) => [name, lower.slice(-4)])).toEqual([
      ['interval_95', [null, 10, 11, 12]],
      ['interval_80', [null, 11, 12, 13]],
    ]);
  });

  it('keeps a day without data unknown', () => {
    const { points } = drawn(FORECAST);
    expect(points.find(({ date }) => date === addDays(FIRST, -10))?.values).toEqual([null, null]);
  });

  it('marks today and the days on which planned changes begin', () => {
    expect(drawn(FORECAST).markers).toEqual([
      { date: '2026-11-25', title: 'Today', kind: 'today' },
      { date: '2026-11-26', title: 'Planned: Launch', kind: 'event' },
    ]);
  });

  it('draws the forecast without the scenario beside that with it', () => {
    const plain = { ...FORECAST, points: FORECAST.points.map((point) => ({ ...point, mean: 10 })) };
    const { series, points } = drawn(FORECAST, plain);
    expect(series.map(({ name }) => name)).toEqual(['cost', 'plain', 'forecast']);
    expect(points.at(-1)?.values).toEqual([null, 10, 14]);
  });

  it('shows the history alone where there is no forecast', () => {
    const { series, points, bands: intervals } = drawn({ ...FORECAST, points: [] });
    expect(series.map(({ name }) => name)).toEqual(['cost']);
    expect([points.at(-1)?.date, intervals]).toEqual([FIRST, []]);
  });
});

it('draws a past forecast and what came', () => {
  const point = { date: FIRST, mean: 12, lower_80: 11, upper_80: 13, actual: 12.5 };
  const comparison = {
    kind: 'made',
    made_at: '',
    start: FIRST,
    end: addDays(FIRST, 1),
    days: 1,
    forecast: 12,
    actual: 12.5,
    error_percent: -4,
    inside_80: 1,
    inside_95: 1,
    points: [point],
  } as const;
  const { series, points, bands: intervals } = comparisonChart({ ...comparison, points: [point] }, FORMATS);
  expect(series.map(({ title, total }) => [title, total])).toEqual([
    ['Actual', 12.5],
    ['Forecast', 12],
  ]);
  expect(points[0]?.values).toEqual([12.5, 12]);
  expect(intervals?.map(({ title, lower, upper }) => [title, lower, upper])).toEqual([['80% interval', [11], [13]]]);
});
