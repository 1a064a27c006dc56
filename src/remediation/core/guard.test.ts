import { describe, expect, it } from 'vitest';
import { withOneMore } from './guard.ts';

describe('withOneMore', () => {
  const rule = 'Small things';

  it('leaves what is asked where no rule wants more', () => {
    const asked = { approvals: 0, four_eyes: false, rule };
    expect(withOneMore(asked, { approval_rules: [] })).toBe(asked);
  });

  it.each([
    // What would begin by itself waits for somebody else than who proposed it.
    [
      { approvals: 0, four_eyes: false },
      { approvals: 1, four_eyes: true },
    ],
    [
      { approvals: 1, four_eyes: false },
      { approvals: 2, four_eyes: false },
    ],
    [
      { approvals: 2, four_eyes: true },
      { approvals: 3, four_eyes: true },
    ],
  ])('makes %j %j, however many rules want it', (asked, expected) => {
    expect(withOneMore({ ...asked, rule }, { approval_rules: ['Careful', 'In production'] })).toEqual({
      ...expected,
      rule: 'Careful, In production',
    });
  });
});
