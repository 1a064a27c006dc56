import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterParameter } from '../../costs/core/filters.ts';
import { filtersSchema } from '../../costs/core/query.ts';
import { filtersTitle, scopeFilters, scopeKey } from '../../costs/core/scope.ts';
import { followedKey, overlapWith, scopeOfFilters } from './followed.ts';
import { LONGEST_KEY, restGrouping, scopeOfKey } from './slices.ts';

const filters = (given: Record<string, string | string[]>) => filtersSchema.parse(given);
const effective = (given: Record<string, string | string[]>) => ({
  filters: filters(given),
  metric: 'effective' as const,
});

describe('the key of a followed slice', () => {
  it('is that of its scope where it is one, so that it is forecast once', () => {
    for (const scope of [{}, { service: 'Compute' }, { 'tag:team': 'web & data', account: '' }])
      expect(followedKey({ filters: scopeFilters(scope), metric: 'effective' })).toBe(scopeKey(scope));
    expect(scopeOfFilters(effective({ service: 'Compute', 'tag.team': 'web' }))).toEqual({
      service: 'Compute',
      'tag:team': 'web',
    });
  });

  it('names metric and filters of what no scope is', () => {
    expect(followedKey({ filters: [], metric: 'list' })).toBe('filters:metric=list');
    expect(followedKey(effective({ service: ['B', 'A'], not_region: 'eu=1' }))).toBe(
      'filters:metric=effective&not_region=eu%3D1&service=A&service=B',
    );
    expect(scopeOfFilters(effective({ not_service: 'A' }))).toBeNull();
    expect(scopeOfFilters(effective({ service: ['A', 'B'] }))).toBeNull();
    expect(scopeOfFilters({ filters: [], metric: 'billed' })).toBeNull();
  });

  it('is never that of a scope or a rest, fits the index, and is the same for the same filters alone', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constant('x'.repeat(1_500)));
    const filter = fc.record({
      grouping: fc.constantFrom('service', 'account', 'tag:team', 'tag:a=b&c') as fc.Arbitrary<'service'>,
      values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
      exclude: fc.boolean(),
    });
    const list = fc.uniqueArray(filter, {
      maxLength: 3,
      selector: ({ grouping, exclude }) => filterParameter(grouping, exclude),
    });
    const metric = fc.constantFrom('effective', 'billed');
    fc.assert(
      fc.property(list, metric, list, metric, (one, one_metric, other, other_metric) => {
        const key = followedKey({ filters: one, metric: one_metric });
        expect(key.length).toBeLessThanOrEqual(LONGEST_KEY);
        expect(restGrouping(key)).toBeNull();
        const shuffled = one.toReversed().map((part) => ({ ...part, values: part.values.toReversed() }));
        expect(followedKey({ filters: shuffled, metric: one_metric })).toBe(key);
        if (key.startsWith('filters:')) expect(scopeOfKey(key)).toBeNull();
        else expect(scopeOfKey(key)).toEqual(scopeOfFilters({ filters: one, metric: one_metric }));
        const canonical = (part: typeof one) =>
          part.map(({ values, ...rest }) => JSON.stringify([rest, values.toSorted()])).toSorted();
        const are_same =
          one_metric === other_metric && JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
        expect(followedKey({ filters: other, metric: other_metric }) === key).toBe(are_same);
      }),
    );
  });
});

it('what a scope names is in a slice as a whole, in part, or not at all', () => {
  const cases = [
    [{ service: 'A' }, {}, 'all'],
    [{ service: 'A', region: 'eu' }, { service: ['A', 'B'] }, 'all'],
    [{ service: 'A' }, { not_service: 'B' }, 'all'],
    [{ service: 'A' }, { service: 'A', account: '1' }, 'some'],
    [{}, { not_service: 'B' }, 'some'],
    [{ service: 'B' }, { not_service: 'B', account: '1' }, 'none'],
    [{ service: 'C' }, { account: '1', service: ['A', 'B'] }, 'none'],
  ] as const;
  for (const [scope, given, overlap] of cases)
    expect(overlapWith(scope, filtersSchema.parse(given)), JSON.stringify(given)).toBe(overlap);
});

it('filters have a title in words', () => {
  const labels = new Map([['account=1', 'Shop']]);
  expect(filtersTitle([])).toBe('All costs');
  expect(filtersTitle(filters({ account: ['1', '2'], 'not_tag.team': ['', 'web'] }), labels)).toBe(
    'Shop, 2 · not Tag team: Untagged, web',
  );
  expect(filtersTitle(filters({ service: ['A', 'B', 'C', 'D', 'E'] }))).toBe('A, B, C and 2 more');
});
