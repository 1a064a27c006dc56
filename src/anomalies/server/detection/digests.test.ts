import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostCube } from '../../../costs/core/cube.ts';
import { dayDigests, firstChange } from './digests.ts';

const DAYS = 6;
const amount = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN), fc.constant(0));
const cells = fc.uniqueArray(fc.tuple(fc.string(), fc.array(amount, { minLength: DAYS, maxLength: DAYS })), {
  selector: ([value]) => value,
  minLength: 1,
  maxLength: 8,
});
const cubeOf = (given: [string, number[]][]): CostCube => ({
  currency: 'USD',
  start: '2026-01-01',
  days: DAYS,
  groupings: ['service'],
  cells: given.map(([value, amounts]) => ({ values: [value], amounts: Float64Array.from(amounts) })),
  labels: new Map(),
});

describe('digests of days', () => {
  it('are those of the costs, not of the order in which they come or of what costs nothing', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const digests = dayDigests([cubeOf(given)]);
        const free: [string, number[]] = ['\u0000 free', Array.from({ length: DAYS }, () => 0)];
        expect(dayDigests([cubeOf([free, ...given.toReversed()])])).toEqual(digests);
      }),
    );
  });

  it('tell of every amount that is another, on its day alone', () => {
    fc.assert(
      fc.property(cells, fc.nat(), fc.nat(DAYS - 1), amount, (given, which, day, other) => {
        const index = which % given.length;
        const changed = given.map(([value, amounts], at): [string, number[]] => [
          value,
          at === index ? amounts.with(day, other) : amounts,
        ]);
        const before = given[index]![1][day]!;
        const is_same = Object.is(before + 0, other + 0);
        const [a, b] = [dayDigests([cubeOf(given)]), dayDigests([cubeOf(changed)])];
        for (let at = 0; at < DAYS; at += 1) expect(a[at] === b[at]).toBe(at !== day || is_same);
      }),
    );
  });

  it('tell two slices that exchange their costs from those that keep them', () => {
    const digests = (a: number, b: number) =>
      dayDigests([
        cubeOf([
          ['a', [a, 0, 0, 0, 0, 0]],
          ['b', [b, 0, 0, 0, 0, 0]],
        ]),
      ]);
    expect(digests(1, 2)[0]).not.toBe(digests(2, 1)[0]);
  });
});

describe('the first change', () => {
  const before = { digests_start: '2026-01-01', day_digests: ['a', 'b', 'c'] };
  it.each([
    ['a new day', '2026-01-01', ['a', 'b', 'c', 'd'], '2026-01-04'],
    ['a restated day', '2026-01-01', ['a', 'x', 'c', 'd'], '2026-01-02'],
    ['none, of days that move on', '2026-01-02', ['b', 'c'], null],
    ['an earlier beginning', '2025-12-31', ['z', 'a', 'b', 'c'], '2025-12-31'],
    ['none', '2026-01-01', ['a', 'b', 'c'], null],
  ])('is %s', (_, start, digests, expected) => {
    expect(firstChange(start, digests, before)).toBe(expected);
  });
});
