import { describe, expect, it } from 'vitest';
import { recommendationsContract, STATUSES } from '../core/contract.ts';
import { ACTION_KINDS, ACTIONS, bodyOf, type Decision, decisionOf, problemsOf } from './actions.ts';

const TODAY = '2026-11-26';
const { body: schema } = recommendationsContract.changeRecommendation;
const decide = (action: Decision['action'], more: Partial<Decision> = {}): Decision => ({
  ...decisionOf(action),
  ...more,
});

describe('decisions', () => {
  it.each([
    decide('accept'),
    decide('implement', { note: ' done on Monday ' }),
    decide('snooze', { snoozed_until: '2026-12-01' }),
    decide('dismiss', { reason: 'needed' }),
    decide('dismiss', { reason: 'other', note: 'A customer asked for it' }),
    decide('reopen'),
  ])('are sent as the API takes them: %o', (decision) => {
    expect(problemsOf(decision, TODAY)).toEqual({});
    expect(schema?.safeParse(bodyOf(decision)).error).toBeUndefined();
  });

  it('send only what belongs to them', () => {
    const all = { note: '  ', snoozed_until: '2026-12-01', reason: 'needed' } as const;
    expect(bodyOf(decide('accept', all))).toEqual({ status: 'accepted' });
    expect(bodyOf(decide('snooze', all))).toEqual({ status: 'snoozed', snoozed_until: '2026-12-01' });
    expect(bodyOf(decide('dismiss', all))).toEqual({ status: 'dismissed', reason: 'needed' });
  });

  it.each([
    [decide('snooze'), ['until']],
    [decide('snooze', { snoozed_until: TODAY }), ['until']],
    [decide('dismiss'), ['reason']],
    [decide('dismiss', { reason: 'other', note: ' ' }), ['note']],
  ])('say what is missing: %o', (decision, fields) => expect(Object.keys(problemsOf(decision, TODAY))).toEqual(fields));

  it('leave a way from every state but resolved, and none to the state that it is in', () => {
    for (const status of STATUSES) {
      const possible = ACTIONS.filter((action) => ACTION_KINDS[action].from.includes(status));
      expect(possible.length > 0, status).toBe(status !== 'resolved');
      expect(possible.map((action) => String(ACTION_KINDS[action].to))).not.toContain(status);
    }
  });
});
