import { describe, expect, it } from 'vitest';
import type { DailySeries } from './series.ts';
import { findSums } from './sums.ts';

const series = (id: string, value: (t: number) => number, days = 60): DailySeries => ({
  id,
  start: '2026-01-01',
  values: Float64Array.from({ length: days }, (_, t) => value(t)),
});
const a = (t: number): number => 3 + (t % 7);
const b = (t: number): number => 10 * t + 0.1;

describe('findSums', () => {
  it('finds the sum of all others', () =>
    expect(findSums([series('x', a), series('all', (t) => a(t) + b(t)), series('y', b)])).toEqual([
      { total: 1, parts: [0, 2] },
    ]));

  it('finds the sum of those whose ids begin alike', () =>
    expect(
      findSums([series('acme', (t) => a(t) + b(t)), series('acme/x', a), series('acme/y', b), series('other/z', b)]),
    ).toEqual([{ total: 0, parts: [1, 2] }]));

  it('finds the longest run of those after it that add up to it', () =>
    expect(
      findSums([
        series('0', (t) => a(t) + b(t)),
        series('1', (t) => a(t) + b(t)),
        series('2', a),
        series('3', b),
        series('4', (t) => a(t) / 2),
        series('5', (t) => a(t) / 2),
        series('6', b),
        series('7', b),
      ])[0],
    ).toEqual({ total: 0, parts: [4, 5, 6] }));

  it('does without parts that ended long ago', () =>
    expect(
      findSums([series('x', a, 200), series('y', b, 200), series('all', (t) => a(t) + b(t) + (t < 100 ? 7 : 0), 200)]),
    ).toHaveLength(1));

  it('allows for cents and days that are not known', () =>
    expect(
      findSums([
        series('x', (t) => (t === 5 ? Number.NaN : a(t))),
        series('y', b),
        series('all', (t) => Math.round(100 * (a(t) + b(t))) / 100 + 0.01),
      ]),
    ).toHaveLength(1));

  it.each([
    ['one day differs', [series('x', a), series('y', b), series('all', (t) => a(t) + b(t) + (t === 50 ? 1 : 0))]],
    ['there are few days', [series('x', a, 20), series('y', b, 20), series('all', (t) => a(t) + b(t), 20)]],
    ['the days are others', [series('x', a), series('y', b, 61), series('all', (t) => a(t) + b(t))]],
    ['it is only one part twice', [series('x', a), series('y', a)]],
    ['there is nothing but zeros', [series('x', () => 0), series('y', () => 0), series('z', () => 0)]],
  ])('finds none where %s', (_, list) => expect(findSums(list)).toEqual([]));
});
