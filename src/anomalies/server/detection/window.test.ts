import { describe, expect, it } from 'vitest';
import { addDays } from '../../../platform/core/dates.ts';
import { firstJudged, replayFrom } from './window.ts';

const cube = { start: '2026-01-01', days: 300 };
/** Day of an index of the cube. */
const day = (index: number): string => addDays(cube.start, index);
const ended = (from: number, to: number) => ({ started_on: day(from), last_day: day(to), is_ongoing: false });

describe('the first day that is judged', () => {
  it.each([
    [400, 60],
    [91, 60],
    [90, 21],
    [10, 9],
    [1, 0],
  ])('of %i days is %i', (days, first) => {
    expect(firstJudged({ days })).toBe(first);
  });
});

describe('days that are judged again', () => {
  const through = day(298);
  it.each([
    ['the last 45 when one has come', day(299), [], 254],
    ['the last 45 when nothing has changed', null, [], 254],
    ['from the first that was restated', day(120), [], 120],
    ['never those before the first that can be judged', day(3), [], 60],
    ['from the beginning of what ended within them', day(299), [ended(245, 260)], 245],
    ['not from the beginning of what ended long before', day(299), [ended(241, 243)], 254],
    ['from what ended within what is judged because of others', day(299), [ended(240, 244), ended(250, 260)], 240],
    ['at most 15 more, for what began long before is stored', day(299), [ended(150, 260), ended(239, 262)], 239],
    ['at most 15 more, however many follow each other', day(299), [ended(230, 243), ended(240, 250)], 240],
    ['at most 15 before what was restated', day(120), [ended(70, 119), ended(106, 118)], 106],
    ['from the beginning of what was restated itself', day(120), [ended(70, 121)], 70],
    ['not from what goes on, which is known', day(299), [{ ...ended(100, 299), is_ongoing: true }], 254],
  ])('are %s', (_, changed_on, known, expected) => {
    expect(replayFrom(cube, through, changed_on, known)).toBe(expected);
  });

  it('are one at least, of a history that has become shorter', () => {
    expect(replayFrom({ start: '2026-01-01', days: 5 }, '2026-06-01', null, [])).toBe(4);
  });
});
