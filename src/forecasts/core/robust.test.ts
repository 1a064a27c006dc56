import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAD_TO_SIGMA,
  median,
  medianAbsoluteDeviation,
  quantile,
  rollingMedian,
  selectInPlace,
  sortedFinite,
  weightedMedian,
  weightedQuantile,
} from './robust.ts';

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('median', () => {
  it.each([
    [of(), Number.NaN],
    [of(Number.NaN), Number.NaN],
    [of(3), 3],
    [of(1, 2), 1.5],
    [of(9, Number.NaN, 1, 5), 5],
    [of(Infinity, 1, 3), 2],
    [of(...Array.from({ length: 101 }, (_, i) => (i * 37) % 101)), 50],
  ])('of %s is %s', (values, expected) => expect(median(values)).toBe(expected));

  it('takes a range only', () => expect(median(of(100, 1, 2, 3, 100), 1, 4)).toBe(2));

  it('equals the middle of the sorted values, and any order statistic is found', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 120 }), fc.nat(), (list, pick) => {
        const sorted = list.toSorted((a, b) => a - b);
        const k = pick % list.length;
        expect(selectInPlace(Float64Array.from(list), list.length, k)).toBe(sorted[k]);
        const middle = sorted.length >> 1;
        const expected = sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
        expect(median(Float64Array.from(list))).toBe(expected);
      }),
    );
  });
});

describe('medianAbsoluteDeviation', () => {
  it('of the documented example of R (mad(c(1:9)) = 2.9652)', () =>
    expect(medianAbsoluteDeviation(of(1, 2, 3, 4, 5, 6, 7, 8, 9)) * MAD_TO_SIGMA).toBeCloseTo(2.9652, 4));
  it('leaves out unknown days', () => expect(medianAbsoluteDeviation(of(1, Number.NaN, 3, 8))).toBe(2));
});

describe('quantile', () => {
  it('interpolates as R does by default (type 7)', () => {
    expect(quantile(of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 0.9)).toBeCloseTo(9.1, 12);
    expect(quantile(of(4, 1, 3, 2), 0.25)).toBeCloseTo(1.75, 12);
  });
  it('is the least and the greatest at the ends', () => {
    expect(quantile(of(5, Number.NaN, 2), -1)).toBe(2);
    expect(quantile(of(5, 2), 2)).toBe(5);
    expect(quantile(of(), 0.5)).toBeNaN();
  });
  it('sorts numbers as numbers', () => expect([...sortedFinite(of(10, 9, Number.NaN, 100))]).toEqual([9, 10, 100]));
});

describe('weightedMedian', () => {
  it('with equal weights is the median', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 }), (list) => {
        const values = Float64Array.from(list);
        expect(weightedMedian(values, new Float64Array(values.length).fill(2))).toBe(median(values));
      }),
    );
  });
  it('follows the weight', () => {
    expect(weightedMedian(of(1, 2, 3), of(1, 1, 5))).toBe(3);
    expect(weightedQuantile(of(1, 2, 3, 4), of(1, 0, 1, 2), 0.25)).toBe(2);
    expect(weightedMedian(of(1, 2), of(0, 0))).toBeNaN();
  });
});

describe('rollingMedian', () => {
  it('looks back only when trailing', () =>
    expect([...rollingMedian(of(1, 9, 2, 3, Number.NaN), 3, 'trailing')]).toEqual([1, 5, 2, 3, 2.5]));
  it('looks both ways when centred, with shorter windows at the ends', () =>
    expect([...rollingMedian(of(1, 9, 2, 3, 4), 3, 'centred')]).toEqual([5, 2, 3, 3, 3.5]));
  it('is unknown where nothing is known', () => expect(rollingMedian(of(Number.NaN, 1), 1, 'trailing')[0]).toBeNaN());
});
