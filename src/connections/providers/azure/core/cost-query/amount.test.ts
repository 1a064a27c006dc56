import { describe, expect, it } from 'vitest';
import { amountOf, amountText, sameAmount } from './amount.ts';

describe('an amount', () => {
  it.each([
    ['19.545363672276512', '19.545363672276512'],
    ['1.2E-07', '0.00000012'],
    ['-3E+2', '-300'],
    ['1.2345678901234567E-05', '0.000012345678901235'],
    ['-0.0000000000000000004', '0'],
    ['0', '0'],
  ])('%s is %s', (json, text) => expect(amountText(amountOf(json))).toBe(text));

  it('refuses what is no number', () => expect(() => amountOf('NaN')).toThrow('NaN'));

  it('is the same sum in spite of how Azure adds, and another when something is missing', () => {
    const [added, one] = [amountOf('212.374564'), amountOf('212.374563999999987')];
    expect(sameAmount(added, one, added)).toBe(true);
    expect(sameAmount(added, amountOf('212.3745'), added)).toBe(false);
    expect(sameAmount(0n, amountOf('0.0000001'), amountOf('0.0000001'))).toBe(false);
  });
});
