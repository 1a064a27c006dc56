import type { Metric } from '../../../costs/core/dimensions.ts';
import { type Filter, filtersOfJson } from '../../../costs/core/filters.ts';
import { addDays } from '../../../platform/core/dates.ts';
import type { BudgetAmount, BudgetCalendar, BudgetPeriod, Threshold } from '../../core/budget.ts';
import type { Budget } from '../../core/contract.ts';
import { amountText } from './amount-text.ts';

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
    filters: filtersOfJson(filters),
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
