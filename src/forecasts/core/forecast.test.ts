import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber } from './calendar.ts';
import { type ForecastOptions, forecastAll, forecastSeries, MODEL_NAMES, type SeriesForecast } from './forecast.ts';
import { type DailySeries, EMPTY_CALENDAR, type PlannedChange } from './series.ts';

const OPTIONS: ForecastOptions = { horizon: 30, levels: [80, 95], calendar: EMPTY_CALENDAR };
/** A Wednesday, and the first of a month. */
const START = '2025-01-01';

const seriesOf = (days: number, value: (t: number) => number, start = START): DailySeries => ({
  id: 'compute',
  start,
  values: Float64Array.from({ length: days }, (_, t) => value(t)),
});

/** Steady noise between -0.5 and 0.5 that looks like chance. */
const noise = (t: number): number => (((t * 7919 + 104_729) % 1009) / 1009 + ((t * 31) % 17) / 17) / 2 - 0.5;
const weekly = (t: number): number => 100 + (t % 7 < 5 ? 20 : -20) + 4 * noise(t);
const forecast = (days: number, value: (t: number) => number, options = OPTIONS): SeriesForecast =>
  forecastSeries(seriesOf(days, value), options);
const dayOfMonth = (t: number): number => Number(dateOfDay(dayNumber(START) + t).slice(8));

function expectSound(result: SeriesForecast, horizon: number): void {
  expect(result.mean).toHaveLength(horizon);
  for (const intervals of [result.intervals, result.cumulative_intervals]) {
    const [inner, outer] = [intervals['80']!, intervals['95']!];
    for (let day = 0; day < horizon; day += 1) {
      const numbers = [outer.lower[day]!, inner.lower[day]!, inner.upper[day]!, outer.upper[day]!];
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
  }
  for (const [day, value] of result.mean.entries()) {
    expect(value).toBeGreaterThanOrEqual(result.intervals['80']!.lower[day]!);
    expect(value).toBeLessThanOrEqual(result.intervals['80']!.upper[day]!);
  }
}

describe('forecastSeries on what clouds cost', () => {
  it('repeats a weekly rhythm', () => {
    const { mean, start, backtest } = forecast(400, weekly);
    expect(start).toBe('2026-02-05');
    for (const [h, value] of mean.entries()) expect(Math.abs(value - weekly(400 + h))).toBeLessThan(4);
    expect(backtest.mase!).toBeLessThan(1.1);
    expect(backtest.origins).toBeGreaterThan(20);
  });

  it.each([
    ['on the first of a month', (t: number) => (dayOfMonth(t) === 1 ? 300 : 0)],
    ['on the first two days', (t: number) => (dayOfMonth(t) === 1 ? 400 : dayOfMonth(t) === 2 ? 150 : 0)],
    ['on the last day', (t: number) => (dayOfMonth(t + 1) === 1 ? 200 : 0)],
    ['in the middle', (t: number) => (dayOfMonth(t) === 15 ? 250 : 0)],
  ])('expects the charge that came %s', (_, charge) => {
    const { mean } = forecast(400, (t) => weekly(t) + charge(t));
    for (const [h, value] of mean.entries())
      expect(Math.abs(value - weekly(400 + h) - charge(400 + h))).toBeLessThan(12);
  });

  it('expects a monthly charge of a service that costs nothing else', () => {
    const charge = (t: number): number => (dayOfMonth(t) === 1 ? 300 : 0);
    const { mean } = forecast(400, charge);
    for (const [h, value] of mean.entries()) expect(value).toBeCloseTo(charge(400 + h), 6);
  });

  it('keeps the fortnight of a job that runs every other week', () => {
    const job = (t: number): number => (t % 14 === 3 ? 900 : 30) + noise(t);
    const { mean } = forecast(300, job);
    for (const [h, value] of mean.entries()) expect(Math.abs(value - job(300 + h))).toBeLessThan(20);
  });

  it('follows growth', () => {
    const grown = (t: number): number => weekly(t) * 1.003 ** t;
    const { mean } = forecast(400, grown);
    const sum = mean.reduce((total, value) => total + value, 0);
    const actual = mean.reduce((total, _, h) => total + grown(400 + h), 0);
    expect(Math.abs(sum / actual - 1)).toBeLessThan(0.02);
  });

  it('takes a new level after four days of it, and no spike of one', () => {
    const shifted = forecast(300, (t) => weekly(t) * (t < 296 ? 1 : 2));
    for (const [h, value] of shifted.mean.entries())
      expect(Math.abs(value / (2 * weekly(300 + h)) - 1)).toBeLessThan(0.2);
    const spiked = forecast(300, (t) => (t === 299 ? 5000 : weekly(t)));
    for (const [h, value] of spiked.mean.entries()) expect(Math.abs(value - weekly(300 + h))).toBeLessThan(8);
  });

  it('learns the year end that was, and expects it again', () => {
    const quiet = (t: number): number => {
      const date = dateOfDay(dayNumber(START) + 60 + t).slice(5);
      return weekly(t) * (date >= '12-24' || date === '01-01' ? 0.6 : 1);
    };
    const { mean } = forecastSeries(seriesOf(655, quiet, dateOfDay(dayNumber(START) + 60)), OPTIONS);
    for (const [h, value] of mean.entries()) expect(Math.abs(value / quiet(655 + h) - 1)).toBeLessThan(0.12);
  });

  it('learns what holidays do where it shows', () => {
    const holidays = [20, 75, 110, 160, 201, 250, 290, 310].map((t) => ({
      date: dateOfDay(dayNumber(START) + t),
      name: 'off',
    }));
    const days = new Set(holidays.map(({ date }) => dayNumber(date) - dayNumber(START)));
    const calendar = { holidays, planned: [] };
    const { mean } = forecast(300, (t) => weekly(t) * (days.has(t) ? 0.5 : 1), { ...OPTIONS, calendar });
    expect(Math.abs(mean[10]! - weekly(310) / 2)).toBeLessThan(8);
    expect(Math.abs(mean[11]! - weekly(311))).toBeLessThan(8);
  });
});

describe('forecastSeries on what is hard', () => {
  it.each<[string, number, (t: number) => number, number]>([
    ['nothing but zeros', 200, () => 0, 0],
    ['a constant', 200, () => 50, 50],
    ['ten days', 10, () => 50, 50],
    ['a service that ended a hundred days ago', 300, (t) => (t < 200 ? weekly(t) : 0), 0],
    ['a service that ended three weeks ago', 300, (t) => (t < 280 ? weekly(t) : 0), 0],
    ['a service that began after zeros', 300, (t) => (t < 260 ? 0 : 80), 80],
    ['credits', 300, () => -12, -12],
    ['days that are not known', 300, (t) => (t % 5 === 2 ? Number.NaN : 70), 70],
    ['days at the end that are not known', 300, (t) => (t > 290 ? Number.NaN : 70), 70],
  ])('%s', (_, days, value, expected) => {
    const result = forecast(days, value);
    expectSound(result, 30);
    for (const day of result.mean) expect(Math.abs(day - expected)).toBeLessThan(2);
  });

  it.each([
    [0, () => 1, 'no day has a known value'],
    [20, () => Number.NaN, 'no day has a known value'],
    [3, () => 1, '3 days are known'],
    [100, (t: number) => (t < 20 ? 5 : Number.NaN), 'nothing is known of the last 80 days'],
  ])('says why %s days are not enough', (days, value, reason) => {
    const result = forecast(days, value);
    expect(result).toMatchObject({ mean: [], model: null, intervals: {} });
    expect(result.reason).toContain(reason);
  });

  it('is the surer the longer it has looked', () => {
    const widths = [10, 300].map((days) => {
      const { lower, upper } = forecast(days, (t) => 100 + 10 * noise(t)).intervals['80']!;
      return upper.reduce((sum, value, h) => sum + value - lower[h]!, 0);
    });
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  });

  it.each([...MODEL_NAMES])('can be told to use %s', (model) => {
    for (const value of [weekly, (t: number) => weekly(t) - 110, () => 0])
      expectSound(forecast(200, value, { ...OPTIONS, model }), 30);
    const { mean } = forecast(400, weekly, { ...OPTIONS, model });
    for (const [h, day] of mean.entries()) expect(Math.abs(day - weekly(400 + h))).toBeLessThan(12);
  });

  it('is sound whatever comes in, and the same each time', () => {
    const any = fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
      { weight: 2, arbitrary: fc.constant(0) },
      fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e300, -1e160, 1e149, 5e-324, -0),
    );
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 160 }),
        fc.constantFrom(1, 30, 100),
        fc.boolean(),
        (list, horizon, is_cost) => {
          const values = is_cost ? list.map(Math.abs) : list;
          const options = { ...OPTIONS, horizon };
          const result = forecast(values.length, (t) => values[t]!, options);
          expect(forecast(values.length, (t) => values[t]!, options)).toEqual(result);
          if (result.reason === null) expectSound(result, horizon);
          else expect(result.mean).toEqual([]);
          if (values.every((value) => !(value < 0)))
            for (const { lower } of Object.values(result.intervals))
              expect(Math.min(...lower)).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('forecastSeries keeps', () => {
  const values = (t: number): number => weekly(t) * (1 + t / 800) + (dayOfMonth(t) === 1 ? 90 : 0);

  it('the scale of a series', () => {
    const one = forecast(300, values);
    for (const factor of [0.001, 8, 1000]) {
      const scaled = forecast(300, (t) => factor * values(t));
      for (const [h, value] of scaled.mean.entries()) expect(value / factor).toBeCloseTo(one.mean[h]!, 5);
      for (const [h, value] of scaled.intervals['95']!.upper.entries())
        expect(value / factor).toBeCloseTo(one.intervals['95']!.upper[h]!, 5);
    }
  });

  it('the forecast when the days move by whole weeks and no day of the month matters', () => {
    const one = forecastSeries(seriesOf(50, weekly), OPTIONS);
    const later = forecastSeries(seriesOf(50, weekly, dateOfDay(dayNumber(START) + 70)), OPTIONS);
    expect(later.mean).toEqual(one.mean);
  });

  it('a constant that is added to a series of credits', () => {
    const credits = (t: number): number => weekly(t) - 1000;
    const one = forecast(300, credits);
    const lower = forecast(300, (t) => credits(t) - 500);
    for (const [h, value] of lower.mean.entries()) expect(Math.abs(value + 500 - one.mean[h]!)).toBeLessThan(1);
  });
});

describe('planned changes', () => {
  const change = (fields: Partial<PlannedChange>): ForecastOptions => ({
    ...OPTIONS,
    calendar: {
      holidays: [],
      planned: [{ series_id: null, start: '2025-11-06', end: null, amount_per_day: null, percent: null, ...fields }],
    },
  });
  // 300 days end on 27 October; 6 November is the tenth day ahead.
  const plain = forecast(300, weekly);

  it('change the days from their start on', () => {
    const more = forecast(300, weekly, change({ amount_per_day: 40 }));
    const less = forecast(300, weekly, change({ percent: -100, end: '2025-11-08', series_id: 'compute' }));
    for (const [h, value] of plain.mean.entries()) {
      expect(more.mean[h]! - value).toBeCloseTo(h < 9 ? 0 : 40, 6);
      expect(less.mean[h]!).toBeCloseTo(h === 9 || h === 10 ? 0 : value, 6);
    }
  });

  it('are those of the series they name', () =>
    expect(forecast(300, weekly, change({ amount_per_day: 40, series_id: 'storage' })).mean).toEqual(plain.mean));

  it('in the past are not taken for a level that stays, and do not turn costs into credits', () => {
    const migration = change({ start: '2025-10-10', end: '2025-10-28', amount_per_day: 500 });
    const result = forecast(300, (t) => weekly(t) + (t >= 282 ? 500 : 0), migration);
    for (const [h, value] of result.mean.entries()) expect(Math.abs(value - weekly(300 + h))).toBeLessThan(8);
    expect(Math.min(...forecast(300, weekly, change({ amount_per_day: -900 })).mean)).toBe(0);
  });
});

describe('forecastAll', () => {
  const named = (id: string, value: (t: number) => number, days = 300): DailySeries => ({
    ...seriesOf(days, value),
    id,
  });

  it('answers in order, also for what has no forecast', () => {
    const list = [named('a', weekly), named('b', () => 1, 2), named('c', () => 9)];
    const results = forecastAll(list, OPTIONS);
    expect(results.map(({ id, reason }) => [id, reason === null])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ]);
    expect(results[0]!.mean).toEqual(forecastSeries(list[0]!, OPTIONS).mean);
  });

  it('draws a total to the sum of its parts', () => {
    const parts = [
      named('acme/a', weekly),
      named('acme/b', (t) => 500 * 1.002 ** t),
      named('acme/c', (t) => (t % 14 === 3 ? 90 : 1)),
    ];
    const total = named('acme', (t) => parts.reduce((sum, { values }) => sum + values[t]!, 0));
    const results = forecastAll([total, ...parts, named('other/x', weekly), named('other/y', weekly)], OPTIONS);
    const alone = forecastSeries(total, OPTIONS);
    const distance = ({ mean }: SeriesForecast): number =>
      mean.reduce(
        (sum, value, h) => sum + Math.abs(value - results[1]!.mean[h]! - results[2]!.mean[h]! - results[3]!.mean[h]!),
        0,
      );
    expect(distance(results[0]!)).toBeLessThan(distance(alone));
    expectSound(results[0]!, 30);
  });
});
