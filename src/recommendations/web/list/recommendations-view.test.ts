import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../../platform/web/search.ts';
import { recommendationsContract } from '../../core/contract.ts';
import {
  DEFAULT_VIEW,
  isNarrowed,
  queryOfView,
  type RecommendationsView,
  searchOfView,
  toggled,
  viewFrom,
  withoutFilters,
} from './recommendations-view.ts';

const again = (view: RecommendationsView): RecommendationsView =>
  viewFrom(parseSearch(stringifySearch(searchOfView(view))));

const NARROW: RecommendationsView = {
  ...DEFAULT_VIEW,
  search: 'batch & co',
  type: ['idle', 'storage'],
  impact: ['high'],
  status: ['snoozed', 'dismissed'],
  provider: ['aws'],
  rule: ['ec2-idle'],
  account: ['111122223333'],
  region: ['eu-central-1'],
  owner: ['', 'payments'],
  confidence: ['low'],
  risk: ['medium'],
  effort: ['very_low'],
  currency: 'EUR',
  sort: 'title',
  descending: true,
  group_by: 'owner',
  opened: '00000000-0000-4000-8000-000000000001',
  code: 'script',
};

describe('the view of recommendations', () => {
  it.each([
    ['as by default', DEFAULT_VIEW],
    ['narrowed by everything', NARROW],
    ['in any state', { ...DEFAULT_VIEW, status: [] }],
    ['by title, from A on', { ...DEFAULT_VIEW, sort: 'title', descending: false }],
    ['a rule beside the rules', { ...DEFAULT_VIEW, tab: 'rules', opened: 'ec2-idle' }],
  ] satisfies [string, RecommendationsView][])('comes back from its address: %s', (_, view) =>
    expect(again(view)).toEqual(view),
  );

  it('leaves out of the address what is as by default', () => expect(searchOfView(DEFAULT_VIEW)).toEqual({}));

  it('reads what people break in an address as by default', () =>
    expect(
      viewFrom({
        tab: 'nope',
        type: ['idle', 'nope'],
        status: 'nope',
        sort: 'nope',
        order: 'nope',
        currency: 'euro',
        group_by: 'nope',
        code: 'nope',
      }),
    ).toEqual({ ...DEFAULT_VIEW, type: ['idle'] }));

  it.each([DEFAULT_VIEW, NARROW, { ...DEFAULT_VIEW, status: [] }])('asks for what the API takes', (view) => {
    const { query } = recommendationsContract.listRecommendations;
    expect(query?.safeParse(queryOfView(view)).error).toBeUndefined();
  });

  it('asks for every state by name when none is chosen: the API takes none for those that wait', () =>
    expect(queryOfView({ ...DEFAULT_VIEW, status: [] })).toMatchObject({
      status: ['new', 'open', 'accepted', 'snoozed', 'dismissed', 'implemented', 'resolved'],
    }));

  it('knows a way back from every filter', () => {
    expect(isNarrowed(DEFAULT_VIEW)).toBe(false);
    expect(isNarrowed({ ...DEFAULT_VIEW, status: [] })).toBe(false);
    expect(isNarrowed({ ...DEFAULT_VIEW, owner: [''] })).toBe(true);
    expect(isNarrowed(NARROW)).toBe(true);
    expect(isNarrowed(withoutFilters(NARROW))).toBe(false);
    expect(withoutFilters(NARROW)).toMatchObject({ sort: 'title', descending: true, group_by: 'owner' });
  });

  it('chooses a bar alone, and takes it back', () => {
    const chosen = toggled({ ...DEFAULT_VIEW, account: ['1', '2'] }, 'account', '1');
    expect(chosen.account).toEqual(['1']);
    expect(toggled(chosen, 'account', '1').account).toEqual([]);
    expect(toggled(DEFAULT_VIEW, 'owner', '').owner).toEqual(['']);
  });
});
