import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calendarDays,
  civilFromDay,
  DAY_CLASSES,
  dateOfDay,
  dayFromCivil,
  dayNumber,
  daysInMonth,
  weekdayOf,
} from './calendar.ts';

const DAY_MS = 86_400_000;
const anyDay = fc.integer({ min: -100_000, max: 200_000 });

describe('day numbers', () => {
  it('agree with the clock of the language for centuries around the epoch', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = new Date(day * DAY_MS);
        expect(civilFromDay(day)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        expect(dayFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day);
        expect(weekdayOf(day)).toBe((date.getUTCDay() + 6) % 7);
        expect(dateOfDay(day)).toBe(date.toISOString().slice(0, 10));
        expect(dayNumber(dateOfDay(day))).toBe(day);
      }),
    );
  });

  it.each(['2025-02-29', '2025-13-01', '2025-00-10', '2025-1-1', '', '2025-01-01T00:00:00Z'])('refuse "%s"', (text) =>
    expect(() => dayNumber(text)).toThrow(RangeError),
  );

  it('know leap years', () => {
    expect(daysInMonth(2024, 2)).toBe(29);
    expect(daysInMonth(2025, 2)).toBe(28);
    expect(daysInMonth(1900, 2)).toBe(28);
    expect(daysInMonth(2000, 2)).toBe(29);
  });
});

describe('calendarDays', () => {
  it('tells every day of a run what one by one is told', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 100 }), (first_day, length) => {
        const days = calendarDays(first_day, length);
        for (let i = 0; i < length; i += 1) {
          const { year, month, day } = civilFromDay(first_day + i);
          expect(days.day_of_month[i]).toBe(day);
          expect(days.days_to_month_end[i]).toBe(daysInMonth(year, month) - day);
          expect(days.month[i]).toBe(year * 12 + month - 1);
          expect(days.weekday[i]).toBe(weekdayOf(first_day + i));
        }
      }),
    );
  });

  it('names the days that bills make special, in February too', () => {
    const classes = (start: string, length: number) =>
      [...calendarDays(dayNumber(start), length).day_class].map((index) => DAY_CLASSES[index]);
    expect(classes('2025-02-26', 7)).toEqual([
      'ordinary',
      'last_but_one',
      'last',
      'first',
      'second',
      'third',
      'ordinary',
    ]);
    expect(classes('2024-02-14', 3)).toEqual(['ordinary', 'fifteenth', 'ordinary']);
    expect(classes('2024-02-28', 2)).toEqual(['last_but_one', 'last']);
  });
});
