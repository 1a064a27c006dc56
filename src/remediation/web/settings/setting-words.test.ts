import { describe, expect, it } from 'vitest';
import { type ApprovalRule, approvalRuleSchema } from '../../core/settings.ts';
import { environmentsFrom, environmentsTyped, hoursText, moved, ruleAskText, ruleScopeText } from './setting-words.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };
const rule = (part: Partial<ApprovalRule>): ApprovalRule =>
  approvalRuleSchema.parse({ name: 'One', approvals: 1, four_eyes: true, ...part });

describe('settings in words', () => {
  it.each([
    [{}, 'All changes'],
    [{ risks: ['low', 'medium'] as const, destructive: false }, 'Changes that destroy nothing, of low or medium risk'],
    [
      { environments: ['prod', ''], saving_at_least: { amount: 500, currency: 'EUR' } },
      'Changes in prod or no environment tag, that save €500.00 a month or more',
    ],
    [{ actions: ['ec2.stop_instance'] as const }, 'Changes of these kinds: ec2.stop_instance'],
  ])('say which changes a rule is about: %o', (part, text) =>
    expect(ruleScopeText(rule(part as Partial<ApprovalRule>), [], FORMATS)).toBe(text),
  );

  it.each([
    [{ approvals: 0, four_eyes: false }, 'no approval: they begin by themselves'],
    [{ approvals: 1, four_eyes: true }, 'one person other than who proposed it'],
    [{ approvals: 2, four_eyes: false }, '2 people, who may have proposed it'],
  ])('say what a rule asks: %o', (ask, text) => expect(ruleAskText(ask)).toBe(text));

  it.each([
    [[1, 2, 3, 4, 5], 'Monday to Friday, 08:00 to 18:00 (Europe/Berlin)'],
    [[4, 2], 'Tuesday and Thursday, 08:00 to 18:00 (Europe/Berlin)'],
  ])('say when changes may begin: %o', (weekdays, text) => {
    const hours = { name: 'x', environments: [], start_hour: 8, end_hour: 18, timezone: 'Europe/Berlin' };
    expect(hoursText({ ...hours, weekdays })).toBe(text);
  });

  it.each([
    [0, 1, ['b', 'a', 'c']],
    [2, 0, ['c', 'a', 'b']],
    [0, -1, ['a', 'b', 'c']],
    [2, 3, ['a', 'b', 'c']],
  ])('move what stands at %i to %i', (from, to, expected) =>
    expect(moved(['a', 'b', 'c'], from, to)).toEqual(expected),
  );

  it('write an environment that is not tagged as a word', () => {
    expect(environmentsFrom(environmentsTyped(['prod', '']))).toEqual(['prod', '']);
    expect(environmentsFrom([' Prod', 'prod'])).toEqual(['prod']);
  });
});
