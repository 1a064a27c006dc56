import { describe, expect, it } from 'vitest';
import {
  DEFAULT_VIEW,
  isNarrowed,
  queryOfViolations,
  searchOfViolations,
  type ViolationsView,
  violationsFrom,
  violationsOf,
} from './violations-view.ts';

const ID = '6f1c1d5e-6c1e-4b53-9c39-6f1f0a1f2a3b';

describe('a view of violations', () => {
  it.each<[string, ViolationsView]>([
    ['by default', DEFAULT_VIEW],
    [
      'of much',
      { search: 'db', state: 'excepted', severity: 'high', policy_id: ID, account: '1', owner: 'web', opened: ID },
    ],
    ['of what is over', { ...DEFAULT_VIEW, state: 'resolved' }],
  ])('%s comes back from its address', (_, view) => {
    expect(violationsFrom(searchOfViolations(view))).toEqual(view);
  });

  it('is as by default where an address can not be read', () => {
    expect(violationsFrom({ state: 'closed', severity: 'huge', policy: "' or 1=1", violation: 'one' })).toEqual(
      DEFAULT_VIEW,
    );
  });

  it('of one policy asks for its open violations', () => {
    const search = violationsOf({ policy_id: ID });
    expect(violationsFrom(search)).toEqual({ ...DEFAULT_VIEW, policy_id: ID });
    expect(queryOfViolations(violationsFrom(search))).toMatchObject({ policy_id: ID, state: undefined });
  });

  it('is narrowed by all but the state', () => {
    expect(isNarrowed({ ...DEFAULT_VIEW, state: 'resolved' })).toBe(false);
    expect(isNarrowed({ ...DEFAULT_VIEW, owner: 'web' })).toBe(true);
  });
});
