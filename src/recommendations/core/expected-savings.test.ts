import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedSavings, trustIn } from './expected-savings.ts';

describe('what is to be expected of a promise', () => {
  it.each([
    ['all of it before anything was measured', undefined, 1],
    ['all of it where promises were kept', { measured: 5, promised: 100, realised: 100 }, 1],
    ['no more where more was saved', { measured: 5, promised: 100, realised: 250 }, 1],
    [
      'half of half, after as many changes as are taken for granted',
      { measured: 3, promised: 100, realised: 50 },
      0.75,
    ],
    ['little where nothing was ever saved', { measured: 27, promised: 100, realised: -20 }, 0.1],
  ])('is %s', (_, record, trust) => {
    expect(trustIn(record)).toBeCloseTo(trust, 12);
  });

  it('falls with what was realised, and never leaves 0 to 1', () => {
    const amount = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        amount,
        amount,
        (measured, promised, a, b) => {
          const [less, more] = a < b ? [a, b] : [b, a];
          const [low, high] = [less, more].map((realised) => trustIn({ measured, promised, realised })) as [
            number,
            number,
          ];
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('ranks amounts exactly where nothing is known against them, and not what is unknown', () => {
    expect(expectedSavings('0.123456789012345678', undefined)).toBe('0.123456789012345678');
    expect(expectedSavings('100', { measured: 3, promised: 10, realised: 0 })).toBe('50');
    expect(expectedSavings(null, undefined)).toBeNull();
  });
});
