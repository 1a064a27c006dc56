import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  daysBetween,
  GRANULARITIES,
  periodStart,
  periodsIn,
  previousRange,
  weekStart,
} from './dates.ts';

const date = fc
  .integer({ min: Date.UTC(1990, 0, 1) / 86_400_000, max: Date.UTC(2090, 0, 1) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const length = fc.integer({ min: 1, max: 800 });

describe('dates', () => {
  it('count days both ways', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -2_000, max: 2_000 }), (d, n) => daysBetween(d, addDays(d, n)) === n),
    );
  });

  it('know months of every length', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-01');
    expect(addMonths('2024-12-15', 1)).toBe('2025-01-01');
    expect(addMonths('2024-03-31', -13)).toBe('2023-02-01');
    expect(daysBetween('2024-02-01', '2024-03-01')).toBe(29);
  });

  it('begin weeks on Monday', () => {
    expect(weekStart('2026-11-24')).toBe('2026-11-23');
    expect(weekStart('2026-11-23')).toBe('2026-11-23');
    expect(weekStart('2026-11-22')).toBe('2026-11-16');
  });

  it('cut a range into periods that hold each of its days exactly once', () => {
    fc.assert(
      fc.property(date, length, fc.constantFrom(...GRANULARITIES), (start, days, granularity) => {
        const end = addDays(start, days);
        const periods = periodsIn(start, end, granularity);
        const expected = [
          ...new Set(Array.from({ length: days }, (_, n) => periodStart(addDays(start, n), granularity))),
        ];
        expect(periods).toEqual(expected);
      }),
    );
  });

  it('put the previous range right before, at equal length', () => {
    fc.assert(
      fc.property(date, length, (start, days) => {
        const previous = previousRange(start, addDays(start, days));
        expect(previous.end).toBe(start);
        expect(daysBetween(previous.start, previous.end)).toBe(days);
      }),
    );
  });
});
