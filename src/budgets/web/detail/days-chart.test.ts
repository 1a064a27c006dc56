import { describe, expect, it } from 'vitest';
import type { Threshold } from '../../core/budget.ts';
import type { BudgetDay } from '../../core/contract.ts';
import { cumulativeChart, dailyChart, type Limits, levelsOf } from './days-chart.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };
const day = (date: string, known: Partial<BudgetDay>): BudgetDay => ({
  date,
  spend: null,
  incomplete: false,
  cumulative: null,
  forecast: null,
  lower_80: null,
  upper_80: null,
  even: null,
  ...known,
});
const threshold = (value: number, more: Partial<Threshold> = {}): Limits['thresholds'][number] => ({
  key: String(value),
  basis: 'actual',
  unit: 'percent',
  value,
  bound: 'mean',
  ...more,
});
const limits = (amount: number | null): Limits => ({ amount, thresholds: [], currency: 'USD', today: '2026-11-02' });

describe('a period of a budget as a chart', () => {
  const DAYS = [
    day('2026-11-01', { spend: 10, cumulative: 10, even: 30 }),
    day('2026-11-02', { spend: 3, incomplete: true, forecast: 22, lower_80: 20, upper_80: 24, even: 60 }),
    day('2026-11-03', { incomplete: true, forecast: 34, lower_80: 28, upper_80: 40, even: 90 }),
  ];

  it('adds up what is spent, and goes on from there with the forecast and its band', () => {
    const { series, points, bands } = cumulativeChart(DAYS, limits(90), FORMATS);
    expect(series.map(({ name }) => name)).toEqual(['spent', 'forecast', 'even']);
    expect(points.map(({ values }) => values)).toEqual([
      [10, 10, 30],
      [null, 22, 60],
      [null, 34, 90],
    ]);
    expect(points.map(({ incomplete }) => incomplete)).toEqual([false, true, false]);
    expect(bands?.map(({ lower, upper }) => [lower, upper])).toEqual([
      [
        [10, 20, 28],
        [10, 24, 40],
      ],
    ]);
  });

  it('has no line of what is not known', () => {
    const spent = DAYS.map((one) => ({ ...one, forecast: null, lower_80: null, upper_80: null, even: null }));
    const { series, bands, levels } = cumulativeChart(spent, limits(null), FORMATS);
    expect([series.map(({ name }) => name), bands, levels]).toEqual([['spent'], [], []]);
  });

  it('has each day for itself, what of it is not complete apart', () => {
    const { series, points, levels } = dailyChart(DAYS, limits(90), FORMATS);
    expect(series.map(({ total }) => total)).toEqual([13]);
    expect(points.map(({ values, incomplete }) => [values[0], incomplete])).toEqual([
      [10, false],
      [3, true],
      [null, false],
    ]);
    expect(levels?.map(({ amount }) => amount)).toEqual([30]);
  });

  it('draws the budget and its alerts as lines, one for each amount', () => {
    const thresholds = [
      threshold(80),
      threshold(100),
      threshold(50, { unit: 'amount' }),
      threshold(100, { basis: 'forecast', bound: 'lower_80' }),
    ];
    expect(
      levelsOf({ amount: 200, thresholds, currency: 'USD' }, FORMATS).map(({ amount, title }) => [amount, title]),
    ).toEqual([
      [200, 'Budget · 100% spent · 100% all but certain'],
      [160, '80% spent'],
      [50, '$50 spent'],
    ]);
  });
});
