import { expect, it } from 'vitest';
import { besideOf } from './beside.ts';

it.each([
  ['in the middle', ['a', 'b', 'c'], 1, false, 'a', 'c'],
  ['at the beginning', ['a', 'b'], 0, false, undefined, 'b'],
  ['at the end', ['a', 'b'], 1, false, 'a', undefined],
  ['that has left the middle', ['a', 'c'], 1, true, 'a', 'c'],
  ['that has left the end', ['a'], 1, true, 'a', undefined],
  ['that was the only one', [], 0, true, undefined, undefined],
  ['that was never listed', ['a', 'b'], -1, true, undefined, undefined],
])('finds what is beside one %s', (_, ids, place, has_left, before, next) =>
  expect(besideOf(ids, place, has_left)).toEqual({ before, next }),
);
