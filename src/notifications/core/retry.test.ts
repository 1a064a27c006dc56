import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAttempt } from './retry.ts';

const now = new Date('2026-11-26T10:00:00Z');
const pause = (given: Partial<Parameters<typeof nextAttempt>[0]>): number | null => {
  const at = nextAttempt({ attempt: 1, now, after: null, jitter: 1, ...given });
  return at && (at.getTime() - now.getTime()) / 60_000;
};
const inMinutes = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

describe('a delivery that was not taken', () => {
  it('is sent again after pauses that double from a minute to three hours, for about a day', () => {
    const pauses = Array.from({ length: 20 }, (_, index) => pause({ attempt: index + 1 }));
    expect(pauses.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 180, 180]);
    const known = pauses.filter((one) => one !== null);
    expect(known).toHaveLength(15);
    const hours = known.reduce((sum, one) => sum + one, 0) / 60;
    expect([hours * 0.5, hours]).toEqual([expect.closeTo(12.6, 0), expect.closeTo(25.25, 1)]);
  });

  it('waits as long as it is asked to, a day at most, and never shorter than its pause', () => {
    expect(pause({ after: inMinutes(90) })).toBe(90);
    expect(pause({ after: inMinutes(-5) })).toBe(1);
    expect(pause({ after: inMinutes(60 * 24 * 365) })).toBe(60 * 24);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.integer({ min: -1_000, max: 1_440 })),
        (attempt, jitter, minutes) => {
          const after = minutes === null ? null : inMinutes(minutes);
          const waited = pause({ attempt, jitter, after }) ?? Number.NaN;
          const whole = pause({ attempt }) ?? Number.NaN;
          expect(waited).toBeGreaterThanOrEqual(Math.max(whole / 2, minutes ?? 0) - 1e-6);
          expect(waited).toBeLessThanOrEqual(Math.max(whole, minutes ?? 0) + 1e-6);
        },
      ),
    );
  });
});
