import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../../bench/accuracy/anomaly-random.ts';
import { dateOfDay, dayNumber, weekdayOf } from '../../forecasts/core/calendar.ts';
import { type AnalysisCalendar, type DailySeries, EMPTY_CALENDAR } from '../../forecasts/core/series.ts';
import { type Alarm, type DetectOptions, detectSeries } from './detect.ts';

const START = '2024-03-05';
const DAYS = 240;

const dateAt = (index: number): string => dateOfDay(dayNumber(START) + index);
const seriesOf = (values: ArrayLike<number>): DailySeries => ({
  id: 'series',
  start: START,
  values: Float64Array.from(values),
});

/** A service of about 100 a day that costs a third less at weekends, with 4 % of noise. */
const weekly = (seed = 1, noise = 0.04): number[] => {
  const random = makeRandom(seed);
  return Array.from({ length: DAYS }, (_, i) => {
    const weekend = weekdayOf(dayNumber(START) + i) >= 5 ? 0.65 : 1;
    return 100 * weekend * Math.exp(noise * random.normal());
  });
};

const constant = (value: number): number[] => Array.from({ length: 90 }, () => value);

const changed = (values: number[], change: (value: number, index: number) => number): number[] => values.map(change);

const alarmsOf = (values: ArrayLike<number>, options: Partial<DetectOptions> = {}): Alarm[] =>
  detectSeries(seriesOf(values), { calendar: EMPTY_CALENDAR, replay_from: 60, ...options }).alarms;

const indicesOf = (values: ArrayLike<number>, options: Partial<DetectOptions> = {}): number[] =>
  alarmsOf(values, options).map(({ index }) => index);

/** Series of all sorts: weekly, batch, silent at first, with gaps, shifts and spikes, negative. */
const anySeries = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    noise: fc.constantFrom(0, 0.03, 0.3),
    silent_days: fc.constantFrom(0, 0, 0, 50, 120),
    period: fc.constantFrom(1, 7, 14, 30),
    sign: fc.constantFrom(1, 1, 1, -1),
    shift: fc.record({ at: fc.integer({ min: 0, max: DAYS }), factor: fc.constantFrom(0, 0.1, 1, 1.6, 4.2) }),
    gaps: fc.array(fc.integer({ min: 0, max: DAYS - 1 }), { maxLength: 12 }),
    spikes: fc.array(fc.integer({ min: 0, max: DAYS - 1 }), { maxLength: 6 }),
  })
  .map(({ seed, noise, silent_days, period, sign, shift, gaps, spikes }) => {
    const values = changed(weekly(seed, noise), (value, i) => {
      if (i < silent_days) return 0;
      const level = sign * value * (i % period === 0 ? 5 : 1) * (i >= shift.at ? shift.factor : 1);
      return spikes.includes(i) ? level * 3 : level;
    });
    return changed(values, (value, i) => (gaps.includes(i) ? Number.NaN : value));
  });

describe('detectSeries is causal', () => {
  it('says of a day in a replay what it says of it on that day', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 1, max: DAYS }), (values, length) => {
        const replay = detectSeries(seriesOf(values), { calendar: EMPTY_CALENDAR, replay_from: 0 });
        const that_day = detectSeries(seriesOf(values.slice(0, length)), { calendar: EMPTY_CALENDAR });
        expect(that_day.first_index).toBe(length - 1);
        expect(that_day.alarms).toEqual(replay.alarms.filter(({ index }) => index === length - 1));
        expect(that_day.expected[0]).toBe(replay.expected[length - 1]);
        expect(that_day.upper[0]).toBe(replay.upper[length - 1]);
        expect(that_day.lower[0]).toBe(replay.lower[length - 1]);
      }),
      { numRuns: 200 },
    );
  });

  it('neither judges nor learns from days that are not complete', () => {
    const values = changed(weekly(), (value, i) => (i >= DAYS - 3 ? value / 10 : value));
    const whole = detectSeries(seriesOf(values), { calendar: EMPTY_CALENDAR, replay_from: 60, immature_days: 3 });
    const cut = detectSeries(seriesOf(values.slice(0, -3)), { calendar: EMPTY_CALENDAR, replay_from: 60 });
    expect(whole).toEqual(cut);
    expect(indicesOf(values)).toContain(DAYS - 3);
    expect(detectSeries(seriesOf([1, 2]), { calendar: EMPTY_CALENDAR, immature_days: 5 }).alarms).toEqual([]);
  });
});

describe('detectSeries and amounts', () => {
  it('does not depend on the unit of money, but for the least impact', () => {
    fc.assert(
      fc.property(anySeries, fc.constantFrom(2 ** -6, 2 ** 5, 2 ** 20), (values, factor) => {
        const plain = alarmsOf(values, { minimum_impact: 0.5 });
        const scaled = alarmsOf(
          values.map((value) => value * factor),
          { minimum_impact: 0.5 * factor },
        );
        expect(scaled.map(({ index, kind, severity }) => [index, kind, severity])).toEqual(
          plain.map(({ index, kind, severity }) => [index, kind, severity]),
        );
        for (const [n, { expected, upper }] of scaled.entries()) {
          expect(expected / factor).toBeCloseTo(plain[n]!.expected, 6);
          expect(upper / factor).toBeCloseTo(plain[n]!.upper, 6);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('answers finite numbers, a band in order, and nothing about unknown days, whatever the values', () => {
    const value = fc.oneof(
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(0, 0, 0, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, 1e-300, 100, 100, 100),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 130 }), fc.constantFrom(undefined, 0), (values, minimum_impact) => {
        const { alarms, expected, lower, upper } = detectSeries(seriesOf(values), {
          calendar: EMPTY_CALENDAR,
          replay_from: 0,
          minimum_impact,
        });
        for (const alarm of alarms) {
          expect(Number.isFinite(values[alarm.index])).toBe(true);
          expect(alarm.date).toBe(dateAt(alarm.index));
          expect([alarm.expected, alarm.lower, alarm.upper, alarm.actual, alarm.score].every(Number.isFinite)).toBe(
            true,
          );
          expect(alarm.score).toBeGreaterThanOrEqual(1);
          expect(alarm.actual <= alarm.lower || alarm.actual >= alarm.upper).toBe(true);
        }
        for (const [i, middle] of expected.entries()) {
          const known = [middle, lower[i]!, upper[i]!].filter(Number.isFinite);
          expect([0, 3]).toContain(known.length);
          if (known.length === 3) expect(lower[i]!).toBeLessThanOrEqual(upper[i]!);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('asks for more to raise an alarm the lower its sensitivity and the higher the least impact', () => {
    const values = changed(weekly(5, 0.12), (value, i) => (i % 41 === 0 ? value * (1 + i / 120) : value));
    const count = (options: Partial<DetectOptions>): number => alarmsOf(values, options).length;
    const by_sensitivity = (['low', 'normal', 'high'] as const).map((sensitivity) => count({ sensitivity }));
    expect(by_sensitivity).toEqual(by_sensitivity.toSorted((a, b) => a - b));
    expect(by_sensitivity[0]).toBeLessThan(by_sensitivity[2]!);
    const by_impact = [0, 1, 30, 80, 1000].map((minimum_impact) => count({ minimum_impact }));
    expect(by_impact).toEqual(by_impact.toSorted((a, b) => b - a));
    expect(by_impact.at(-1)).toBe(0);
  });
});

describe('detectSeries finds what was planted', () => {
  const incidents = [
    { name: 'a spike', from: 150, to: 150, factor: 1.6, kinds: ['spike'] },
    { name: 'a spike of three days', from: 150, to: 152, factor: 1.5, kinds: ['spike', 'level_shift'] },
    { name: 'a level shift', from: 150, to: DAYS, factor: 1.5, kinds: ['spike', 'level_shift'] },
    { name: 'a drop', from: 150, to: DAYS, factor: 0.05, kinds: ['drop'] },
    { name: 'a service that vanishes', from: 150, to: DAYS, factor: 0, kinds: ['vanished'] },
  ];
  it.each(incidents)('$name, on its first day', ({ from, to, factor, kinds }) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const values = changed(weekly(seed), (value, i) => (i >= from && i <= to ? value * factor : value));
      const alarms = alarmsOf(values);
      expect(alarms.map(({ index }) => index).filter((index) => index < from || index > from + 8)).toEqual([]);
      expect(alarms[0]?.index).toBe(from);
      expect(kinds).toContain(alarms[0]?.kind);
      expect(alarms[0]!.expected).toBeGreaterThan(55);
      expect(alarms[0]!.expected).toBeLessThan(115);
    }
  });

  it('a constant that is added to every day from one on, by the second of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 100, max: 200 }), (seed, from) => {
        const alarms = indicesOf(changed(weekly(seed), (value, i) => (i >= from ? value + 60 : value)));
        expect(alarms.some((index) => index === from || index === from + 1)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('a drift, within eight days on average', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const rise = (i: number): number => 1 + 0.7 * Math.min(1, Math.max(0, (i - 149) / 24));
      const alarms = alarmsOf(changed(weekly(seed), (value, i) => value * rise(i)));
      expect(alarms[0]!.index).toBeGreaterThanOrEqual(150);
      expect(['drift', 'level_shift']).toContain(alarms[0]!.kind);
      return alarms[0]!.index - 150;
    });
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeLessThanOrEqual(8);
  });

  it('a drift of which each month is too little money, once it has added up to enough, and once only', () => {
    // The snapshots of nobody: 37 a day, and half a dollar more each day; reported is what makes 30 a day.
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = makeRandom(seed);
      const leak = Array.from({ length: DAYS }, (_, i) => {
        return (37 + 0.5 * Math.max(0, i - 119)) * Math.exp(0.01 * random.normal());
      });
      const alarms = alarmsOf(leak, { minimum_impact: 30 });
      expect(alarms.map(({ kind }) => kind)).toContain('drift');
      expect(alarms[0]!.index).toBeGreaterThan(170);
      expect(alarms[0]!.expected).toBeCloseTo(37, -1);
      expect(alarms.at(-1)!.index - alarms[0]!.index).toBeLessThanOrEqual(7);
    }
  });

  it('a new level for about four days, until it is accepted', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const alarms = indicesOf(changed(weekly(seed), (value, i) => (i >= 150 ? value * 1.8 : value)));
      expect(alarms.length).toBeGreaterThanOrEqual(4);
      expect(alarms.at(-1)).toBeLessThanOrEqual(157);
    }
  });

  it('a new service, unless it is trivial, and not the first days of the data', () => {
    const born = changed(weekly(), (value, i) => (i < 130 ? 0 : value));
    const alarms = alarmsOf(born);
    expect(alarms.map(({ index, kind }) => [index, kind])).toEqual([130, 131, 132, 133].map((index) => [index, 'new']));
    expect(alarms[0]).toMatchObject({ expected: 0, lower: 0, actual: born[130] });
    expect(indicesOf(born.map((value) => value / 1000))).toEqual([]);
    expect(indicesOf(weekly().slice(0, 40), { replay_from: 0 })).toEqual([]);
  });
});

describe('detectSeries is silent', () => {
  it('on clean noise: under one false alarm in 2,000 days', () => {
    let days = 0;
    let alarms = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      for (const noise of [0.01, 0.05, 0.2]) {
        alarms += alarmsOf(weekly(seed, noise)).length;
        days += DAYS - 60;
      }
    }
    expect((1000 * alarms) / days).toBeLessThan(0.5);
  });

  it('on a few high days of what grows slowly: they are no drift', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const values = changed(weekly(seed, 0.01), (value, i) => value * 1.001 ** i * (i >= 150 && i < 153 ? 1.14 : 1));
      expect(alarmsOf(values).filter(({ kind }) => kind === 'drift')).toEqual([]);
    }
  });

  it('on cents beside a monthly fee, though a usual day with its share of the fee would be much', () => {
    const values = Array.from({ length: DAYS }, (_, i) => {
      if (dateAt(i).endsWith('-01')) return 9000;
      return i < 180 ? 0.5 : 0.5 + 0.1 * (i - 180);
    });
    expect(alarmsOf(values, { minimum_impact: 19 }).filter(({ index }) => index > 120)).toEqual([]);
  });

  it('on the third credit of a month start', () => {
    const credits = ['2024-04-01', '2024-05-01', '2024-06-01'];
    const values = changed(weekly(), (value, i) => {
      const nth = credits.indexOf(dateAt(i));
      return nth < 0 ? value : value - 4000 + 1000 * nth;
    });
    expect(indicesOf(values)).toEqual([]);
  });

  it('on unknown days, and does not take the first known day after them for news', () => {
    const values = changed(weekly(), (value, i) => (i >= 120 && i < 150 ? Number.NaN : value));
    expect(indicesOf(values)).toEqual([]);
  });

  it('on a series that is empty, unknown or zero throughout', () => {
    for (const values of [[], [5], constant(Number.NaN), constant(0), constant(3)]) {
      expect(indicesOf(values, { replay_from: 0 })).toEqual([]);
    }
  });
});

describe('detectSeries and the calendar', () => {
  const planned = (change: Partial<AnalysisCalendar['planned'][number]>): AnalysisCalendar => ({
    holidays: [],
    planned: [{ series_id: null, start: dateAt(150), end: null, amount_per_day: null, percent: null, ...change }],
  });

  it('expects what was planned', () => {
    const doubled = changed(weekly(), (value, i) => (i >= 150 ? value * 2 : value));
    expect(indicesOf(doubled)).toContain(150);
    const calendar = planned({ percent: 100 });
    const detection = detectSeries(seriesOf(doubled), { calendar, replay_from: 60 });
    expect(detection.alarms).toEqual([]);
    expect(detection.expected[160 - 60]! / detection.expected[146 - 60]!).toBeCloseTo(2, 0);
    const higher = changed(weekly(), (value, i) => (i >= 150 && i < 160 ? value + 80 : value));
    expect(indicesOf(higher, { calendar: planned({ amount_per_day: 80, end: dateAt(160) }) })).toEqual([]);
  });

  it('alarms when a planned saving does not come, and leaves other series alone', () => {
    expect(indicesOf(weekly(), { calendar: planned({ amount_per_day: -60 }) })).toContain(150);
    const doubled = changed(weekly(), (value, i) => (i >= 150 ? value * 2 : value));
    expect(indicesOf(doubled, { calendar: planned({ series_id: 'another', percent: 100 }) })).toContain(150);
  });

  it('knows nothing of days that were planned away', () => {
    const gone = changed(weekly(), (value, i) => (i >= 150 ? 0 : value));
    expect(indicesOf(gone)).toContain(150);
    expect(indicesOf(gone, { calendar: planned({ percent: -100 }) })).toEqual([]);
  });

  const quiet = (i: number): boolean => i % 90 >= 60 && i % 90 < 64;
  const holidays = Array.from({ length: DAYS }, (_, i) => i)
    .filter(quiet)
    .map((i) => ({ date: dateAt(i), name: 'Holiday' }));

  it('does not take less cost on a holiday for an alarm, nor the return from it', () => {
    const values = changed(weekly(), (value, i) => (quiet(i) ? value * 0.2 : value));
    expect(indicesOf(values)).toContain(150);
    const calendar = { holidays, planned: [] };
    expect(indicesOf(values, { calendar })).toEqual([]);
    const { expected } = detectSeries(seriesOf(values), { calendar, replay_from: 0 });
    expect(expected[152]! / expected[145]!).toBeLessThan(0.4);
    expect(
      indicesOf(
        changed(values, (value, i) => (i === 151 ? 400 : value)),
        { calendar },
      ),
    ).toContain(151);
  });

  it('does not take the return from days of less cost for a rise, though it knew of no holiday', () => {
    const values = changed(weekly(), (value, i) => (i >= 150 && i < 159 ? value * 0.72 : value));
    expect(indicesOf(values)).toEqual([]);
  });

  it('refuses a date that is none', () => {
    expect(() => indicesOf(weekly(), { calendar: planned({ start: '2024-02-30' }) })).toThrow(RangeError);
  });
});
