import { type DimensionName, valueTitle } from '../../../costs/core/dimensions.ts';
import type { Filter } from '../../../costs/core/filters.ts';
import { type BudgetForm, emptyForm } from '../form/budget-form.ts';

/** A budget that could be the first one; its amount comes from what its periods cost before. */
export interface Proposal {
  name: string;
  filters: Filter[];
}

interface Values {
  dimension: DimensionName;
  items: readonly { name: string; label: string | null; amount: number; percentage: number | null }[];
}

/** More would be a plan that nobody made. */
const MOST_PARTS = 3;
/** A part below this share of the costs needs no budget yet, in percent. */
const LEAST_SHARE = 3;

/** What to begin with: all costs, and the accounts that cost most of it, or services where there is one account. */
export function proposalsOf(accounts: Values, services: Values): Proposal[] {
  const { dimension, items } = accounts.items.length > 1 ? accounts : services;
  const parts = items
    .filter(({ name, amount, percentage }) => name !== '' && amount > 0 && (percentage ?? 0) >= LEAST_SHARE)
    .slice(0, MOST_PARTS);
  return [
    { name: 'All costs', filters: [] },
    ...parts.map(({ name, label }) => ({
      name: valueTitle(dimension, name, label),
      filters: [{ grouping: dimension, values: [name], exclude: false }],
    })),
  ];
}

/** The form of a proposal, which somebody may change before it is set. */
export const proposedForm = ({ name, filters }: Proposal, currency: string): BudgetForm => ({
  ...emptyForm(currency),
  name,
  filters,
});
