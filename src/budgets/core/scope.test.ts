import { expect, it } from 'vitest';
import type { Filter } from '../../costs/core/filters.ts';
import { scopeOf } from './scope.ts';

const filter = (grouping: Filter['grouping'], values: string[], exclude = false): Filter => ({
  grouping,
  values,
  exclude,
});

it('what notifications of a budget are routed by are the values that its filters leave one of', () => {
  const filters = [
    filter('account', ['200']),
    filter('service', ['Compute', 'Storage']),
    filter('region', ['us-east-1'], true),
    filter('charge_category', ['Usage']),
    filter('tag:team', ['web']),
    filter('tag:env', ['prod']),
    // Without the tag: no owner of that name.
    filter('tag:owner', ['']),
  ];
  expect(scopeOf(filters)).toEqual({ account: '200', tags: { team: 'web', env: 'prod' } });
  expect(scopeOf([])).toEqual({});
});
