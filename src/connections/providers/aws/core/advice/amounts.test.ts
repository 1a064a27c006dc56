import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountText, decimalText } from './amounts.ts';

describe('amounts', () => {
  it.each([
    [12.34, '12.34'],
    [0, '0'],
    [1e-7, '0.0000001'],
    [-1.25e-9, '-0.00000000125'],
    [1e21, '1000000000000000000000'],
    [1.5e22, '15000000000000000000000'],
    [Number.NaN, null],
    [undefined, null],
  ])('of %s are %s as text', (value, text) => {
    expect(decimalText(value)).toBe(text);
  });

  it('are the same number again, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = decimalText(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it.each([
    ['12.340000000001', '12.340000000001'],
    ['', null],
    ['n/a', null],
    [undefined, null],
  ])('that AWS writes as %s stay so', (given, text) => {
    expect(amountText(given)).toBe(text);
  });
});
