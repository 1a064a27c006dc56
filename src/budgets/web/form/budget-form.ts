import type { z } from 'zod';
import type { Metric } from '../../../costs/core/dimensions.ts';
import { type Filter, filtersAsJson, filtersSchema } from '../../../costs/core/query.ts';
import { addDays } from '../../../platform/core/dates.ts';
import type { BudgetAmount, BudgetCalendar, BudgetPeriod, budgetBodySchema, Threshold } from '../../core/budget.ts';
import { LEAST_AMOUNT } from '../../core/budget.ts';
import type { Budget } from '../../core/contract.ts';
import { amountFrom, amountText } from './amount-text.ts';

/** A threshold as it is typed; `key` tells lines apart while they are edited. */
export interface ThresholdForm extends Omit<Threshold, 'value'> {
  key: number;
  value: string;
}

/** The form of a budget as it is typed; dates are empty where none is chosen. */
export interface BudgetForm {
  name: string;
  owner: string;
  filters: Filter[];
  metric: Metric;
  currency: string;
  period: BudgetPeriod;
  calendar: BudgetCalendar;
  start: string;
  /** The last day that it is for, as people count. */
  last_day: string;
  kind: BudgetAmount['kind'];
  amount: string;
  growth: string;
  /** Amounts by month, such as `2027-01`; months that are shown and not given are empty. */
  months: Record<string, string>;
  thresholds: ThresholdForm[];
  parent_id: string | null;
}

/** The body that the API takes. */
export type BudgetInput = z.input<typeof budgetBodySchema>;

const DEFAULT_THRESHOLDS: ThresholdForm[] = [
  { key: 0, basis: 'actual', unit: 'percent', value: '80', bound: 'mean' },
  { key: 1, basis: 'actual', unit: 'percent', value: '100', bound: 'mean' },
  { key: 2, basis: 'forecast', unit: 'percent', value: '100', bound: 'mean' },
];

/** A form with nothing entered. */
export const emptyForm = (currency: string): BudgetForm => ({
  name: '',
  owner: '',
  filters: [],
  metric: 'effective',
  currency,
  period: 'month',
  calendar: 'fiscal',
  start: '',
  last_day: '',
  kind: 'fixed',
  amount: '',
  growth: '',
  months: {},
  thresholds: DEFAULT_THRESHOLDS,
  parent_id: null,
});

/** A form for a part of a budget: what both have to agree in, and the same costs to begin with. */
export const partForm = (parent: Budget): BudgetForm => ({
  ...formOf(parent),
  name: '',
  owner: '',
  kind: 'fixed',
  amount: '',
  months: {},
  thresholds: DEFAULT_THRESHOLDS,
  parent_id: parent.id,
});

/** The form of a budget that there is. */
export function formOf(budget: Budget): BudgetForm {
  const { given_amount: given, filters, owner, start, end, thresholds } = budget;
  const { name, metric, currency, period, calendar, parent_id } = budget;
  return {
    name,
    metric,
    currency,
    period,
    calendar,
    parent_id,
    owner: owner ?? '',
    filters: filtersSchema.parse(filters),
    start: start ?? '',
    last_day: end === null ? '' : addDays(end, -1),
    kind: given.kind,
    amount: 'amount' in given ? amountText(given.amount) : '',
    growth: given.kind === 'growing' ? String(given.growth_percent) : '',
    months:
      given.kind === 'monthly'
        ? Object.fromEntries(Object.entries(given.months).map(([month, amount]) => [month, amountText(amount)]))
        : {},
    thresholds: thresholds.map(({ basis, unit, value, bound }, key) => ({
      key,
      basis,
      unit,
      bound,
      value: amountText(value),
    })),
  };
}

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
const growthFrom = (text: string): number | null =>
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
const givenMonths = ({ months }: BudgetForm): [string, string][] =>
  Object.entries(months).filter(([, text]) => text.trim() !== '');

/** Without those that are none. */
const found = (errors: FormErrors): FormErrors =>
  Object.fromEntries(Object.entries(errors).filter(([, problem]) => problem !== undefined));

function amountErrors(form: BudgetForm, locale: string): FormErrors {
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

function dateErrors({ period, kind, start, last_day }: BudgetForm): FormErrors {
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
 * the least one stands in for it (`has_amount` is false: what follows from it means nothing). `of_parts` is what the parts
 * of the budget are given together; null where that is not known. Null while the period is not known.
 */
export function previewOf(
  form: BudgetForm,
  locale: string,
  of_parts: number | null = null,
): { body: BudgetInput; has_amount: boolean } | null {
  const { start, last_day } = dateErrors(form);
  if (last_day !== undefined || (form.period === 'custom' && start !== undefined)) return null;
  const plain: BudgetForm = { ...form, name: form.name.trim() || 'Budget', thresholds: [], parent_id: null };
  const fixed = (amount: number): BudgetInput =>
    bodyOf({ ...plain, kind: 'fixed', amount: amountText(amount) }, locale);
  // A preview knows of no parts.
  if (form.kind === 'children') return { body: fixed(of_parts ?? LEAST_AMOUNT), has_amount: of_parts !== null };
  const has_amount = start === undefined && Object.keys(amountErrors(form, locale)).length === 0;
  return { body: has_amount ? bodyOf(plain, locale) : fixed(LEAST_AMOUNT), has_amount };
}
