import { isStillBilled } from '../../costs/core/completeness.ts';
import { addDays, addMonths, daysBetween, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import type { PeriodEnd } from './contract.ts';
import { bandsOf, type SliceForecast, sumOfDays } from './slice-forecast.ts';

/** A month, a quarter or a year of the organization's fiscal calendar; `end` is exclusive. */
export interface Period {
  period: PeriodEnd['period'];
  start: IsoDate;
  end: IsoDate;
}

const LENGTHS = [
  ['month', 1],
  ['quarter', 3],
  ['year', 12],
] as const;

/** The month, quarter and year that hold `day`, where years begin with month `fiscal_year_start` (1 to 12). */
export function periodsAround(day: IsoDate, fiscal_year_start: number): Period[] {
  const month = monthStart(day);
  const months_in = (Number(month.slice(5, 7)) - fiscal_year_start + 12) % 12;
  return LENGTHS.map(([period, months]) => {
    const start = addMonths(month, -(months_in % months));
    return { period, start, end: addMonths(start, months) };
  });
}

/**
 * The day whose month, quarter and year people ask about: today, or, where costs ended long ago, the first day without,
 * since what came after it is not known.
 */
export const referenceDay = (today: IsoDate, data_through: IsoDate): IsoDate =>
  isStillBilled(data_through, today) ? today : addDays(data_through, 1);

/** Costs by day, index 0 being `start`; NaN where not known. */
export interface DailyCosts {
  start: IsoDate;
  amounts: Float64Array;
}

/** What [start, end) cost; null when it is not known of every day, so never a sum of what happens to be known. */
export function costBetween({ start: first, amounts }: DailyCosts, start: IsoDate, end: IsoDate): number | null {
  let cost = 0;
  for (let day = daysBetween(first, start); day < daysBetween(first, end); day++) {
    const amount = amounts[day];
    if (amount === undefined || Number.isNaN(amount)) return null;
    cost += amount;
  }
  return cost;
}

/** The first day after a forecast's last complete day that lies in a period; its end when none does. */
const restStart = ({ start, end }: Period, forecast_start: IsoDate): IsoDate =>
  forecast_start <= start ? start : forecast_start < end ? forecast_start : end;

/**
 * What a period will have cost: its complete days, of which the costs were `actual`, and the forecast of the rest.
 * Null when the actual is not known, or the forecast does not reach its end.
 */
export function periodEndOf(period: Period, actual: number | null, forecast: SliceForecast): PeriodEnd | null {
  const from = restStart(period, forecast.start);
  const first = daysBetween(forecast.start, from);
  const rest =
    from === period.end
      ? { mean: 0, ...bandsOf(() => 0) }
      : sumOfDays(forecast, first, daysBetween(forecast.start, period.end));
  if (actual === null || rest === null) return null;
  return { ...period, actual, total: actual + rest.mean, ...bandsOf((band) => actual + rest[band]) };
}

/** What a period cost on its days before `forecast_start`; 0 when it has none, null when one is not known. */
export const actualOf = (period: Period, costs: DailyCosts, forecast_start: IsoDate): number | null =>
  costBetween(costs, period.start, restStart(period, forecast_start));
