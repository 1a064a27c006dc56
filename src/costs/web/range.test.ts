import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../platform/core/dates.ts';
import { runRate } from './dashboard/run-rate.ts';
import { daysOf, PRESETS, rangeText, suitableGranularity } from './range.ts';

const US = { locale: 'en-US', timezone: 'UTC' };

describe('a range', () => {
  it.each([
    ['7d', '2026-11-17', '2026-11-24'],
    ['30d', '2026-10-25', '2026-11-24'],
    ['90d', '2026-08-26', '2026-11-24'],
    ['month', '2026-11-01', '2026-11-24'],
    ['last-month', '2026-10-01', '2026-11-01'],
    ['12m', '2025-12-01', '2026-11-24'],
  ] as const)('%s is from %s until before %s, seen from the last complete day', (preset, start, end) => {
    expect(daysOf(preset, '2026-11-23')).toEqual({ start, end });
  });

  it('is never empty, on whatever day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(...PRESETS), (days, { id }) => {
        const { start, end } = daysOf(id, addDays('2000-01-01', days));
        expect(start < end).toBe(true);
      }),
    );
  });

  it('is written with both days, as people say it', () => {
    expect(rangeText({ start: '2026-10-25', end: '2026-11-24' }, US)).toBe('Oct 25 – Nov 23, 2026');
    expect(rangeText({ start: '2025-12-01', end: '2026-11-24' }, US)).toBe('Dec 1, 2025 – Nov 23, 2026');
    expect(rangeText({ start: '2026-11-23', end: '2026-11-24' }, US)).toBe('Nov 23, 2026');
  });

  it('is drawn in steps that can be read', () => {
    const steps = (days: number) => suitableGranularity({ start: '2026-01-01', end: addDays('2026-01-01', days) });
    expect([1, 92, 93, 200, 201].map(steps)).toEqual(['daily', 'daily', 'weekly', 'weekly', 'monthly']);
  });
});

describe('the run rate', () => {
  it('carries the complete days of a month on to its end', () => {
    expect(runRate(300, '2026-02-10')).toEqual({ complete_days: 10, days_in_month: 28, per_day: 30, month_end: 840 });
    expect(runRate(310, '2026-01-31')).toMatchObject({ complete_days: 31, month_end: 310 });
  });
});
