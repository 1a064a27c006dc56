import { array, assert, boolean, constantFrom, integer, option, property, record, subarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProposalFacts, requirementOf, whyNotStillApproved } from './approval.ts';
import { type ApprovalRule, approvalRuleSchema } from './settings.ts';

const rule = (told: object = {}): ApprovalRule =>
  approvalRuleSchema.parse({ name: 'Mine', approvals: 1, four_eyes: false, ...told });
const FACTS: ProposalFacts = {
  action: 'ec2.stop_instance',
  risk: 'medium',
  destructive: false,
  environment: 'Production',
  monthly_savings: 100,
  currency: 'USD',
};
const usd = (amount: number) => ({ amount, currency: 'USD' });

describe('a rule', () => {
  it.each<[string, object, Partial<ProposalFacts>, boolean]>([
    ['that asks nothing', {}, {}, true],
    ['for its risk', { risks: ['low', 'medium'] }, {}, true],
    ['for another risk', { risks: ['low'] }, {}, false],
    ['for its action', { actions: ['ec2.stop_instance'] }, {}, true],
    ['for another action', { actions: ['ec2.terminate_instance'] }, {}, false],
    ['for its environment, in any case', { environments: [' PRODUCTION'] }, {}, true],
    ['for another environment', { environments: ['test'] }, {}, false],
    ['for none, where there is one', { environments: [''] }, {}, false],
    ['for none, where there is none', { environments: ['', 'test'] }, { environment: null }, true],
    ['for one, where there is none', { environments: ['test'] }, { environment: null }, false],
    ['for what destroys, where nothing is', { destructive: true }, {}, false],
    ['for what destroys', { destructive: true }, { destructive: true }, true],
    ['from a saving on', { saving_at_least: usd(100) }, {}, true],
    ['from a larger saving on', { saving_at_least: usd(100.5) }, {}, false],
    ['below a saving', { saving_below: usd(100) }, {}, false],
    ['below a larger saving', { saving_below: usd(101) }, {}, true],
    ['for a saving that is not known', { saving_below: usd(101) }, { monthly_savings: null }, false],
    ['for a saving in another currency', { saving_at_least: usd(1) }, { currency: 'EUR' }, false],
  ])('%s', (_, told, facts, fits) => {
    expect(requirementOf([rule(told)], { ...FACTS, ...facts }).rule === 'Mine').toBe(fits);
  });

  it('counts before those after it', () => {
    const rules = [
      rule({ name: 'No', risks: ['high'] }),
      rule({ name: 'First', approvals: 2 }),
      rule({ name: 'Second' }),
    ];
    expect(requirementOf(rules, FACTS)).toEqual({ approvals: 2, four_eyes: false, rule: 'First' });
  });

  it('that asks for no approval is for what destroys nothing', () => {
    for (const destructive of [null, true])
      expect(approvalRuleSchema.safeParse({ name: 'All', approvals: 0, four_eyes: false, destructive }).success).toBe(
        false,
      );
  });
});

it('without a rule, somebody else approves, and two others where something is destroyed', () => {
  expect(requirementOf([], FACTS)).toMatchObject({ approvals: 1, four_eyes: true });
  expect(requirementOf([], { ...FACTS, destructive: true })).toMatchObject({ approvals: 2, four_eyes: true });
});

it('whatever the rules, what destroys something is approved by somebody', () => {
  const saving = option(record({ amount: integer({ min: 0, max: 200 }), currency: constantFrom('USD', 'EUR') }));
  const any_rule = record({
    name: constantFrom('A rule'),
    risks: subarray(['low', 'medium', 'high']),
    environments: subarray(['production', 'test', '']),
    destructive: option(boolean()),
    saving_at_least: saving,
    saving_below: saving,
    approvals: integer({ min: 0, max: 2 }),
    four_eyes: boolean(),
  }).map((told) => approvalRuleSchema.safeParse(told));
  const facts = record({
    risk: constantFrom<ProposalFacts['risk']>('low', 'medium', 'high'),
    environment: constantFrom('production', 'test', null),
    monthly_savings: constantFrom(null, 0, 50, 150),
    currency: constantFrom('USD', 'EUR'),
  });
  assert(
    property(array(any_rule, { maxLength: 5 }), facts, (parsed, about) => {
      const rules = parsed.flatMap(({ success, data }) => (success ? [data] : []));
      const told = { ...FACTS, ...about };
      expect(requirementOf(rules, { ...told, destructive: true }).approvals).toBeGreaterThan(0);
    }),
  );
});

describe('approvals that were given', () => {
  const asks = (approvals: number, four_eyes = true) => ({ approvals, four_eyes, rule: 'Mine' });
  const given = (...names: string[]) => names.map((by) => ({ by_id: by, by, at: '2026-11-01T00:00:00.000Z' }));
  const ADMINS = new Set(['Ada', 'Grace']);
  it.each([
    ['are enough', given('Ada'), asks(1), asks(1), null],
    ['are not needed', [], asks(0), asks(0), null],
    ['are needed by now', [], asks(0), asks(1), /asks for one person who did not propose it/],
    ['are fewer than are asked by now', given('Ada'), asks(1), asks(2, false), /asks for 2 people to approve it/],
    [
      'are by whoever proposed it',
      given('Mary'),
      asks(1, false),
      asks(1),
      /^Since it was proposed, rules have changed/,
    ],
    ['are by somebody who is no admin', given('Vera'), asks(1), asks(1), /^Vera approved it, and can’t/],
    ['are more than are needed', given('Ada', 'Vera'), asks(1), asks(1), null],
    ['do not become fewer by milder rules', given('Ada', 'Vera'), asks(2), asks(1), /^Vera approved it/],
  ] as const)('%s', (_, approvals, requirement, asked, because) => {
    const why = whyNotStillApproved({ requirement, approvals, proposed_by_id: 'Mary' }, asked, ADMINS);
    if (because === null) expect(why).toBeNull();
    else expect(why).toMatch(because);
  });
});
