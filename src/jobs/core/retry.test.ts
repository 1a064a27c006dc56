import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTry } from './retry.ts';

const now = new Date('2026-03-01T12:00:00Z');
const secondsUntil = (at: Date | null): number => ((at?.getTime() ?? Number.NaN) - now.getTime()) / 1_000;

describe('a run that failed', () => {
  it('is tried again after pauses that double from a minute to an hour, spread by half of each', () => {
    const pause = (attempt: number, jitter: number) =>
      secondsUntil(nextTry({ attempt, attempts: 20, retry: 'later', now, jitter }));
    expect([1, 2, 3, 6, 7, 12].map((attempt) => pause(attempt, 1))).toEqual([60, 120, 240, 1_920, 3_600, 3_600]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, jitter) => {
        expect(pause(attempt, jitter)).toBeGreaterThanOrEqual(pause(attempt, 1) / 2);
        expect(pause(attempt, jitter)).toBeLessThanOrEqual(pause(attempt, 1));
      }),
    );
  });

  it('is given up after its last try, or at once when trying again helps nothing', () => {
    expect(nextTry({ attempt: 5, attempts: 5, retry: 'later', now, jitter: 0 })).toBeNull();
    expect(nextTry({ attempt: 1, attempts: 5, retry: 'never', now, jitter: 0 })).toBeNull();
  });

  it('waits for the time that was asked for, however often it tried', () => {
    const later = new Date('2026-03-01T13:00:00Z');
    expect(nextTry({ attempt: 9, attempts: 5, retry: later, now, jitter: 0 })).toEqual(later);
    expect(nextTry({ attempt: 9, attempts: 5, retry: new Date('2026-03-01T11:00:00Z'), now, jitter: 0 })).toEqual(now);
  });
});
