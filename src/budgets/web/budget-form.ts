import type { Grouping } from '../../costs/core/dimensions.ts';
import type { ScopePart } from '../../forecasts/web/calendar/event-form.ts';
import { type Budget, type BudgetPeriod, LEAST_AMOUNT } from '../core/contract.ts';

/** The form of a budget as it is typed. */
export interface BudgetForm {
  name: string;
  scope: ScopePart[];
  period: BudgetPeriod;
  amount: string;
  currency: string;
}

/** A form with nothing entered. */
export const emptyForm = (currency: string): BudgetForm => ({
  name: '',
  scope: [],
  period: 'month',
  amount: '',
  currency,
});

/** Three digits after the only separator: `10,000` is ten thousand to some and ten to others. */
const AMBIGUOUS = /^\d+[.,]\d{3}$/;
const PLAIN = /^\d+(?:[.,]\d+)?$/;

/** An amount as the field takes it back. */
const amountText = (amount: number): string => (AMBIGUOUS.test(String(amount)) ? `${amount}0` : String(amount));

/** The form of a budget that there is. */
export const formOf = ({ name, scope, period, amount, currency }: Budget): BudgetForm => ({
  name,
  scope: Object.entries(scope).map(([grouping, value]) => ({ grouping: grouping as Grouping, value: value ?? '' })),
  period,
  amount: amountText(amount),
  currency,
});

/** The amount that is typed, with a point or comma before its decimals; null when it is not clear which one is meant. */
export function amountFrom(text: string): number | null {
  const typed = text.trim();
  return PLAIN.test(typed) && !AMBIGUOUS.test(typed) ? Number(typed.replace(',', '.')) : null;
}

/** Fields of the form that can be wrong. */
export type FormErrors = Partial<Record<'name' | 'scope' | 'amount', string>>;

/** What has to be mended before the form can be sent; empty when nothing has. */
export function formErrors(form: BudgetForm): FormErrors {
  const errors: FormErrors = {};
  const amount = amountFrom(form.amount);
  if (form.name.trim() === '') errors.name = 'Say what it is';
  if (form.scope.some(({ value }) => value === null)) errors.scope = 'Choose a value, or remove the line';
  if (amount === null) errors.amount = 'Give an amount as 10000 or 10000.50, without separators of thousands';
  else if (amount < LEAST_AMOUNT) errors.amount = `Must be ${LEAST_AMOUNT} or more`;
  return errors;
}

/** The body that the API takes for a form without errors. */
export function bodyOf({ name, scope, period, amount, currency }: BudgetForm) {
  return {
    name,
    scope: Object.fromEntries(scope.map(({ grouping, value }) => [grouping, value ?? ''])) as Record<string, string>,
    period,
    amount: amountFrom(amount) ?? Number.NaN,
    currency,
  };
}
