import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import { evenShare } from './amounts.ts';
import { daysIn, type Period } from './calendar.ts';
import type { BudgetDay } from './contract.ts';
import type { Known, Spend } from './spend.ts';

/** A period of a budget day by day. */
export function daysOf(
  period: Period,
  amount: string | null,
  { known, spend }: { known: Known; spend: Spend },
): BudgetDay[] {
  const costs = new Map(known.days.map((day) => [day.date, day]));
  const cumulative = new Map(spend.by_day.map((day) => [day.date, day.cumulative]));
  const ahead = new Map(spend.ahead.map((day) => [day.date, day]));
  return Array.from({ length: daysIn(period) }, (_, index): BudgetDay => {
    const date: IsoDate = addDays(period.start, index);
    const day = costs.get(date);
    const spent = cumulative.get(date);
    const later = ahead.get(date);
    return {
      date,
      spend: day?.amount == null ? null : Number(day.amount),
      incomplete: spent === undefined,
      cumulative: spent === undefined ? null : Number(spent),
      forecast: later?.mean ?? null,
      lower_80: later?.lower_80 ?? null,
      upper_80: later?.upper_80 ?? null,
      even: amount === null ? null : Number(evenShare(amount, period, date)),
    };
  });
}
