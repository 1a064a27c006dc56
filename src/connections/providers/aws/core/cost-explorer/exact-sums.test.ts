import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTo, type Costs, difference, isZero, netDiffers, type Sums, scaled } from './exact-sums.ts';

const costs = (text: string, more: Partial<Costs> = {}): Costs => ({
  UnblendedCost: text,
  AmortizedCost: text,
  NetUnblendedCost: text,
  NetAmortizedCost: text,
  ...more,
});
const sumsOf = (...texts: string[]): Sums => {
  const sums: Sums = new Map();
  for (const text of texts) addTo(sums, '2026-09-01', 'Usage', costs(text));
  return sums;
};

describe('amounts', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['1.5', 15n * 10n ** 29n],
    ['-0.0000000001', -(10n ** 20n)],
    ['8.58E-8', 858n * 10n ** 20n],
    ['1e2', 10n ** 32n],
    ['.5', 5n * 10n ** 29n],
  ])('%s is exact', (text, expected) => {
    expect(scaled(text)).toBe(expected);
  });

  it.each(['', '.', 'abc', '1,5', '1e-31', `0.${'1'.repeat(31)}`])('“%s” is refused', (text) => {
    expect(() => scaled(text)).toThrow('not an amount');
  });

  it('are zero, or differ net, by value and not by spelling', () => {
    expect(isZero(costs('0.00'))).toBe(true);
    expect(isZero(costs('0', { NetAmortizedCost: '0.0000000001' }))).toBe(false);
    expect(netDiffers(costs('1.50', { NetUnblendedCost: '1.5' }))).toBe(false);
    expect(netDiffers(costs('1.5', { NetAmortizedCost: '1.4' }))).toBe(true);
  });
});

describe('two ways to add up', () => {
  it('agree whatever the order', () => {
    const texts = fc.array(
      fc.integer().map((n) => (n / 1e10).toFixed(10)),
      { minLength: 1, maxLength: 20 },
    );
    const property = fc.property(texts, (list) => {
      expect(difference(sumsOf(...list), sumsOf(...list.toReversed()))).toBeNull();
    });
    fc.assert(property);
  });

  it('may differ by rounding, and no more', () => {
    // What each amount was rounded by, on days of many small ones.
    const small = Array.from({ length: 20_000 }, () => '0.0000000001');
    expect(difference(sumsOf(...small), sumsOf('0.000004'))).toBeNull();
    expect(difference(sumsOf(...small), sumsOf('0.0000040001'))).not.toBeNull();
    // A millionth of the currency, and a billionth of the sum.
    expect(difference(sumsOf('0.1', '0.1'), sumsOf('0.200001'))).toBeNull();
    const found = difference(sumsOf('0.1', '0.1'), sumsOf('0.2000011'));
    expect(found).toEqual({ day: '2026-09-01', record_type: 'Usage', metric: 'UnblendedCost' });
    expect(difference(sumsOf('-1000000'), sumsOf('-1000000.001'))).toBeNull();
    expect(difference(sumsOf('-1000000'), sumsOf('-1000000.0011'))).not.toBeNull();
    expect(difference(sumsOf('1000000'), sumsOf('-1000000'))).not.toBeNull();
    expect(difference(sumsOf(), sumsOf('0.01'))).not.toBeNull();
  });
});
