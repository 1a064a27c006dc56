import { beyondBudget, budgetTeller, periodOf, shareOfBudget } from '../budget-events.ts';
import { written } from '../money.ts';

/** A budget is spent. */
export const budgetExceeded = budgetTeller({
  event: 'budget_exceeded',
  type: 'budget.exceeded',
  severity: 'critical',
  titleOf: (crossed, { locale }) => {
    const beyond = beyondBudget(crossed, locale);
    return beyond === null ? `${crossed.name} has spent its budget` : `${crossed.name} is ${beyond} over its budget`;
  },
  textOf: (crossed, { locale }) => {
    const spent = written(crossed.measured, crossed.currency, locale);
    const share = shareOfBudget(crossed, crossed.measured, locale);
    const of =
      crossed.budget_amount === null
        ? ''
        : ` of ${written(crossed.budget_amount, crossed.currency, locale)}${share === null ? '' : ` (${share})`}`;
    return `${spent} spent${of} in the period ${periodOf(crossed, locale)}.`;
  },
});
