import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../../bench/accuracy/anomaly-random.ts';
import { type CalendarDays, calendarDays, dayNumber } from '../../forecasts/core/calendar.ts';
import { EMPTY_CALENDAR } from '../../forecasts/core/series.ts';
import { detectSeries } from './detect.ts';

// What detectors are known to get wrong, each as a series that would show it.

const START = '2023-11-20';
const DAYS = 400;
const days: CalendarDays = calendarDays(dayNumber(START), DAYS);

type Shape = (index: number) => number;

/** The alarms from day 100 on of a series of this shape with noise (the standard deviation of its logarithm). */
function alarmsOf(shape: Shape, noise = 0.04, seed = 1): number[] {
  const random = makeRandom(seed);
  const values = Float64Array.from({ length: DAYS }, (_, i) => shape(i) * Math.exp(noise * random.normal()));
  const series = { id: 'series', start: START, values };
  return detectSeries(series, { calendar: EMPTY_CALENDAR, replay_from: 100 }).alarms.map(({ index }) => index);
}

const weekday = (i: number): number => days.weekday[i]!;
const weekend = (i: number): number => (weekday(i) >= 5 ? 0.6 : 1);
const isFirst = (i: number): boolean => days.day_of_month[i] === 1;
const isLast = (i: number): boolean => days.days_to_month_end[i] === 0;

/** Heights that repeat only after seven months, from small to three times as large. */
const uneven = (i: number): number => [1, 0.4, 1.3, 0.6, 1.1, 0.5, 0.9][days.month[i]! % 7]!;

describe('rhythms that are no anomalies', () => {
  const rhythms: { name: string; shape: Shape }[] = [
    // Replacing days that alarmed in the history keeps a month start from ever being learnt.
    { name: 'a charge on the first of each month', shape: (i) => 100 * weekend(i) + (isFirst(i) ? 400 : 0) },
    { name: 'a charge that grows with the level', shape: (i) => 100 * 1.003 ** i * (isFirst(i) ? 5 : 1) },
    { name: 'uneven month ends', shape: (i) => 100 * weekend(i) * (isLast(i) ? 1 + uneven(i) : 1) },
    { name: 'a charge on the 15th', shape: (i) => (days.day_of_month[i] === 15 ? 300 : 100) },
    { name: 'a weekly batch', shape: (i) => (weekday(i) === 2 ? 500 : 10) },
    { name: 'a fortnightly batch', shape: (i) => (i % 14 === 3 ? 500 : 10) },
    { name: 'a fortnightly batch with nothing between', shape: (i) => (i % 14 === 3 ? 500 : 0) },
    { name: 'a batch every ten days, which no calendar knows', shape: (i) => (i % 10 === 3 ? 500 : 20) },
    { name: 'only a monthly charge', shape: (i) => (isFirst(i) ? 800 : 0) },
    { name: 'charges now and then', shape: (i) => (i % 23 === 5 || i % 31 === 8 ? 60 : 0) },
    { name: 'a charge every forty days, which seems a new service each time', shape: (i) => (i % 40 === 5 ? 60 : 0) },
    { name: 'steady growth', shape: (i) => 50 * 1.004 ** i },
    { name: 'credits', shape: (i) => -100 * weekend(i) },
    { name: 'a level of a cent', shape: (i) => 0.01 * (i % 50 === 9 ? 20 : 1) },
  ];
  it.each(rhythms)('$name', ({ shape }) => {
    const alarms = [1, 2, 3, 4].flatMap((seed) => alarmsOf(shape, 0.03, seed));
    expect(alarms).toEqual([]);
  });
});

describe('anomalies within rhythms', () => {
  const from = 248;
  const planted: { name: string; shape: Shape; change: (value: number, i: number) => number; within: number }[] = [
    {
      name: 'a spike between the month starts, lower than they are',
      shape: (i) => 100 * weekend(i) + (isFirst(i) ? 400 : 0),
      change: (value, i) => (i === from ? value + 200 : value),
      within: 0,
    },
    {
      name: 'a month start twice as high as ever',
      shape: (i) => 100 + (isFirst(i) ? 400 : 0),
      change: (value, i) => (isFirst(i) && i >= from && i < from + 31 ? value * 2 : value),
      within: 31,
    },
    {
      name: 'a fortnightly batch off its day',
      shape: (i) => (i % 14 === 3 ? 500 : 10),
      change: (value, i) => (i === from ? 400 : value),
      within: 0,
    },
    {
      name: 'a fortnightly batch in its idle week',
      shape: (i) => (i % 14 === 3 ? 500 : 10),
      change: (value, i) => (i === from ? 200 : value),
      within: 0,
    },
    {
      name: 'a weekly batch that becomes dearer',
      shape: (i) => (weekday(i) === 2 ? 500 : 10),
      change: (value, i) => (i >= from ? value * 1.7 : value),
      within: 1,
    },
    {
      name: 'a shift on top of growth',
      shape: (i) => 50 * 1.004 ** i,
      change: (value, i) => (i >= from ? value * 1.4 : value),
      within: 0,
    },
    {
      name: 'a service back after a long pause, at ten times the cost',
      shape: (i) => (i < 120 ? 10 : 0),
      change: (value, i) => (i >= from ? 100 : value),
      within: 0,
    },
  ];
  it.each(planted)('$name', ({ shape, change, within }) => {
    const calm = alarmsOf(shape);
    const alarms = alarmsOf((i) => change(shape(i), i)).filter((index) => !calm.includes(index));
    expect(alarms[0]).toBeGreaterThanOrEqual(from);
    expect(alarms[0]).toBeLessThanOrEqual(from + within);
  });
});

describe('faults of memory', () => {
  it('keeps its scale when there were many alarms: they stay in it, so that it does not shrink until all is alarm', () => {
    // Every 17th day twice as high, which alarms at first.
    const alarms = alarmsOf((i) => 100 * (i % 17 === 5 ? 2 : 1), 0.1);
    expect(alarms.length).toBeLessThanOrEqual(2);
    const wild = [1, 2, 3, 4, 5].map((seed) => alarmsOf(() => 100, 0.35, seed).length);
    expect(Math.max(...wild)).toBeLessThanOrEqual(2);
  });

  it('keeps its scale after an anomaly: the next one, half a year later, is found as well', () => {
    const alarms = alarmsOf((i) => 100 * weekend(i) * (i === 150 || i === 300 ? 1.8 : 1));
    expect(alarms).toEqual([150, 300]);
  });

  it('knows the week of a service that was not there before: zeros are no part of it', () => {
    const shape: Shape = (i) => (i < 160 ? 0 : 100 * weekend(i));
    expect(alarmsOf(shape)).toEqual([160, 161, 162, 163]);
    expect(alarmsOf((i) => shape(i) * (i === 230 ? 1.7 : 1))).toContain(230);
  });

  it('accepts a new level, and finds what comes after it', () => {
    const alarms = alarmsOf((i) => 100 * (i >= 150 ? 2 : 1) * (i === 200 ? 1.6 : 1));
    expect(alarms.filter((index) => index < 200)).toEqual([150, 151, 152, 153, 154, 155].slice(0, alarms.length - 1));
    expect(alarms.at(-1)).toBe(200);
  });

  it('answers days with gaps around them as if there were none', () => {
    const shape: Shape = (i) => (i % 9 === 4 ? Number.NaN : 100 * weekend(i) + (isFirst(i) ? 300 : 0));
    expect(alarmsOf(shape)).toEqual([]);
    expect(alarmsOf((i) => shape(i) * (i === 252 ? 1.8 : 1))).toEqual([252]);
  });
});

describe('what is expected', () => {
  it('is not half of a fee on the weekdays of which hardly one had any other cost', () => {
    const isFee = (i: number): boolean => i % 28 === 0;
    const values = Float64Array.from({ length: 90 }, (_, i) => (isFee(i) ? 5_000 : (i * i + 3 * i) % 8 < 3 ? 3 : 0));
    const { expected, first_index } = detectSeries(
      { id: 'series', start: '2026-01-01', values },
      { calendar: EMPTY_CALENDAR, replay_from: 30 },
    );
    const others = [...expected].filter((_, judged) => !isFee(first_index + judged));
    expect(Math.max(...others)).toBeLessThan(250);
  });
});
