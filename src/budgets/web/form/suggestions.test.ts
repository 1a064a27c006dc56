import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundedUp, suggestionsOf } from './suggestions.ts';

const periods = (...spends: (number | null)[]) =>
  spends.map((spend) => ({ start: '2026-01-01', end: '2026-02-01', amount: null, spend }));

describe('suggested amounts', () => {
  it.each([
    [5_137.22, 5_200],
    [5_200, 5_200],
    [99.5, 100],
    [7.2, 8],
    [0.4, 1],
    [1_000_000.01, 1_100_000],
  ])('of %d is %d', (amount, rounded) => {
    expect(roundedUp(amount)).toBe(rounded);
  });

  it('never fall short of what they come from, nor go far beyond', () => {
    fc.assert(
      fc.property(fc.double({ min: 10, max: 1e12, noNaN: true }), (amount) => {
        expect(roundedUp(amount)).toBeGreaterThanOrEqual(amount * (1 - 1e-11));
        expect(roundedUp(amount)).toBeLessThanOrEqual(amount * 1.1 + 1e-6);
      }),
    );
  });

  it('come from the latest periods that are known, and from the forecast', () => {
    expect(suggestionsOf(periods(900, 100, 200, null, 300), 333)).toEqual([
      { amount: 200, from: 200, basis: { kind: 'average', periods: 3 } },
      { amount: 340, from: 333, basis: { kind: 'forecast' } },
    ]);
    expect(suggestionsOf(periods(null, 120), 118)).toEqual([
      { amount: 120, from: 120, basis: { kind: 'average', periods: 1 } },
    ]);
    expect(suggestionsOf(periods(null), null)).toEqual([]);
    expect(suggestionsOf(periods(-50), -3)).toEqual([]);
  });
});
