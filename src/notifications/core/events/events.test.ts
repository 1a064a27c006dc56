import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messageSchema, NOTIFICATION_EVENTS } from '../message.ts';
import type { About } from '../teller.ts';
import { TELLERS, toldOf } from './index.ts';
import type { WeeklyFigures } from './weekly-digest.ts';

const about: About = {
  organization_name: 'Northwind',
  currency: 'USD',
  locale: 'en-US',
  timezone: 'Europe/Berlin',
  recommendation_at_least: 500,
};
const occurred_at = '2026-11-26T10:00:00.000Z';
const tell = (type: string, payload: unknown, more: Partial<About> = {}) =>
  toldOf({ type, payload, occurred_at }, { ...about, ...more });
/** Kinds, and titles of messages. */
const said = (...given: Parameters<typeof tell>) =>
  tell(...given).map((told) => (told.kind === 'message' ? told.message.title : told.kind));

const id = randomUUID();
const anomaly = {
  anomaly_id: id,
  severity: 'high',
  impact: 1240.005,
  currency: 'USD',
  title: 'Amazon EC2 · web',
  direction: 'up',
  known: {
    scope: { service: 'Amazon EC2', 'tag:team': 'web' },
    owner: 'Grace',
    cause: 'Machines of m5.large were added.',
    started_on: '2026-11-20',
    last_day: '2026-11-24',
    is_ongoing: true,
    expected: 100,
    actual: 1340.005,
  },
};
const budget = {
  budget_id: id,
  name: 'Shop',
  owner: null,
  scope: {},
  scope_title: 'All costs',
  threshold_key: 'actual 80 percent',
  threshold: { basis: 'actual', unit: 'percent', value: 80, bound: 'mean' },
  period_start: '2026-11-01',
  period_end: '2026-12-01',
  budget_amount: '1000',
  threshold_amount: '800',
  measured: '812.345',
  current_spend: '812.345',
  forecasted_spend: null,
  currency: 'USD',
  data_through: '2026-11-24',
};
const forecast = (bound: string, measured = '1200') => ({
  ...budget,
  threshold: { basis: 'forecast', unit: 'percent', value: 100, bound },
  measured,
});
const recommendation = {
  recommendation_id: id,
  rule_id: 'ebs-gp2',
  provider_id: null,
  resource_id: 'vol-1',
  title: 'Move vol-1 to gp3',
  monthly_savings: '500.004',
  currency: 'USD',
};
const remediation = {
  id,
  title: 'Delete vol-1',
  risk: 'low',
  destructive: true,
  provider: 'aws',
  resource_id: 'vol-1',
  account_id: '1',
  owner: 'web',
  environment: null,
  proposed_by: 'Ada',
  problem: 'The volume is in use.',
};
/** What its own table says of the change. */
const known = { resource_name: null, region: null, monthly_savings: null, currency: null, note: null };
const violation = {
  violation_id: id,
  policy_id: id,
  policy_name: 'Owners',
  mode: 'alert',
  severity: 'medium',
  subject: 'resource',
  subject_id: 'i-1',
  subject_name: 'web-1',
  provider: 'AWS',
  account_id: '1',
  region: null,
  owner: null,
  tags: { team: 'web' },
  monthly_cost: null,
  currency: null,
};
const many = {
  policy_id: id,
  policy_name: 'Owners',
  severity: 'low',
  count: 40,
  monthly_cost: [{ amount: '12.5', currency: 'EUR' }],
};
const connection = {
  provider_id: id,
  name: 'Production',
  provider_type: 'aws',
  status: 'failed',
  status_message: null,
};
const figures: WeeklyFigures = {
  due_at: '2026-11-30T07:00:00.000Z',
  week: { start: '2026-11-22', end: '2026-11-29' },
  costs: [
    {
      currency: 'USD',
      cost: '1125.5',
      previous: '1000',
      changes: [
        { service: 'Amazon EC2', change: '150' },
        { service: '', change: '-24.5' },
      ],
    },
    { currency: 'EUR', cost: '10', previous: null, changes: [] },
  ],
  open_anomalies: 2,
  budgets: { over: ['Shop'], at_risk: ['Lab'], unknown: 1 },
  savings: [{ currency: 'USD', found: '900.5', realised: null }],
  waiting: { approvals: 1, violations: 3 },
};

describe('what people are told of', () => {
  it('is a list that agrees with its folder and with the events of the API', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((name) => !/^index|\.test\./.test(name));
    expect(files.map((name) => name.replace('.ts', '').replaceAll('-', '_')).toSorted()).toEqual(
      [...NOTIFICATION_EVENTS].toSorted(),
    );
    expect(Object.keys(TELLERS).toSorted()).toEqual([...NOTIFICATION_EVENTS].toSorted());
  });

  it.each<[string, string, unknown, string[]]>([
    ['an anomaly', 'anomaly.opened', anomaly, ['Amazon EC2 · web: $1,240.01 more than expected']],
    [
      'a drop',
      'anomaly.changed',
      { ...anomaly, direction: 'down', impact: -20 },
      ['Amazon EC2 · web: $20.00 less than expected'],
    ],
    ['an anomaly that ended', 'anomaly.ended', anomaly, ['resolved']],
    ['an anomaly that was none', 'anomaly.withdrawn', anomaly, ['resolved']],
    ['an anomaly that somebody resolved', 'anomaly.resolved', { anomaly_id: id, by: 'Ada' }, ['resolved']],
    ['an anomaly that somebody took up', 'anomaly.acknowledged', { anomaly_id: id, by: 'Ada' }, ['acknowledged']],
    ['a part of a budget', 'budget.warning', budget, ['Shop has spent 81.2% of its budget']],
    [
      'nearly all of a budget',
      'budget.warning',
      { ...budget, measured: '999.97' },
      ['Shop has spent 99.9% of its budget'],
    ],
    ['an amount, without a budget', 'budget.warning', { ...budget, budget_amount: null }, ['Shop has reached $800.00']],
    ['a budget', 'budget.exceeded', { ...budget, measured: '1000.5' }, ['Shop is $0.50 over its budget']],
    ['just a budget', 'budget.exceeded', { ...budget, measured: '1000' }, ['Shop has spent its budget']],
    ['a forecast', 'budget.forecast_over', forecast('mean'), ['Shop is forecast to exceed its budget by $200.00']],
    [
      'a sure forecast',
      'budget.forecast_over',
      forecast('lower_80'),
      ['Shop will almost certainly exceed its budget by $200.00'],
    ],
    ['an unsure forecast', 'budget.forecast_over', forecast('upper_80', '900'), ['Shop may spend 90% of its budget']],
    [
      'a budget that is below again',
      'budget.left',
      { budget_id: id, threshold_key: 'a', period_start: '2026-11-01' },
      ['resolved', 'resolved', 'resolved'],
    ],
    ['a large recommendation', 'recommendation.found', recommendation, ['Move vol-1 to gp3: saves $500.00 a month']],
    ['a small recommendation', 'recommendation.found', { ...recommendation, monthly_savings: '499.99' }, []],
    [
      'one in another currency',
      'recommendation.found',
      { ...recommendation, currency: 'EUR' },
      ['Move vol-1 to gp3: saves €500.00 a month'],
    ],
    [
      'a small one in another currency',
      'recommendation.found',
      { ...recommendation, monthly_savings: '499', currency: 'EUR' },
      [],
    ],
    ['one of no currency', 'recommendation.found', { ...recommendation, currency: null }, []],
    [
      'one of which nobody knows what it saves',
      'recommendation.found',
      { ...recommendation, monthly_savings: null },
      [],
    ],
    [
      'a recommendation that somebody decided about',
      'recommendation.acknowledged',
      { recommendation_id: id, by: 'Ada' },
      ['acknowledged'],
    ],
    ['a recommendation that is over', 'recommendation.resolved', recommendation, ['resolved']],
    [
      'a commitment',
      'recommendation.found',
      { ...recommendation, rule_id: 'commitment-expiring', title: 'Ends in 20 days', monthly_savings: null },
      ['Ends in 20 days'],
    ],
    ['a proposal', 'remediation.needs_approval', remediation, ['Needs approval: Delete vol-1']],
    ['a proposal that was approved', 'remediation.approved', remediation, ['resolved']],
    ['a proposal that was rejected', 'remediation.rejected', remediation, ['resolved']],
    ['a proposal nobody answered', 'remediation.expired', remediation, ['resolved']],
    ['a proposal that was taken back', 'remediation.cancelled', { ...remediation, problem: null }, ['resolved']],
    [
      'a change that may not begin any more',
      'remediation.cancelled',
      { ...remediation, problem: 'Grace approved it, and can’t approve changes any more. Propose it again.' },
      ['resolved', 'Not carried out: Delete vol-1'],
    ],
    ['a change', 'remediation.completed', remediation, ['Done: Delete vol-1']],
    ['a change that was undone', 'remediation.rolled_back', remediation, ['Undone: Delete vol-1', 'resolved']],
    ['a change that failed', 'remediation.failed', remediation, ['Failed: Delete vol-1']],
    ['a change that is half undone', 'remediation.rollback_failed', remediation, ['Could not be undone: Delete vol-1']],
    ['a violation', 'policy.violated', violation, ['web-1 does not keep “Owners”']],
    ['many violations', 'policy.violated_many', many, ['40 violations of “Owners”']],
    ['a violation that is over', 'policy.resolved', violation, ['resolved']],
    [
      'a violation that somebody took up',
      'policy.acknowledged',
      { violation_id: id, policy_id: id, by: 'Ada' },
      ['acknowledged'],
    ],
    ['a connection', 'connection.failing', connection, ['The connection Production fails']],
    ['a connection that works again', 'connection.recovered', connection, ['resolved']],
    ['a week', 'digest.weekly', figures, ['Your week: $1,125.50, up 12.6% and costs in EUR']],
    ['a week without costs', 'digest.weekly', { ...figures, week: null, costs: [] }, ['Your week: no costs are known']],
    ['what nobody is told of', 'remediation.stopped', {}, []],
  ])('%s (%s)', (_, type, payload, expected) => {
    expect(said(type, payload)).toEqual(expected);
    for (const told of tell(type, payload)) if (told.kind === 'message') messageSchema.parse(told.message);
  });

  it('says the whole of an anomaly: how long, why, how much, and whose it is', () => {
    const [told] = tell('anomaly.reopened', anomaly);
    expect(told).toEqual({
      kind: 'message',
      key: `anomaly ${id}`,
      message: {
        event: 'anomaly',
        severity: 'critical',
        title: 'Amazon EC2 · web: $1,240.01 more than expected',
        text: 'It was over, and is there again. Since Nov 20, 2026; it goes on. Machines of m5.large were added.',
        facts: [
          { label: 'Expected', value: '$100.00' },
          { label: 'Actual', value: '$1,340.01' },
          { label: 'Severity', value: 'high' },
          { label: 'Owner', value: 'Grace' },
        ],
        amount: { amount: '1240.01', currency: 'USD' },
        link: `/anomalies/${id}`,
        occurred_at,
        scope: { service: 'Amazon EC2', tags: { team: 'web' } },
        owner: 'Grace',
      },
    });
  });

  it('says who has to approve a change, and by which rule', () => {
    const textOf = (more: object) => {
      const [told] = tell('remediation.needs_approval', { ...remediation, ...more });
      return told?.kind === 'message' ? told.message.text : null;
    };
    const said = 'Ada has proposed this change. It destroys something.';
    expect(textOf({})).toBe(said);
    expect(textOf({ requirement: { approvals: 1, rule: 'Every change' } })).toBe(
      `${said} One person has to approve it, by the rule “Every change”.`,
    );
    expect(textOf({ requirement: { approvals: 2, rule: 'Production' }, known: { ...known, note: 'Please' } })).toBe(
      `${said} 2 people have to approve it, by the rule “Production”. “Please”`,
    );
  });

  it('keeps amounts exact, and writes them as the organization does', () => {
    const large = { ...budget, measured: '12345678901234567.891', budget_amount: '12345678901234567.441' };
    const [told] = tell('budget.exceeded', large, { locale: 'de-DE' });
    expect(told).toMatchObject({
      message: {
        title: 'Shop is 0,45\u00a0$ over its budget',
        amount: { amount: '12345678901234567.891', currency: 'USD' },
      },
    });
    expect(told?.kind === 'message' && told.message.text).toContain('12.345.678.901.234.567,89\u00a0$');
  });

  it('has one key for all that is said of one incident, and others for other incidents', () => {
    const keyOf = (...given: Parameters<typeof tell>) => tell(...given).map(({ key }) => key);
    expect(keyOf('anomaly.ended', anomaly)).toEqual(keyOf('anomaly.opened', anomaly));
    const [warned] = keyOf('budget.warning', budget);
    expect(keyOf('budget.left', budget)).toContain(warned);
    expect(keyOf('budget.exceeded', budget)).not.toContain(warned);
    expect(keyOf('budget.left', { ...budget, period_start: '2026-12-01' })).not.toContain(warned);
    const [expires] = keyOf('recommendation.found', { ...recommendation, rule_id: 'commitment-expiring' });
    expect(keyOf('recommendation.acknowledged', { recommendation_id: id, by: 'Ada' })).toEqual([expires]);
    expect(keyOf('policy.resolved', violation)).toEqual(keyOf('policy.violated', violation));
    expect(keyOf('connection.recovered', connection)).toEqual(keyOf('connection.failing', connection));
    expect(keyOf('remediation.approved', remediation)).toEqual(keyOf('remediation.needs_approval', remediation));
  });

  it('makes less of a drop than of a rise, and says which days a period has, and whose tags a resource has', () => {
    const messageOf = (...given: Parameters<typeof tell>) => {
      const [told] = tell(...given);
      return told?.kind === 'message' ? told.message : null;
    };
    const drop = (severity: string) => messageOf('anomaly.opened', { ...anomaly, severity, direction: 'down' });
    expect([drop('high')?.severity, drop('critical')?.severity]).toEqual(['info', 'warning']);
    const text = messageOf('budget.warning', budget)?.text;
    expect(text).toBe('$812.35 spent of $1,000.00 in the period from Nov 1, 2026 to Nov 30, 2026.');
    const scope = { provider: 'AWS', account: '1', resource: 'i-1', tags: { team: 'web' } };
    expect(messageOf('policy.violated', violation)?.scope).toEqual(scope);
    expect(messageOf('policy.violated', { ...violation, tags: {} })?.scope).not.toHaveProperty('tags');
  });

  it('says in the weekly summary what is known, and what is not', () => {
    const factsOf = (given: WeeklyFigures) => {
      const [told] = tell('digest.weekly', given);
      if (told?.kind !== 'message') throw new Error('no message');
      return Object.fromEntries(told.message.facts.map(({ label, value }) => [label, value]));
    };
    expect(factsOf(figures)).toEqual({
      Costs: '$1,125.50, up 12.6% ($1,000.00); €10.00 (the week before is not known in full)',
      'Largest changes': 'Amazon EC2 +$150.00, Without service −$24.50',
      'Open anomalies': '2',
      Budgets: 'over: Shop; at risk: Lab; 1 not known',
      'Savings to be had a month': '$900.50',
      'Savings realised a month': 'None known.',
      'Waiting for you': '1 change to approve, 3 policy violations',
    });
    const nothing: WeeklyFigures = {
      ...figures,
      week: null,
      costs: [],
      open_anomalies: 0,
      budgets: null,
      savings: [],
      waiting: { approvals: 0, violations: 0 },
    };
    expect(factsOf(nothing)).toEqual({
      Costs: 'Not known.',
      'Largest changes': 'Not known.',
      'Open anomalies': '0',
      Budgets: 'There are none.',
      'Savings to be had a month': 'None known.',
      'Savings realised a month': 'None known.',
      'Waiting for you': 'Nothing.',
    });
  });
});
