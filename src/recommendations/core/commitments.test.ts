import { describe, expect, it } from 'vitest';
import type { CommitmentUse } from '../../costs/core/resource-bills.ts';
import { COMMITMENT_RULES, judgeCommitments } from './commitments.ts';
import { labelSettingsSchema } from './labels.ts';
import type { RuleSettings } from './settings.ts';
import { findingSchema } from './types.ts';

const WINDOW = { start: '2026-08-02', end: '2026-09-01' };
const AS_OF = '2026-09-02';
const commitment = (more: Partial<CommitmentUse> = {}): CommitmentUse => ({
  commitment_id: 'arn:aws:savingsplans::1:savingsplan/a1',
  name: 'Machines, 1 year',
  category: 'Spend',
  type: 'Savings Plan',
  provider_name: 'AWS',
  billing_account_id: 'payer-1',
  sub_account_id: 'account-1',
  currency: 'USD',
  used: '100',
  unused: '0',
  covered_contracted: '150',
  covers: [],
  billed_once: '0',
  billed_recurring: '0',
  first_seen: '2026-01-01',
  last_covered: '2026-08-31',
  last_seen: '2026-08-31',
  ends_on: null,
  ...more,
});
const settings = (more: Partial<RuleSettings> = {}): RuleSettings => ({
  rules: {},
  exceptions: [],
  labels: labelSettingsSchema.parse({}),
  ...more,
});
const judge = (one: CommitmentUse, more: Partial<RuleSettings> = {}) =>
  judgeCommitments({ window: WINDOW, commitments: [one], uncovered: [] }, AS_OF, settings(more));
const found = (...given: Parameters<typeof judge>) => judge(...given).found.map(({ rule_id }) => rule_id);
const finding = (one: CommitmentUse) => judge(one).found[0]!.finding;

describe('an underused commitment', () => {
  it.each<[string, string[], Partial<CommitmentUse>]>([
    ['below the threshold', ['commitment-underused'], { used: '89.9', unused: '10.1' }],
    ['not at it', [], { used: '90', unused: '10' }],
    ['not when all is used', [], {}],
    ['used by nothing', ['commitment-underused'], { used: '0', unused: '10', last_covered: null }],
    ['not after fewer days than asked', [], { used: '1', unused: '9', first_seen: '2026-08-19' }],
    ['from those days on', ['commitment-underused'], { used: '1', unused: '9', first_seen: '2026-08-18' }],
    ['not when it costs nothing', [], { used: '0', unused: '0' }],
  ])('is found %s', (_, rules, more) => expect(found(commitment(more))).toEqual(rules));

  it('saves what nothing used, a month, and says that it cannot be given back', () => {
    const told = finding(commitment({ used: '60', unused: '40' }));
    expect(findingSchema.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      title: 'Put the unused 40 % of Machines, 1 year to use',
      reason: 'Of 100.00 USD that it cost in 30 days, 40.00 USD were used by nothing.',
      change: null,
      saving: { monthly: { effective: '40', list: null }, monthly_cost: { effective: '100' }, currency: 'USD' },
    });
    expect(told.saving.lines[0]?.text).toContain("can't be given back");
    const young = finding(commitment({ used: '0', unused: '15', first_seen: '2026-08-17' }));
    expect(young.saving.monthly?.effective).toBe('30');
  });
});

describe('an ending commitment', () => {
  it.each<[string, string[], Partial<CommitmentUse>]>([
    ['30 days before its end', ['commitment-expiring'], { ends_on: '2026-10-02' }],
    ['not 31 days before', [], { ends_on: '2026-10-03' }],
    ['30 days after', ['commitment-expiring'], { ends_on: '2026-08-03' }],
    ['not 31 days after', [], { ends_on: '2026-08-02' }],
    [
      'when nothing tells of it any more',
      ['commitment-expiring'],
      { last_seen: '2026-08-28', last_covered: '2026-08-28' },
    ],
    ['not when it was seen in the last three days', [], { last_seen: '2026-08-29', last_covered: '2026-08-20' }],
  ])('is found %s', (_, rules, more) => expect(found(commitment(more))).toEqual(rules));

  it('is unknown while nothing tells of its end', () => {
    expect(judge(commitment()).unknown).toEqual({ 'commitment-expiring': 1 });
    // Only its purchase is in the days of the bill.
    expect(judge(commitment({ last_seen: null, last_covered: null, used: '0' })).unknown).toEqual({
      'commitment-expiring': 1,
      'commitment-underused': 1,
    });
  });

  it('says when it ended, and what its use costs more since', () => {
    // 20 days of the bill, from the 2nd to the 21st of August.
    const told = finding(commitment({ last_seen: '2026-08-21', last_covered: '2026-08-21' }));
    expect(findingSchema.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      title: 'Replace Machines, 1 year, which ended on 2026-08-22',
      confidence: { level: 'medium' },
      saving: { monthly: null, monthly_cost: { effective: '150' } },
    });
    expect(told.saving.unknown_because).toContain('75.00 USD a month more');
    const coming = finding(commitment({ ends_on: '2026-09-20', covered_contracted: null }));
    expect(coming).toMatchObject({
      title: 'Decide what follows Machines, 1 year, which ends on 2026-09-20',
      confidence: { level: 'high' },
    });
    expect(coming.saving.unknown_because).toBe('What a new commitment would save depends on its terms.');
  });
});

describe('commitments are judged', () => {
  const unused = commitment({ used: '60', unused: '40' });
  it('as the organization has set it', () => {
    const lower = { rules: { 'commitment-underused': { enabled: true, parameters: { used_percent: 60 } } } };
    expect(found(unused, lower)).toEqual([]);
    expect(found(unused, { rules: { 'commitment-underused': { enabled: false, parameters: {} } } })).toEqual([]);
    const scope = { account_id: 'account-1' };
    const exception = { id: 'e', rule_id: null, scope, excluded: true, parameters: {}, reason: 'Planned' };
    expect(found(unused, { exceptions: [exception] })).toEqual([]);
  });

  it('as resources of their account and cloud, each once', () => {
    const euros = commitment({ currency: 'EUR', used: '1', unused: '1' });
    const { found: all } = judgeCommitments(
      { window: WINDOW, commitments: [euros, unused], uncovered: [] },
      AS_OF,
      settings(),
    );
    expect(all).toMatchObject([
      {
        rule_id: 'commitment-underused',
        provider: 'aws',
        resource_id: unused.commitment_id,
        resource_type: 'commitment',
        resource_name: 'Machines, 1 year',
        account_id: 'account-1',
        finding: { saving: { currency: 'USD' } },
      },
    ]);
    const azure = { provider_name: 'Microsoft', sub_account_id: null };
    expect(judge({ ...unused, ...azure }).found).toMatchObject([{ provider: 'azure', account_id: 'payer-1' }]);
    expect(judge({ ...unused, provider_name: 'Google Cloud' }).found).toEqual([]);
    expect(judgeCommitments({ window: null, commitments: [], uncovered: [] }, AS_OF, settings()).found).toEqual([]);
  });

  it('by rules with a default for every parameter', () => {
    for (const { parameters } of COMMITMENT_RULES) expect(parameters.safeParse({}).success).toBe(true);
  });
});
