import { LEAST_AMOUNT } from '../../core/budget.ts';
import { amountFrom } from './amount-text.ts';
import type { BudgetForm, ThresholdForm } from './budget-form.ts';

/** Fields of the form that can be wrong; thresholds by their place. */
export type FormField =
  | 'name'
  | 'start'
  | 'last_day'
  | 'amount'
  | 'growth'
  | `months.${string}`
  | `thresholds.${number}`;
export type FormErrors = Partial<Record<FormField, string>>;

const GROWTH = /^[+-]?\d+(?:[.,]\d+)?$/;
/** The percentage that is typed; null when it is none. */
export const growthFrom = (text: string): number | null =>
  GROWTH.test(text.trim()) ? Number(text.trim().replace(',', '.')) : null;

function amountProblem(text: string, locale: string): string | undefined {
  const amount = amountFrom(text, locale);
  if (amount === null)
    return text.trim() === ''
      ? 'Give an amount'
      : 'It is not clear which amount is meant: give it as 10000 or 10000.50';
  return amount < LEAST_AMOUNT ? `Must be ${LEAST_AMOUNT} or more` : undefined;
}

/** Months that have an amount; an empty one has none. */
export const givenMonths = ({ months }: BudgetForm): [string, string][] =>
  Object.entries(months).filter(([, text]) => text.trim() !== '');

/** Without those that are none. */
const found = (errors: FormErrors): FormErrors =>
  Object.fromEntries(Object.entries(errors).filter(([, problem]) => problem !== undefined));

/** What is wrong with how the amount is given. */
export function amountErrors(form: BudgetForm, locale: string): FormErrors {
  const errors: FormErrors = {};
  if (form.kind === 'fixed' || form.kind === 'growing') errors.amount = amountProblem(form.amount, locale);
  if (form.kind === 'growing') {
    const growth = growthFrom(form.growth);
    if (growth === null) errors.growth = 'Give a number, such as 5 or -2.5';
    else if (growth < -99 || growth > 1_000) errors.growth = 'Must be between -99 and 1000';
  }
  if (form.kind === 'monthly') {
    for (const [month, text] of givenMonths(form)) errors[`months.${month}`] = amountProblem(text, locale);
    if (givenMonths(form).length === 0) errors.amount = 'Give an amount for at least one month';
  }
  return found(errors);
}

/** What is wrong with the days that a budget is for. */
export function dateErrors({ period, kind, start, last_day }: BudgetForm): FormErrors {
  const errors: FormErrors = {};
  if (period === 'custom' && start === '') errors.start = 'Choose the first day';
  if (period === 'custom' && last_day === '') errors.last_day = 'Choose the last day';
  if (kind === 'growing' && start === '') errors.start = 'Choose the day from which it grows';
  if (start !== '' && last_day !== '' && last_day < start) errors.last_day = 'Must not be before the first day';
  return errors;
}

const sameThreshold = (one: ThresholdForm, other: ThresholdForm): boolean =>
  one.basis === other.basis &&
  one.unit === other.unit &&
  one.value.trim() === other.value.trim() &&
  (one.basis === 'actual' || one.bound === other.bound);

function thresholdErrors({ thresholds }: BudgetForm, locale: string): FormErrors {
  const errors: FormErrors = {};
  for (const [index, threshold] of thresholds.entries()) {
    const value = amountFrom(threshold.value, locale);
    if (value === null || value === 0) errors[`thresholds.${index}`] = 'Give a number above 0';
    else if (thresholds.slice(0, index).some((other) => sameThreshold(other, threshold)))
      errors[`thresholds.${index}`] = 'Is there already';
  }
  return errors;
}

/** What has to be mended before the form can be sent; empty when nothing has. */
export function formErrors(form: BudgetForm, locale: string): FormErrors {
  return {
    ...(form.name.trim() === '' && { name: 'Say what it is' }),
    ...dateErrors(form),
    ...amountErrors(form, locale),
    ...thresholdErrors(form, locale),
  };
}
