import { describe, expect, it } from 'vitest';
import type { Inspection } from './action.ts';
import { objectionsToUndoing } from './undoable.ts';

const CHANGE = { before: { instance_type: 'm5.xlarge' }, after: { instance_type: 'm5.large' } };
const now = (change: Partial<Inspection>): Inspection => ({
  exists: true,
  tags: {},
  state: {},
  before: { instance_type: 'm5.large' },
  after: { instance_type: 'm5.large' },
  conditions: [],
  dependents: [],
  is_done: true,
  ...change,
});

describe('undoing a completed change', () => {
  it.each([
    ['while it is as the change left it', {}],
    ['where it is back already', { before: { instance_type: 'm5.xlarge' }, is_done: false }],
    ['where what it deleted is gone', { exists: false }],
    ['where the cloud does not tell that attribute any more', { before: {} }],
  ])('is fine %s', (_, change) => {
    expect(objectionsToUndoing(CHANGE, now(change))).toEqual([]);
  });

  it('would overwrite what somebody has made of it since', () => {
    const [objection, ...others] = objectionsToUndoing(CHANGE, now({ before: { instance_type: 'c5.large' } }));
    expect(objection).toContain('Its instance type is c5.large by now; this change had made it m5.large.');
    expect(others).toEqual([]);
  });

  it('can do nothing for what is gone, unless that is what the change made of it', () => {
    expect(objectionsToUndoing(CHANGE, now({ exists: false, is_done: false }))).toEqual([
      'The resource is not there any more.',
    ]);
  });
});
