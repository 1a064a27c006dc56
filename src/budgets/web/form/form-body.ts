import type { z } from 'zod';
import { filtersAsJson } from '../../../costs/core/filters.ts';
import { addDays } from '../../../platform/core/dates.ts';
import { type budgetBodySchema, LEAST_AMOUNT } from '../../core/budget.ts';
import { amountFrom, amountText } from './amount-text.ts';
import type { BudgetForm } from './budget-form.ts';
import { amountErrors, dateErrors, givenMonths, growthFrom } from './form-errors.ts';

/** The body that the API takes. */
export type BudgetInput = z.input<typeof budgetBodySchema>;

function amountOf(form: BudgetForm, locale: string): BudgetInput['amount'] {
  const of = (text: string): number => amountFrom(text, locale) ?? Number.NaN;
  switch (form.kind) {
    case 'fixed':
      return { kind: 'fixed', amount: of(form.amount) };
    case 'growing':
      return { kind: 'growing', amount: of(form.amount), growth_percent: growthFrom(form.growth) ?? Number.NaN };
    case 'monthly':
      return {
        kind: 'monthly',
        months: Object.fromEntries(givenMonths(form).map(([month, text]) => [month, of(text)])),
      };
    case 'children':
      return { kind: 'children' };
  }
}

/** The body that the API takes for a form without errors. */
export function bodyOf(form: BudgetForm, locale: string): BudgetInput {
  const { name, owner, filters, metric, currency, period, calendar, start, last_day, parent_id } = form;
  return {
    metric,
    currency,
    period,
    calendar,
    parent_id,
    name: name.trim(),
    owner: owner.trim() === '' ? null : owner.trim(),
    filters: filtersAsJson(filters),
    start: start === '' ? null : start,
    end: last_day === '' ? null : addDays(last_day, 1),
    amount: amountOf(form, locale),
    thresholds: form.thresholds.map(({ basis, unit, value, bound }) => ({
      basis,
      unit,
      value: amountFrom(value, locale) ?? Number.NaN,
      bound: basis === 'actual' ? 'mean' : bound,
    })),
  };
}

/**
 * The body to preview a form with, before everything is said: the name does not matter, and where the amount is not known,
 * the least one stands in for it (`has_amount` is false: what follows from it means nothing). Null while the period is not
 * known.
 */
export function previewOf(form: BudgetForm, locale: string): { body: BudgetInput; has_amount: boolean } | null {
  const { start, last_day } = dateErrors(form);
  if (last_day !== undefined || (form.period === 'custom' && start !== undefined)) return null;
  const plain: BudgetForm = { ...form, name: form.name.trim() || 'Budget', thresholds: [], parent_id: null };
  const has_amount = start === undefined && Object.keys(amountErrors(form, locale)).length === 0;
  const stand_in: BudgetForm = { ...plain, kind: 'fixed', amount: amountText(LEAST_AMOUNT) };
  return { body: bodyOf(has_amount ? plain : stand_in, locale), has_amount };
}
