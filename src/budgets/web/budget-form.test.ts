import { describe, expect, it } from 'vitest';
import type { Budget } from '../core/contract.ts';
import { amountFrom, type BudgetForm, bodyOf, emptyForm, formErrors, formOf } from './budget-form.ts';

const FILLED: BudgetForm = { ...emptyForm('EUR'), name: 'Shop', amount: '2500,50' };

describe('the form of a budget', () => {
  it('says everything that has to be mended at once', () => {
    const wrong: BudgetForm = { ...emptyForm('EUR'), scope: [{ grouping: 'service', value: null }] };
    expect(Object.keys(formErrors(wrong)).toSorted()).toEqual(['amount', 'name', 'scope']);
    expect(formErrors({ ...FILLED, amount: '0' })).toEqual({ amount: 'Must be 0.01 or more' });
    expect(formErrors(FILLED)).toEqual({});
  });

  it.each([
    ['10000', 10_000],
    [' 10000.5 ', 10_000.5],
    ['10000,50', 10_000.5],
    ['0.0015', 0.0015],
    // Ten thousand to some, ten to others.
    ['10,000', null],
    ['10.000', null],
    ['1,000,000', null],
    ['10 000', null],
    ['1e5', null],
    ['-5', null],
    ['much', null],
    ['', null],
  ])('takes the amount %j for %j', (text, amount) => {
    expect(amountFrom(text)).toBe(amount);
  });

  it.each([2_500, 0.5, 12.345, 1e15])('opens a budget of %d as it is, and sends the same', (amount) => {
    const scope = { service: 'Amazon EC2', 'tag:team': '' } as const;
    const sent = { name: 'Shop', scope, period: 'quarter', amount, currency: 'USD' } as const;
    const form = formOf({ ...sent } as Partial<Budget> as Budget);
    expect(form.scope).toEqual([
      { grouping: 'service', value: 'Amazon EC2' },
      { grouping: 'tag:team', value: '' },
    ]);
    expect(formErrors(form)).toEqual({});
    expect(bodyOf(form)).toEqual(sent);
  });
});
