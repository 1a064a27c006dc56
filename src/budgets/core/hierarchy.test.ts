import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BudgetNode, hierarchyProblems, rolledUp } from './hierarchy.ts';

const node = (id: string, parent_id: string | null, more: Partial<BudgetNode> = {}): BudgetNode => ({
  id,
  parent_id,
  name: id,
  period: 'quarter',
  calendar: 'fiscal',
  start: null,
  end: null,
  metric: 'effective',
  currency: 'USD',
  ...more,
});
const chain = (...ids: string[]): BudgetNode[] => ids.map((id, index) => node(id, ids[index - 1] ?? null));

describe('a budget', () => {
  it.each<[string, BudgetNode, BudgetNode[], string[]]>([
    ['stands alone', node('a', null), chain('b', 'c'), []],
    ['is a part of another', node('a', 'c'), chain('b', 'c'), []],
    ['is on the fifth level', node('a', 'e'), chain('b', 'c', 'd', 'e'), []],
    ['is on the sixth level', node('a', 'f'), chain('b', 'c', 'd', 'e', 'f'), ['over 5 levels at most']],
    [
      'has parts that would be',
      node('c', 'z'),
      [...chain('y', 'z'), ...chain('c', 'd', 'e', 'f')],
      ['over 5 levels at most'],
    ],
    ['is a part of nothing there', node('a', 'z'), [], ['there is no such budget']],
    ['is a part of itself', node('a', 'a'), [], ['it would be a part of itself']],
    ['is a part of its part', node('b', 'd'), chain('b', 'c', 'd'), ['it would be a part of itself']],
    ['has another calendar', node('a', 'b', { calendar: 'calendar' }), chain('b'), ['b has another calendar']],
    [
      'differs in all',
      node('b', 'a', { period: 'month', metric: 'list', currency: 'EUR' }),
      chain('a', 'b', 'c'),
      ['c is a part of it, with another period, metric, currency', 'a has another period, metric, currency'],
    ],
    [
      'has months, which are the same in every calendar',
      node('a', 'b', { period: 'month', calendar: 'calendar' }),
      [node('b', null, { period: 'month' })],
      [],
    ],
    ['begins later', node('a', 'b', { start: '2026-05-05' }), chain('b'), []],
    [
      'has other days of its own',
      node('a', 'b', { period: 'custom', start: '2026-05-05', end: '2026-06-06' }),
      [node('b', null, { period: 'custom', start: '2026-05-05', end: '2026-06-07' })],
      ['b has another start or end'],
    ],
  ])('that %s', (_, budget, others, problems) => {
    const found = hierarchyProblems(budget, others);
    expect(found).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(found[index]).toContain(problem);
  });

  it('that was let in never makes a circle, nor more than five levels', () => {
    assert(
      property(array(integer({ min: 0, max: 11 }), { minLength: 12, maxLength: 12 }), (parents) => {
        let all = Array.from({ length: 12 }, (_, index) => node(String(index), null));
        for (const [index, parent] of parents.entries()) {
          const moved = node(String(index), String(parent));
          if (hierarchyProblems(moved, all).length === 0) all = all.map((one) => (one.id === moved.id ? moved : one));
        }
        for (const one of all) {
          let levels = 1;
          for (let at = one; at.parent_id !== null; levels += 1) {
            at = all.find(({ id }) => id === at.parent_id)!;
            expect(levels).toBeLessThan(5);
          }
        }
      }),
    );
  });
});

it('sums of parts are exact, and not known where one of them is not', () => {
  expect(rolledUp(['0.1', '0.2', '-0.000000000000000001'])).toBe('0.299999999999999999');
  expect(rolledUp([])).toBe('0');
  expect(rolledUp(['1', null])).toBeNull();
});
