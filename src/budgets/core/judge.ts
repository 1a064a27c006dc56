import type { IsoDate } from '../../platform/core/dates.ts';
import { compareDecimals } from '../../platform/core/decimal.ts';
import type { AmountIn } from './amounts.ts';
import { type Threshold, thresholdKey } from './budget.ts';
import type { Period } from './calendar.ts';
import { measureOf, stepOf } from './crossing.ts';
import { decimalOfForecast, type Spend } from './spend.ts';

/** A threshold that is newly crossed: what was measured, of how much, from what. */
export interface Crossing {
  threshold: Threshold;
  measured: string;
  limit: string;
  data_through: IsoDate;
}

/** What happens to the thresholds of a budget in a period; `open` are its crossings that were not left. */
export function judge<Open extends { threshold_key: string; data_through: IsoDate }>(
  thresholds: readonly Threshold[],
  given: AmountIn,
  spend: Spend,
  open: readonly Open[],
): { crossed: Crossing[]; left: Open[] } {
  const judged: { crossed: Crossing[]; left: Open[] } = { crossed: [], left: [] };
  for (const threshold of thresholds) {
    const before = open.find(({ threshold_key }) => threshold_key === thresholdKey(threshold)) ?? null;
    const { measured, limit, through } = measureOf(threshold, given.amount, spend);
    const step = stepOf(before, threshold.basis, { measured, limit, through });
    if (step === 'leave' && before !== null) judged.left.push(before);
    if (step === 'cross' && measured !== null && limit !== null && through !== null)
      judged.crossed.push({ threshold, measured, limit, data_through: through });
  }
  return judged;
}

/** What is told of a crossing: of a forecast, or of costs that have reached the amount of the budget or a part of it. */
export function eventOf({ threshold, limit }: Crossing, amount: string | null) {
  if (threshold.basis === 'forecast') return 'budget.forecast_over';
  if (threshold.unit === 'percent') return threshold.value >= 100 ? 'budget.exceeded' : 'budget.warning';
  return amount !== null && compareDecimals(limit, amount) >= 0 ? 'budget.exceeded' : 'budget.warning';
}

/** The payload of the events `budget.warning`, `budget.exceeded` and `budget.forecast_over`; amounts are exact decimals. */
export const payloadOf = (period: Period, crossing: Crossing, given: AmountIn, spend: Spend) => ({
  threshold_key: thresholdKey(crossing.threshold),
  threshold: crossing.threshold,
  period_start: period.start,
  period_end: period.end,
  budget_amount: given.amount,
  threshold_amount: crossing.limit,
  measured: crossing.measured,
  current_spend: spend.spent,
  forecasted_spend: spend.forecast === null ? null : decimalOfForecast(spend.forecast.mean),
  data_through: crossing.data_through,
});
