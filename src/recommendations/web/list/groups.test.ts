import { describe, expect, it } from 'vitest';
import type { Recommendation } from '../../core/contract.ts';
import { groupsOf, savingsOf } from './groups.ts';

const one = (id: number, more: Partial<Recommendation>): Recommendation => ({
  id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  rule_id: 'ec2-idle',
  type: 'idle',
  title: `Stop ${id}`,
  reason: 'It does nothing.',
  status: 'open',
  snoozed_until: null,
  impact: 'low',
  provider: 'aws',
  provider_id: null,
  inventory_id: null,
  resource_id: `i-${id}`,
  resource_type: 'AWS::EC2::Instance',
  resource_name: null,
  account_id: '1',
  account_name: null,
  region: null,
  owner: null,
  monthly_savings: 10,
  currency: 'USD',
  in_total: true,
  confidence: 'high',
  risk: 'low',
  effort: 'low',
  restart_needed: false,
  reversible: true,
  sources: ['finopsmind'],
  has_code: true,
  first_found_at: '2026-11-01T00:00:00.000Z',
  found_at: '2026-11-01T00:00:00.000Z',
  changed_at: '2026-11-01T00:00:00.000Z',
  ...more,
});

const ITEMS = [
  one(1, { monthly_savings: 30, owner: 'data' }),
  one(2, { monthly_savings: 20, owner: null, type: 'storage', rule_id: 'ebs-gp2' }),
  one(3, { monthly_savings: 100, owner: 'data', in_total: false }),
  one(4, { monthly_savings: null, currency: null, owner: null }),
  one(5, { monthly_savings: 70, currency: 'EUR', owner: 'web', account_id: '2', account_name: 'Archive' }),
];

describe('groups of recommendations', () => {
  it('add up each currency for itself, without what is unknown or gives way to a better one', () =>
    expect(savingsOf(ITEMS)).toEqual([
      { currency: 'EUR', amount: 70 },
      { currency: 'USD', amount: 50 },
    ]));

  it.each([
    ['none', ['All']],
    ['owner', ['web', 'data', 'Without an owner']],
    ['type', ['Idle', 'Storage']],
    ['account', ['Archive', '1']],
    ['rule', ['Idle EC2 instances', 'ebs-gp2']],
  ] as const)('by %s, what saves most first', (grouping, titles) => {
    const groups = groupsOf(ITEMS, grouping, new Map([['ec2-idle', 'Idle EC2 instances']]));
    expect(groups.map(({ title }) => title)).toEqual(titles);
    expect(groups.flatMap(({ items }) => items)).toHaveLength(ITEMS.length);
  });

  it('keep the order in which they come', () => {
    const [data] = groupsOf(ITEMS, 'owner', new Map()).filter(({ key }) => key === 'data');
    expect(data?.items.map(({ title }) => title)).toEqual(['Stop 1', 'Stop 3']);
  });
});
