import { assert, bigInt, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, decimalOf, negated, sumDecimals, timesDecimal, timesRatio } from './decimal.ts';

/** A decimal text of so many units of 1e-18. */
const textOf = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(19, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`;
};
const amounts = bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

describe('decimal texts', () => {
  it('are added, turned around and compared exactly', () => {
    assert(
      property(amounts, amounts, (one, other) => {
        const sum = sumDecimals([textOf(one), textOf(other)]);
        expect(compareDecimals(sum, textOf(one + other))).toBe(0);
        expect(sumDecimals([sum, negated(textOf(other))])).toBe(sumDecimals([textOf(one)]));
        expect(Math.sign(compareDecimals(textOf(one), textOf(other)))).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
    );
  });

  it.each([
    ['0.1', 0.7, '0.07'],
    ['90', 1 - 0.7, '27'],
    ['90', 1 / 3, '29.99999999999997'],
    ['1234.1', 1, '1234.1'],
    ['1', 1234.1, '1234.1'],
    ['0.000000000000000001', 0.5, '0'],
    ['-3', 0.5, '-1.5'],
  ])('%s times %d is %s', (amount, factor, product) => {
    expect(timesDecimal(amount, factor)).toBe(product);
  });

  it.each([
    ['28', '30', '28', '30'],
    ['10', '0.08', '0.1', '8'],
    ['1', '1', '3', '0.333333333333333333'],
    ['-1', '2', '3', '-0.666666666666666666'],
  ])('%s × %s ÷ %s is %s', (amount, dividend, divisor, quotient) => {
    expect(timesRatio(amount, dividend, divisor)).toBe(quotient);
  });

  it.each([
    [0.1, '0.1'],
    [3604.11, '3604.11'],
    [0.000_016_666_7, '0.0000166667'],
    [1e-7, '0.0000001'],
    [-2.5e-9, '-0.0000000025'],
    [1e21, '1000000000000000000000'],
    [-0, '0'],
  ])('stand for the number %d', (value, text) => {
    expect(decimalOf(value)).toBe(text);
  });

  it('stand for the same number', () => {
    assert(property(double({ min: 1, max: 1e15, noNaN: true }), (value) => Number(decimalOf(value)) === value));
    assert(property(integer(), (value) => decimalOf(value) === String(value)));
  });

  it('are nothing else', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => decimalOf(value)).toThrow();
      expect(() => timesDecimal('1', value)).toThrow("An amount can't be multiplied");
    }
    for (const text of ['', '1e3', ' 1', '1,5', '.5']) expect(() => sumDecimals([text])).toThrow('is no decimal text');
    expect(() => timesRatio('1', '1', '0')).toThrow();
  });
});
