import { describe, expect, it } from 'vitest';
import { compare, type PastForecast, summarized } from './comparison.ts';

const each = (value: number): number[] => Array.from({ length: 35 }, () => value);
/** 10 a day from 2026-10-01 on; each day between 8 and 12, or 5 and 15. */
const past = (given: Partial<PastForecast> = {}): PastForecast => ({
  kind: 'made',
  made_at: '2026-10-01T02:00:00.000Z',
  start: '2026-10-01',
  mean: each(10),
  lower_80: each(8),
  upper_80: each(12),
  lower_95: each(5),
  upper_95: each(15),
  last_30_days: 300,
  ...given,
});
/** 10 a day in September, then `amounts`. */
const costs = (amounts: number[]) => ({
  start: '2026-09-01',
  amounts: Float64Array.from([...Array.from({ length: 30 }, () => 10), ...amounts]),
});

describe('a past forecast against what came', () => {
  it('counts complete days, their error, and those inside the intervals', () => {
    const came = compare(past(), costs([11, 11, 13, 20, Number.NaN, 9, 9, 9, 99]), '2026-10-08');
    expect(came).toMatchObject({
      start: '2026-10-01',
      end: '2026-10-09',
      days: 7,
      forecast: 70,
      actual: 82,
      inside_80: 5,
      inside_95: 6,
    });
    expect(came?.error_percent).toBeCloseTo((-12 / 82) * 100, 9);
    expect(came?.points.map(({ date }) => date)).not.toContain('2026-10-05');
  });

  it('ends after 30 days, however many more there are', () => {
    expect(compare(past(), costs(each(10)), '2026-11-04')).toMatchObject({
      days: 30,
      end: '2026-10-31',
      forecast: 300,
    });
  });

  it.each([
    ['fewer than seven days are complete', past(), each(10), '2026-10-06'],
    ['there is no forecast', past({ mean: [] }), each(10), '2026-10-30'],
    ['it was made from costs that have changed since', past({ last_30_days: 200 }), each(10), '2026-10-30'],
    ['it is of days before all costs', past({ start: '2026-08-01' }), each(10), '2026-10-30'],
  ])('is none when %s', (_, forecast, amounts, through) => {
    expect(compare(forecast, costs(amounts), through)).toBeNull();
  });

  it('has no error in percent of nothing', () => {
    expect(compare(past(), costs(each(0)), '2026-10-30')).toMatchObject({ actual: 0, error_percent: null });
  });

  it('is one of many: the median size of errors, and the share of days inside', () => {
    const all = [9, 10, 14].map((cost) => compare(past(), costs(each(cost)), '2026-10-30')!);
    const { median_error_percent, coverage_80, coverage_95 } = summarized(all);
    expect(median_error_percent).toBeCloseTo(100 / 9, 9);
    expect([coverage_80, coverage_95]).toEqual([2 / 3, 1]);
    expect(summarized([])).toEqual({ median_error_percent: null, coverage_80: null, coverage_95: null });
  });
});
