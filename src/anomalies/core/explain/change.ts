import type { CauseValue } from '../cause.ts';

/** What something cost, and what it would have cost. */
export interface Change {
  expected: number;
  actual: number;
}

/** Below this an amount is what adding up doubles leaves of nothing. */
const NOTHING = 1e-9;
export const isNothing = (amount: number): boolean => Math.abs(amount) < NOTHING;

export const differenceOf = ({ expected, actual }: Change): number => actual - expected;

export const kindOfChange = ({ expected, actual }: Change): CauseValue['change'] => {
  if (isNothing(expected) && !isNothing(actual)) return 'new';
  return isNothing(actual) && !isNothing(expected) ? 'vanished' : 'changed';
};

export function addUp(changes: Iterable<Change>): Change {
  const sum = { expected: 0, actual: 0 };
  for (const { expected, actual } of changes) {
    sum.expected += expected;
    sum.actual += actual;
  }
  return sum;
}

/**
 * Shares in percent with one decimal that add up to exactly 100, `rest_percent` being what `parts` leave of `whole`
 * (largest remainders). Shares over 100 and a negative rest are what opposite movements come to.
 */
export function sharesOf(parts: readonly number[], whole: number): { shares: number[]; rest_percent: number } {
  const rest = whole - parts.reduce((sum, part) => sum + part, 0);
  const exact = [...parts, rest].map((part) => (part / whole) * 1_000);
  const tenths = exact.map((share) => Math.floor(share));
  const missing = Math.round(1_000 - tenths.reduce((sum, share) => sum + share, 0));
  const by_remainder = exact
    .map((share, index) => ({ index, left: share - Math.floor(share) }))
    .toSorted((a, b) => b.left - a.left);
  for (const { index } of by_remainder.slice(0, Math.max(0, missing))) tenths[index] = tenths[index]! + 1;
  const percent = tenths.map((share) => share / 10);
  return { shares: percent.slice(0, -1), rest_percent: percent.at(-1)! };
}
