import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber } from '../../forecasts/core/calendar.ts';
import { calendarOf, usualBefore } from './incidents-usual.ts';

/** A Thursday. */
const START = '2026-01-01';
const DAYS = 150;
const calendar = calendarOf(START, DAYS);
const dayOfMonth = (day: number): number => Number(dateOfDay(dayNumber(START) + day).slice(8));
const series = (value: (day: number) => number): Float64Array =>
  Float64Array.from({ length: DAYS }, (_, day) => value(day));
/** Thursday is 0: Saturday and Sunday are 2 and 3. */
const isWeekend = (day: number): boolean => day % 7 === 2 || day % 7 === 3;

describe('what is usual before a day', () => {
  it('keeps the shape of the week and the latest level', () => {
    const values = series((day) => (day < 60 ? 100 : 200) * (isWeekend(day) ? 0.5 : 1));
    const { expected } = usualBefore(values, 90, calendar);
    for (let day = 90; day < 104; day++) expect(expected[day], `day ${day}`).toBeCloseTo(values[day]!, 6);
  });

  it('does not see the days from then on', () => {
    const values = series((day) => 100 + (day % 5));
    const changed = values.map((value, day) => (day >= 90 ? value * 9 : value));
    expect(usualBefore(changed, 90, calendar)).toEqual(usualBefore(values, 90, calendar));
  });

  it('expects what recurs at a day of the month', () => {
    const values = series((day) => 100 + (dayOfMonth(day) === 1 ? 500 : 0));
    const { expected } = usualBefore(values, 118, calendar);
    // 2026-05-01 is day 120.
    expect(expected[119]).toBe(100);
    expect(expected[120]).toBe(600);
    expect(expected[121]).toBe(100);
  });

  it('does not take one fee for a monthly one', () => {
    const values = series((day) => 100 + (day === 90 ? 500 : 0));
    expect(usualBefore(values, 100, calendar).expected[120]).toBe(100);
  });

  it('is not moved by a few wild or unknown days', () => {
    const values = series((day) => (day === 80 || day === 85 ? 5_000 : day === 83 ? Number.NaN : 100 + (day % 2)));
    const { expected, width } = usualBefore(values, 90, calendar);
    expect(expected[95]).toBeGreaterThan(99);
    expect(expected[95]).toBeLessThan(102);
    expect(width).toBeLessThan(10);
  });

  it('expects nothing of what was not there, and says that it goes by no day', () => {
    const unknown = usualBefore(
      series(() => Number.NaN),
      50,
      calendar,
    );
    expect(unknown.days).toBe(0);
    expect(unknown.expected[60]).toBe(0);
    expect(
      usualBefore(
        series((day) => (day < 70 ? 0 : 50)),
        70,
        calendar,
      ).expected[75],
    ).toBe(0);
    expect(
      usualBefore(
        series(() => 3),
        0,
        calendar,
      ).expected[0],
    ).toBe(0);
  });

  it('holds for credits too', () => {
    const values = series((day) => (isWeekend(day) ? -10 : -20));
    const { expected } = usualBefore(values, 90, calendar);
    expect(expected.slice(90, 97)).toEqual(values.slice(90, 97));
  });

  it('is as wide as days are uneven, and 2 % at least', () => {
    expect(
      usualBefore(
        series(() => 100),
        90,
        calendar,
      ).width,
    ).toBeCloseTo(2, 9);
    const uneven = series((day) => 100 + ((day * 37) % 41));
    expect(usualBefore(uneven, 90, calendar).width).toBeGreaterThan(10);
  });
});
