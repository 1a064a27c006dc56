import { describe, expect, it } from 'vitest';
import type { CostCube } from '../../../costs/core/cube.ts';
import type { Grouping } from '../../../costs/core/dimensions.ts';
import { monthlyCost, slicesToJudge } from './slices.ts';

const cubeOf = (groupings: Grouping[], cells: [string[], number[]][]): CostCube => ({
  currency: 'USD',
  start: '2026-01-01',
  days: 3,
  groupings,
  cells: cells.map(([values, amounts]) => ({ values, amounts: Float64Array.from(amounts) })),
  labels: new Map(),
});
const base = cubeOf(
  ['provider', 'account', 'service', 'region'],
  [
    [
      ['AWS', 'a', 'EC2', 'eu'],
      [10, 11, 12],
    ],
    [
      ['AWS', 'b', 'EC2', 'us'],
      [5, 5, 5],
    ],
    [
      ['AWS', 'b', 'S3', 'us'],
      [0.1, 0.2, 0.1],
    ],
  ],
);
const team = cubeOf(
  ['tag:team'],
  [
    [['web'], [10, 11, 12]],
    [[''], [5.1, 5.2, 5.1]],
  ],
);
const keys = (floor: number, kept: string[] = []): string[] =>
  slicesToJudge([base, team], floor, new Set(kept))
    .map(({ key }) => key)
    .toSorted();

describe('slices that are judged', () => {
  it('are each set of rows once, by what says most of it, without what has no tag', () => {
    expect(keys(0)).toEqual([
      'account=a&service=EC2',
      'account=b',
      'account=b&service=EC2',
      'account=b&service=S3',
      'provider=AWS',
      'service=EC2',
      'tag%3Ateam=web',
    ]);
  });

  it('leave out those that can not deviate by what matters', () => {
    expect(keys(1)).not.toContain('account=b&service=S3');
    expect(keys(1)).toContain('account=b&service=EC2');
    expect(keys(100)).toEqual([]);
  });

  it('always have those of known anomalies', () => {
    expect(keys(100, ['account=b&service=S3', 'account=a'])).toEqual(['account=a', 'account=b&service=S3']);
  });

  it('count credits by their size', () => {
    const credits = cubeOf(
      ['provider', 'account', 'service', 'region'],
      [
        [
          ['AWS', 'a', 'EC2', 'eu'],
          [0, -500, 0],
        ],
      ],
    );
    expect(slicesToJudge([credits], 400, new Set())).toHaveLength(1);
  });
});

it('the cost of a month leaves out days that are not known', () => {
  expect(monthlyCost(cubeOf(['provider'], [[['AWS'], [1, Number.NaN, 2]]]))).toBe(3);
});
