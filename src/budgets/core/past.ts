import { addDays } from '../../platform/core/dates.ts';
import { amountIn, type BudgetTree } from './amounts.ts';
import { type BudgetPart, type Period, periodsBefore } from './calendar.ts';
import type { PastPeriod } from './contract.ts';
import { type Known, spendOf } from './spend.ts';

const MOST = 12;

/** The periods before `part` whose costs are shown beside it, oldest first. */
export const pastPeriods = (tree: BudgetTree, part: Period): BudgetPart[] => periodsBefore(tree, part, MOST);

/** What past periods cost, without those that ended before the first costs that are known in full. */
export function historyOf(tree: BudgetTree, periods: readonly BudgetPart[], known: Known): PastPeriod[] {
  const history = periods.map(({ start, end }): PastPeriod => {
    const { spent, through } = spendOf({ start, end }, known);
    const { amount } = amountIn(tree, { start, end });
    return {
      start,
      end,
      amount: amount === null ? null : Number(amount),
      spend: spent === null || through !== addDays(end, -1) ? null : Number(spent),
    };
  });
  const first = history.findIndex(({ spend }) => spend !== null);
  return first < 0 ? [] : history.slice(first);
}
