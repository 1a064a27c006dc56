import { describe, expect, it } from 'vitest';
import type { Cause, CauseDimension } from '../../core/cause.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import {
  causeGroupingTitle,
  causeValueTitle,
  dimensionSteps,
  explainedBy,
  shareOf,
  splitParts,
  valueSearch,
} from './cause-words.ts';

const value = (name: string, difference: number): CauseDimension['values'][number] => ({
  value: name,
  label: null,
  expected: 0,
  actual: difference,
  difference,
  share_percent: difference,
  change: 'new',
});
const cause: Cause = {
  summary: '',
  start: '2024-03-03',
  end: '2024-03-05',
  baseline_start: '2024-02-01',
  baseline_end: '2024-03-03',
  fees: null,
  expected: 50,
  actual: 150,
  dimensions: [],
  path: [],
  split: { price: 0, usage: 130, new_resources: 0, vanished_resources: -30, unsplit: 0 },
  resources: [],
  neighbours: [],
};
const anomaly = { scope: { service: 'Amazon EC2' }, currency: 'EUR' } as AnomalyDetail;

describe('the cause of an anomaly', () => {
  it('is a way from what it cost before to what it was, with the rest', () => {
    const dimension: CauseDimension = {
      grouping: 'region',
      title: 'Region',
      surprise: 0.4,
      values: [value('eu-west-1', 120), value('', -40)],
      rest_percent: 20,
    };
    expect(dimensionSteps(cause, dimension).map(({ title, amount }) => [title, amount])).toEqual([
      ['Before', 50],
      ['eu-west-1', 120],
      ['No region', -40],
      ['All others', 20],
      ['Actual', 150],
    ]);
  });

  it('is told by what says most: not by one value that makes all of it, where something else does', () => {
    const where: CauseDimension = {
      grouping: 'region',
      title: 'Region',
      surprise: 0,
      values: [value('eu-west-1', 100)],
      rest_percent: 0,
    };
    const who: CauseDimension = { ...where, grouping: 'account', values: [value('a', 90)], rest_percent: 10 };
    const resource = { ...value('', 100), resource_id: 'i-1', name: 'worker' };
    expect(explainedBy({ ...cause, dimensions: [where, who] }).best?.grouping).toBe('account');
    const { all, best } = explainedBy({ ...cause, dimensions: [where], resources: [resource] });
    expect(all.map(({ grouping }) => grouping)).toEqual(['region', 'resource']);
    expect(best?.values[0]).toMatchObject({ value: 'i-1', label: 'worker' });
    expect(explainedBy({ ...cause, dimensions: [where] }).best).toBe(where);
    expect(explainedBy(cause)).toEqual({ all: [], best: null });
  });

  it('names the parts there are, which add up', () => {
    const parts = splitParts(cause);
    expect(parts.map(({ name, amount }) => [name, amount])).toEqual([
      ['usage', 130],
      ['vanished', -30],
    ]);
    expect(parts.map(({ amount }) => shareOf(cause, amount))).toEqual([130, -30]);
    expect(shareOf({ ...cause, actual: 50 }, 10)).toBeNull();
  });

  it('leads to its rows where costs can be filtered by it', () => {
    expect(
      valueSearch(anomaly, cause, [
        ['region', 'eu-west-1'],
        ['tag:team', ''],
      ]),
    ).toMatchObject({
      start: '2024-03-03',
      end: '2024-03-05',
      currency: 'EUR',
      service: ['Amazon EC2'],
      region: ['eu-west-1'],
      'tag.team': [''],
      group_by: 'account',
    });
    expect(valueSearch(anomaly, cause, [['usage_type', 'BoxUsage']])).toBeNull();
    const below = [['usage_type', 'BoxUsage'] as const, ['resource', 'i-1'] as const];
    expect(
      valueSearch(
        anomaly,
        cause,
        below.map((step): [string, string] => [...step]),
      ),
    ).toMatchObject({
      resource: ['i-1'],
    });
  });

  it.each([
    ['service', 'Amazon EC2', null, 'Service', 'Amazon EC2'],
    ['account', '123', 'Web shop', 'Account', 'Web shop'],
    ['region', '', null, 'Region', 'No region'],
    ['tag:team', '', null, 'Tag team', 'Untagged'],
    ['usage_type', 'BoxUsage', null, 'Usage type', 'BoxUsage'],
    ['usage_type', '', null, 'Usage type', 'Not named'],
  ])('names the %s %j', (grouping, value, label, title, name) => {
    expect(causeGroupingTitle(grouping)).toBe(title);
    expect(causeValueTitle(grouping, value, label)).toBe(name);
  });
});
