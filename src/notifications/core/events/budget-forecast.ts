import { beyondBudget, budgetTeller, type Crossed, periodOf, shareOfBudget } from '../budget-events.ts';
import { written } from '../money.ts';

/** How sure a forecast is that a threshold tells of (`thresholdSchema`). */
const SURE: Record<Crossed['threshold']['bound'], string> = {
  mean: 'is forecast to',
  lower_80: 'will almost certainly',
  upper_80: 'may',
};

/** A budget will be spent before its period is over. */
export const budgetForecast = budgetTeller({
  event: 'budget_forecast',
  type: 'budget.forecast_over',
  severity: 'warning',
  titleOf: (crossed, { locale }) => {
    const will = `${crossed.name} ${SURE[crossed.threshold.bound]}`;
    const beyond = beyondBudget(crossed, locale);
    if (beyond !== null) return `${will} exceed its budget by ${beyond}`;
    const share = shareOfBudget(crossed, crossed.measured, locale);
    if (share !== null) return `${will} spend ${share} of its budget`;
    return `${will} reach ${written(crossed.threshold_amount, crossed.currency, locale)}`;
  },
  textOf: (crossed, { locale }) => {
    const forecast = written(crossed.measured, crossed.currency, locale);
    const of = crossed.budget_amount === null ? '' : ` of ${written(crossed.budget_amount, crossed.currency, locale)}`;
    const bound =
      crossed.threshold.bound === 'mean' ? '' : ' (an end of the interval that holds four out of five outcomes)';
    return `${forecast}${of} by the end of the period ${periodOf(crossed, locale)}, as forecast${bound}.`;
  },
});
