import { addDays, daysBetween } from '../../platform/core/dates.ts';
import type { BudgetStanding } from '../core/contract.ts';

/** What a bar shows of a period. */
export type Shown = Pick<
  BudgetStanding,
  'amount' | 'current_spend' | 'forecasted_spend' | 'data_through' | 'period_start' | 'period_end'
>;

/** The share of the period that its complete days are, 0 to 1; null while none is, or where that is not known. */
export function shareOfDays({ data_through, period_start, period_end }: Shown): number | null {
  if (data_through === null || data_through < period_start) return null;
  const days = daysBetween(period_start, addDays(data_through, 1)) / daysBetween(period_start, period_end);
  return Math.min(1, days);
}

/** Lengths of a budget's bar, each 0 to 1 of its width; null is not known. */
export interface Bar {
  spent: number | null;
  forecast: number | null;
  /** Where the budget's amount is: at the right end, unless something goes beyond. */
  amount: number | null;
  /** Where an even share for the complete days is; null once the period has ended, too. */
  even: number | null;
}

/** The bar of a budget; credits that exceed the costs are at its beginning. Nothing has a length without an amount or spend. */
export function barOf(shown: Shown): Bar {
  const { amount, current_spend, forecasted_spend } = shown;
  const whole = Math.max(amount ?? 0, current_spend ?? 0, forecasted_spend ?? 0);
  const part = (value: number | null): number | null =>
    value === null || whole === 0 ? null : Math.max(0, value) / whole;
  const share = shareOfDays(shown);
  return {
    spent: part(current_spend),
    forecast: part(forecasted_spend),
    amount: part(amount),
    even: amount === null || share === null || share === 1 ? null : part(amount * share),
  };
}
