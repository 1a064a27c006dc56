import type { IsoDate } from '../../platform/core/dates.ts';
import { compareDecimals, decimalOf, timesDecimal, timesRatio } from '../../platform/core/decimal.ts';
import type { Threshold } from './budget.ts';
import { decimalOfForecast, type Spend } from './spend.ts';

/** Forecasts move a little each time: one is below a threshold again only by more than this share of it. */
const NOISE_OF_FORECASTS = 0.02;

/** What a threshold is judged by in a period; null where not known. */
export interface Measure {
  /** What is measured, and the amount that the threshold stands for: exact decimals. */
  measured: string | null;
  limit: string | null;
  /** Last day of what it was measured from. */
  through: IsoDate | null;
}

/** The amount that a threshold stands for in a period whose budget is `amount`; null where that is not known. */
export function limitOf({ unit, value }: Threshold, amount: string | null): string | null {
  if (unit === 'amount') return decimalOf(value);
  return amount === null ? null : timesRatio(amount, decimalOf(value), '100');
}

/** What a threshold is judged by. */
export function measureOf(threshold: Threshold, amount: string | null, spend: Spend): Measure {
  const forecast = spend.forecast?.[threshold.bound];
  return {
    measured: threshold.basis === 'actual' ? spend.spent : forecast === undefined ? null : decimalOfForecast(forecast),
    limit: limitOf(threshold, amount),
    through: spend.judged_through,
  };
}

/** A crossing that was not left yet: the last day of what it was found from. */
export interface Crossed {
  data_through: IsoDate;
}

/**
 * What becomes of a threshold in a period: `cross` where it was not crossed and is reached, `leave` where it was and what
 * is known now, of at least as many days, says that it is not; else `stay`. What is not known is neither. A threshold is
 * thus crossed once, unless it was left in between.
 */
export function stepOf(
  crossed: Crossed | null,
  basis: Threshold['basis'],
  { measured, limit, through }: Measure,
): 'cross' | 'leave' | 'stay' {
  if (measured === null || limit === null || through === null) return 'stay';
  if (crossed === null) return compareDecimals(measured, limit) >= 0 ? 'cross' : 'stay';
  if (through < crossed.data_through) return 'stay';
  const line = basis === 'actual' ? limit : timesDecimal(limit, 1 - NOISE_OF_FORECASTS);
  return compareDecimals(measured, line) < 0 ? 'leave' : 'stay';
}
