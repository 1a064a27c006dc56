import { describe, expect, it } from 'vitest';
import { actualOf, costBetween, periodEndOf, periodsAround, referenceDay } from './period-ends.ts';
import { bandsOf, type SliceForecast, sumOfDays } from './slice-forecast.ts';

/** 10 a day; the sum of n days is uncertain by 2n at 80 % and 3n at 95 %, days by 5 and 8. */
const forecast = (start: string, days: number): SliceForecast => {
  const each = (value: (day: number) => number) => Array.from({ length: days }, (_, day) => value(day + 1));
  const bounds = { lower_80: -1, upper_80: 1, lower_95: -1.5, upper_95: 1.5 };
  return {
    start,
    mean: each(() => 10),
    daily: bandsOf((band) => each(() => 10 + 5 * bounds[band])),
    cumulative: bandsOf((band) => each((n) => 10 * n + 2 * n * bounds[band])),
  };
};
const costs = (start: string, amounts: number[]) => ({ start, amounts: Float64Array.from(amounts) });

describe('periods', () => {
  it.each([
    ['2026-11-25', 1, '2026-11-01', '2026-10-01', '2026-01-01'],
    ['2026-11-25', 4, '2026-11-01', '2026-10-01', '2026-04-01'],
    ['2026-03-31', 4, '2026-03-01', '2026-01-01', '2025-04-01'],
    ['2026-01-01', 2, '2026-01-01', '2025-11-01', '2025-02-01'],
    ['2026-12-31', 12, '2026-12-01', '2026-12-01', '2026-12-01'],
  ])('around %s, of years that begin in month %i', (day, month, ...starts) => {
    const periods = periodsAround(day, month);
    expect(periods.map(({ start }) => start)).toEqual(starts);
    for (const { start, end } of periods) expect(start <= day && day < end).toBe(true);
  });

  it.each([
    ['today', '2026-11-25', '2026-11-23', '2026-11-25'],
    ['today, also when costs ended the month before', '2026-12-02', '2026-11-29', '2026-12-02'],
    ['where costs ended, when that is long ago', '2026-12-31', '2026-10-31', '2026-11-01'],
  ])('are those of %s', (_, today, through, reference) => expect(referenceDay(today, through)).toBe(reference));
});

describe('what a range cost', () => {
  const known = costs('2026-11-01', [1, 2, Number.NaN, 4]);
  it.each([
    ['2026-11-01', '2026-11-03', 3],
    ['2026-11-02', '2026-11-02', 0],
    ['2026-11-02', '2026-11-04', null],
    ['2026-10-31', '2026-11-02', null],
    ['2026-11-04', '2026-11-06', null],
  ])('from %s to %s', (start, end, cost) => expect(costBetween(known, start, end)).toBe(cost));
});

describe('the end of a period', () => {
  const november = periodsAround('2026-11-25', 1)[0]!;

  it('is what it cost so far and the forecast of the rest, as uncertain as the sum of the rest', () => {
    const actual = actualOf(
      november,
      costs(
        '2026-11-01',
        Array.from({ length: 20 }, () => 7),
      ),
      '2026-11-21',
    );
    expect(actual).toBe(140);
    expect(periodEndOf(november, actual, forecast('2026-11-21', 30))).toEqual({
      ...november,
      actual: 140,
      total: 240,
      lower_80: 220,
      upper_80: 260,
      lower_95: 210,
      upper_95: 270,
    });
  });

  it('is all forecast when no day of it is complete, as uncertain as the whole way to its end', () => {
    const december = periodsAround('2026-12-02', 1)[0]!;
    const actual = actualOf(december, costs('2026-11-01', [7]), '2026-11-30');
    const end = periodEndOf(december, actual, forecast('2026-11-30', 40));
    expect(end).toMatchObject({ actual: 0, total: 310, lower_80: 310 - 64, upper_95: 310 + 96 });
  });

  it('is certain when all of it is complete', () => {
    const actual = actualOf(
      november,
      costs(
        '2026-11-01',
        Array.from({ length: 32 }, () => 7),
      ),
      '2026-12-03',
    );
    const end = periodEndOf(november, actual, forecast('2026-12-03', 10));
    expect(end).toMatchObject({ actual: 210, total: 210, lower_95: 210, upper_95: 210 });
  });

  it('is not known when a day of it is not, or the forecast ends before', () => {
    expect(actualOf(november, costs('2026-11-02', [7, 7]), '2026-11-04')).toBeNull();
    expect(periodEndOf(november, null, forecast('2026-11-04', 30))).toBeNull();
    expect(periodEndOf(november, 1, forecast('2026-11-21', 9))).toBeNull();
  });
});

it('a sum of days has the interval of sums, and ends with the forecast', () => {
  const ahead = forecast('2026-11-21', 30);
  expect(sumOfDays(ahead, 0, 30)).toMatchObject({ mean: 300, lower_80: 240, upper_80: 360 });
  expect(sumOfDays(ahead, 3, 3)).toMatchObject({ mean: 0, upper_95: 0 });
  expect(sumOfDays(ahead, 0, 31)).toBeNull();
  // As uncertain as all 30 days, but no days cost less than nothing.
  expect(sumOfDays(ahead, 27, 30)).toMatchObject({ mean: 30, lower_80: 0, upper_80: 90, lower_95: 0, upper_95: 120 });
});
