import { budgetTeller, periodOf, shareOfBudget } from '../budget-events.ts';
import { written } from '../money.ts';

/** A part of a budget is spent. */
export const budgetWarning = budgetTeller({
  event: 'budget_warning',
  type: 'budget.warning',
  severity: 'warning',
  titleOf: (crossed, { locale }) => {
    const share = shareOfBudget(crossed, crossed.measured, locale);
    return share === null
      ? `${crossed.name} has reached ${written(crossed.threshold_amount, crossed.currency, locale)}`
      : `${crossed.name} has spent ${share} of its budget`;
  },
  textOf: (crossed, { locale }) => {
    const spent = `${written(crossed.measured, crossed.currency, locale)} spent`;
    const of = crossed.budget_amount === null ? '' : ` of ${written(crossed.budget_amount, crossed.currency, locale)}`;
    return `${spent}${of} in the period ${periodOf(crossed, locale)}.`;
  },
});
