import type { IsoDate } from '../../platform/core/dates.ts';
import { compareDecimals } from '../../platform/core/decimal.ts';
import { type AmountIn, evenShare } from './amounts.ts';
import type { Period } from './calendar.ts';
import type { BudgetStanding, BudgetStatus } from './contract.ts';
import { decimalOfForecast, type Spend } from './spend.ts';

/** How far it is, in percent of an even share of the amount for the complete days. */
function paceOf(spent: string, amount: string, period: Period, through: IsoDate): number | null {
  const share = Number(evenShare(amount, period, through));
  return share > 0 ? (100 * Number(spent)) / share : null;
}

/**
 * The day on which the amount was used up by the costs of complete days, or will be by the forecast. After credits that
 * brought costs below it again, it is the day since which it is used up.
 */
function exhaustedOn(amount: string, { by_day, ahead }: Spend): IsoDate | null {
  const below = by_day.findLastIndex(({ cumulative }) => compareDecimals(cumulative, amount) < 0);
  const limit = Number(amount);
  return by_day[below + 1]?.date ?? ahead.find(({ mean }) => mean >= limit)?.date ?? null;
}

function statusOf(amount: string | null, { spent, forecast, through }: Spend, period: Period): BudgetStatus {
  if (amount === null) return 'unknown';
  if (spent !== null && compareDecimals(spent, amount) > 0) return 'over';
  if (forecast !== null && compareDecimals(decimalOfForecast(forecast.mean), amount) > 0) return 'at_risk';
  if (spent === null || through === null) return forecast === null ? 'unknown' : 'on_track';
  return compareDecimals(spent, evenShare(amount, period, through)) > 0 ? 'ahead' : 'on_track';
}

const numberOf = (amount: string | null): number | null => (amount === null ? null : Number(amount));

/** How a period goes: what was spent on its days against what is meant to be. */
export function standingOf(period: Period, given: AmountIn, spend: Spend): BudgetStanding {
  const { amount } = given;
  const { spent, through, forecast } = spend;
  const reasons = [given.reason, spend.reason].filter((reason) => reason !== null);
  return {
    period_start: period.start,
    period_end: period.end,
    amount: numberOf(amount),
    status: statusOf(amount, spend, period),
    current_spend: numberOf(spent),
    data_through: through,
    forecasted_spend: forecast?.mean ?? null,
    forecast_lower_80: forecast?.lower_80 ?? null,
    forecast_upper_80: forecast?.upper_80 ?? null,
    pace_percent: amount === null || spent === null || through === null ? null : paceOf(spent, amount, period, through),
    exhausted_on: amount === null ? null : exhaustedOn(amount, spend),
    reason: reasons.length > 0 ? reasons.join(' ') : null,
  };
}
