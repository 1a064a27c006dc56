import { type Formats, money } from '../../platform/web/format.ts';
import type { Budget } from '../core/contract.ts';

/** What decides how a budget stands. */
export type Amounts = Pick<Budget, 'amount' | 'current_spend' | 'forecasted_spend'>;

/** How a budget stands: `open` is within it so far, without a forecast that says how it will end. */
export type Standing = 'over' | 'will_be_over' | 'within' | 'open' | 'unknown';

/** How a budget stands in the period that runs. What is spent counts before what is forecast. */
export function standingOf({ amount, current_spend, forecasted_spend }: Amounts): Standing {
  if (current_spend === null) return 'unknown';
  if (current_spend > amount) return 'over';
  if (forecasted_spend === null) return 'open';
  return forecasted_spend > amount ? 'will_be_over' : 'within';
}

/** How a budget stands, in words; amounts are those of the period's end where they are forecast. */
export function standingText(budget: Amounts & Pick<Budget, 'currency'>, formats: Formats): string {
  const { amount, current_spend, forecasted_spend, currency } = budget;
  const text = (difference: number): string => money(Math.abs(difference), currency, formats, 2);
  switch (standingOf(budget)) {
    case 'over':
      return `Over by ${text((current_spend ?? 0) - amount)} already`;
    case 'will_be_over':
      return `Over by ${text((forecasted_spend ?? 0) - amount)} at its end`;
    case 'within':
      return `${text(amount - (forecasted_spend ?? 0))} left at its end`;
    case 'open':
      return `${text(amount - (current_spend ?? 0))} left so far; no forecast yet`;
    case 'unknown':
      return 'Not known: the costs of its days are not all there';
  }
}

/** Lengths of a budget's bar, each 0 to 1 of its width; null is not known. */
export interface Bar {
  spent: number | null;
  forecast: number | null;
  /** Where the budget's amount is: its right end, unless something goes beyond. */
  amount: number;
}

/** The bar of a budget; credits that exceed the costs are at its beginning. */
export function barOf({ amount, current_spend, forecasted_spend }: Amounts): Bar {
  const whole = Math.max(amount, current_spend ?? 0, forecasted_spend ?? 0);
  const part = (value: number | null): number | null => (value === null ? null : Math.max(0, value) / whole);
  return { spent: part(current_spend), forecast: part(forecasted_spend), amount: amount / whole };
}

/** How many budgets are over their amount, will be by their forecast, or can't be judged; `has_more` when there are others. */
export function summaryText(budgets: readonly Amounts[], has_more: boolean): string {
  const count = (standing: Standing): number => budgets.filter((budget) => standingOf(budget) === standing).length;
  const parts = (
    [
      [count('over'), 'over'],
      [count('will_be_over'), 'forecast to be over'],
      [count('unknown'), 'not known'],
    ] as const
  ).filter(([size]) => size > 0);
  const all = `${has_more ? 'the oldest ' : ''}${budgets.length} ${budgets.length === 1 ? 'budget' : 'budgets'}`;
  return parts.length === 0 ? `None of ${all} is over` : `Of ${all}: ${parts.map((part) => part.join(' ')).join(', ')}`;
}
