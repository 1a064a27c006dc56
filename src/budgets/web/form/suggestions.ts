import type { PastPeriod } from '../../core/contract.ts';

/** An amount that a budget could have, and what it comes from. */
export interface Suggestion {
  amount: number;
  /** The amount before it was rounded up. */
  from: number;
  basis: { kind: 'average'; periods: number } | { kind: 'forecast' };
}

/** So many of the latest periods are averaged: enough for a bad month to be levelled, few enough to be of today. */
const MOST_AVERAGED = 3;

/** `amount` rounded up to two significant digits: nobody budgets 5 137.22. */
export function roundedUp(amount: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return Math.ceil(Number((amount / step).toPrecision(12))) * step;
}

/** Amounts that come from what is known: the average of the latest periods, and what this one is forecast to cost. */
export function suggestionsOf(history: readonly PastPeriod[], forecast: number | null): Suggestion[] {
  const known = history.flatMap(({ spend }) => (spend === null ? [] : [spend])).slice(-MOST_AVERAGED);
  const average = known.reduce((sum, spend) => sum + spend, 0) / known.length;
  const suggestions: Suggestion[] = [];
  if (average > 0)
    suggestions.push({
      amount: roundedUp(average),
      from: average,
      basis: { kind: 'average', periods: known.length },
    });
  if (forecast !== null && forecast > 0 && roundedUp(forecast) !== suggestions[0]?.amount)
    suggestions.push({ amount: roundedUp(forecast), from: forecast, basis: { kind: 'forecast' } });
  return suggestions;
}
