import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import { compareDecimals } from '../../platform/core/decimal.ts';
import type { AmountIn } from './amounts.ts';
import { type Threshold, thresholdKey } from './budget.ts';
import type { Period } from './calendar.ts';
import { measureOf, stepOf } from './crossing.ts';
import { decimalOfForecast, type Spend } from './spend.ts';

/** A threshold that is crossed: what was measured, of how much, from what. */
export interface Crossing {
  threshold: Threshold;
  measured: string;
  limit: string;
  data_through: IsoDate;
}

/** A crossing that was kept and not left yet. */
interface Kept {
  threshold_key: string;
  data_through: IsoDate;
  /** False while one that says more was crossed, too. */
  is_told: boolean;
}

/** What is crossed now, newly or as kept before. */
interface Standing<Open> {
  crossing: Crossing;
  open: Open | null;
}

/** What becomes of the thresholds of a budget in a period. */
export interface Judged<Open> {
  /** New ones. */
  crossed: Crossing[];
  left: Open[];
  /** Those to tell of, new or kept before: what another that is crossed says already is not told. */
  told: Standing<Open>[];
}

/** What was spent is certain, and the lower bound of a forecast more so than what is expected. */
const SURENESS: Record<Threshold['bound'], number> = { upper_80: 0, mean: 1, lower_80: 2 };
const surenessOf = ({ basis, bound }: Threshold): number => (basis === 'actual' ? 3 : SURENESS[bound]);

/** Whether who hears of `one` knows what `other` would say: as much or more, as sure or surer. */
const says = ({ crossing: one }: Standing<unknown>, { crossing: other }: Standing<unknown>): boolean =>
  surenessOf(one.threshold) >= surenessOf(other.threshold) && compareDecimals(one.limit, other.limit) >= 0;

function toldOf<Open extends Kept>(standing: readonly Standing<Open>[]): Standing<Open>[] {
  // Of two that say the same the one that was told counts, else the first.
  const rank = (one: Standing<Open>): number => (one.open?.is_told ? -1 : standing.indexOf(one));
  const isReached = ({ crossing }: Standing<Open>): boolean => compareDecimals(crossing.measured, crossing.limit) >= 0;
  return standing.filter(
    (one) =>
      !one.open?.is_told &&
      isReached(one) &&
      !standing.some((other) => other !== one && says(other, one) && (!says(one, other) || rank(other) < rank(one))),
  );
}

/** What happens to the thresholds of a budget in a period; `open` are its crossings that were not left. */
export function judge<Open extends Kept>(
  thresholds: readonly Threshold[],
  given: AmountIn,
  spend: Spend,
  open: readonly Open[],
): Judged<Open> {
  const left: Open[] = [];
  const standing: Standing<Open>[] = [];
  for (const threshold of thresholds) {
    const before = open.find(({ threshold_key }) => threshold_key === thresholdKey(threshold)) ?? null;
    const { measured, limit, through } = measureOf(threshold, given.amount, spend);
    const step = stepOf(before, threshold.basis, { measured, limit, through });
    if (step === 'leave' && before !== null) left.push(before);
    const is_crossed = step === 'cross' || (step === 'stay' && before !== null);
    if (is_crossed && measured !== null && limit !== null && through !== null)
      standing.push({ crossing: { threshold, measured, limit, data_through: through }, open: before });
  }
  const crossed = standing.flatMap(({ crossing, open: before }) => (before === null ? [crossing] : []));
  return { crossed, left, told: toldOf(standing) };
}

/**
 * What is told of a crossing: of a forecast, or of costs that have reached the amount of the budget or a part of it. A
 * period that is complete has no forecast any more: what it costs is known.
 */
export function eventOf({ threshold, limit }: Crossing, amount: string | null, is_complete: boolean) {
  if (threshold.basis === 'forecast' && !is_complete) return 'budget.forecast_over';
  if (threshold.unit === 'percent') return threshold.value >= 100 ? 'budget.exceeded' : 'budget.warning';
  return amount !== null && compareDecimals(limit, amount) >= 0 ? 'budget.exceeded' : 'budget.warning';
}

/** The type and payload of the event that tells of a crossing; amounts are exact decimals. */
export const eventWith = (period: Period, crossing: Crossing, given: AmountIn, spend: Spend) => ({
  type: eventOf(crossing, given.amount, spend.through === addDays(period.end, -1)),
  payload: {
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
  },
});
