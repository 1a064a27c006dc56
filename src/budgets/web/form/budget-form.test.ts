import { describe, expect, it } from 'vitest';
import { type BudgetAmount, budgetBodySchema, type Threshold } from '../../core/budget.ts';
import type { Budget } from '../../core/contract.ts';
import { type BudgetForm, emptyForm, formOf, partForm } from './budget-form.ts';
import { bodyOf, previewOf } from './form-body.ts';
import { formErrors } from './form-errors.ts';

const FILLED: BudgetForm = { ...emptyForm('EUR'), name: ' Shop ', amount: '2500,50' };
const errors = (changed: Partial<BudgetForm>) => formErrors({ ...FILLED, ...changed }, 'en-US');
const threshold = (value: string, more: Partial<Threshold> = {}) =>
  ({ basis: 'actual', unit: 'percent', bound: 'mean', ...more, key: 0, value }) as const;

describe('the form of a budget', () => {
  it('says everything that has to be mended at once', () => {
    const wrong: BudgetForm = { ...emptyForm('EUR'), period: 'custom', thresholds: [threshold('x')] };
    expect(Object.keys(formErrors(wrong, 'en-US')).toSorted()).toEqual([
      'amount',
      'last_day',
      'name',
      'start',
      'thresholds.0',
    ]);
    expect(formErrors(FILLED, 'en-US')).toEqual({});
  });

  it.each<[Partial<BudgetForm>, Record<string, string>]>([
    [{ amount: '0' }, { amount: 'Must be 0.01 or more' }],
    [{ amount: '10.000' }, { amount: expect.stringMatching(/^It is not clear/) }],
    [
      { kind: 'growing', growth: 'fast' },
      { growth: 'Give a number, such as 5 or -2.5', start: 'Choose the day from which it grows' },
    ],
    [{ kind: 'growing', growth: '-100', start: '2026-01-01' }, { growth: 'Must be between -99 and 1000' }],
    [{ kind: 'monthly', months: {} }, { amount: 'Give an amount for at least one month' }],
    [{ kind: 'monthly', months: { '2026-01': '5', '2026-02': 'x' } }, { 'months.2026-02': expect.any(String) }],
    [{ kind: 'children', amount: '' }, {}],
    [{ start: '2026-03-01', last_day: '2026-02-28' }, { last_day: 'Must not be before the first day' }],
    [{ start: '2026-03-01', last_day: '2026-03-01' }, {}],
    [{ thresholds: [threshold('80'), threshold('80 ')] }, { 'thresholds.1': 'Is there already' }],
    [{ thresholds: [threshold('0')] }, { 'thresholds.0': 'Give a number above 0' }],
    [
      {
        thresholds: [threshold('80', { basis: 'forecast' }), threshold('80', { basis: 'forecast', bound: 'lower_80' })],
      },
      {},
    ],
  ])('of %j says %j', (changed, problems) => {
    expect(errors(changed)).toEqual(problems);
  });

  const BODY = {
    name: 'Shop',
    owner: 'Ada',
    filters: { service: ['Amazon EC2'], 'not_tag.team': ['', 'web'] },
    metric: 'billed',
    currency: 'USD',
    period: 'quarter',
    calendar: 'calendar',
    start: '2026-01-01',
    end: '2027-01-01',
    thresholds: [
      { basis: 'actual', unit: 'amount', value: 1_500, bound: 'mean' },
      { basis: 'forecast', unit: 'percent', value: 99.5, bound: 'upper_80' },
    ],
    parent_id: '0190c1f0-0000-7000-8000-000000000000',
  } as const;
  it.each<BudgetAmount>([
    { kind: 'fixed', amount: 0.5 },
    { kind: 'growing', amount: 12.345, growth_percent: -2.5 },
    { kind: 'monthly', months: { '2026-01': 100, '2026-02': 1e15 } },
    { kind: 'children' },
  ])('opens a budget with %j as it is, and sends the same', (amount) => {
    const form = formOf({ ...BODY, given_amount: amount } as unknown as Budget);
    expect(formErrors(form, 'en-US')).toEqual({});
    const sent = bodyOf(form, 'en-US');
    expect(sent).toEqual({ ...BODY, amount });
    expect(budgetBodySchema.safeParse(sent).success).toBe(true);
  });

  it('of a part begins with what it has to agree in, and nothing that is its own', () => {
    const parent = { ...BODY, id: 'whole', given_amount: { kind: 'fixed', amount: 5 } } as unknown as Budget;
    expect(partForm(parent)).toMatchObject({
      parent_id: 'whole',
      period: 'quarter',
      calendar: 'calendar',
      metric: 'billed',
      currency: 'USD',
      name: '',
      owner: '',
      amount: '',
    });
  });

  it('is previewed before everything is said, once its days are known', () => {
    const preview = (changed: Partial<BudgetForm>) => previewOf({ ...emptyForm('EUR'), ...changed }, 'en-US');
    const without = preview({});
    expect(without).toMatchObject({ has_amount: false, body: { amount: { kind: 'fixed', amount: 0.01 } } });
    expect(preview({ amount: '5' })).toMatchObject({ has_amount: true, body: { amount: { amount: 5 } } });
    expect(preview({ kind: 'growing', amount: '5', growth: '2' })).toMatchObject({ has_amount: false });
    expect(preview({ kind: 'children' })).toMatchObject({ has_amount: true, body: { amount: { kind: 'children' } } });
    expect(preview({ period: 'custom', start: '2026-01-01' })).toBeNull();
    expect(budgetBodySchema.safeParse(without?.body).success).toBe(true);
  });
});
