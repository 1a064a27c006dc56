import { addDays, daysBetween, type IsoDate } from '../../src/platform/core/dates.ts';
import { dayColumns, type FocusRow } from './imports.ts';

/** A cost of every day in [start, end); `amount` is told the day's number since `start` and its weekday, 0 being Sunday. */
export interface DailyCost {
  columns: FocusRow;
  start: IsoDate;
  end: IsoDate;
  amount(day: number, weekday: number): number;
}

/** Charge rows of costs, one a day. */
export const dailyRows = (costs: readonly DailyCost[]): FocusRow[] =>
  costs.flatMap(({ columns, start, end, amount }) =>
    Array.from({ length: daysBetween(start, end) }, (_, day) => {
      const date = addDays(start, day);
      const cost = amount(day, new Date(`${date}T00:00:00Z`).getUTCDay()).toFixed(4);
      return { ...dayColumns(date), ...columns, BilledCost: cost, EffectiveCost: cost };
    }),
  );

/** Days of work cost more than weekends, and no two days the same. */
export const withRhythm =
  (level: number) =>
  (day: number, weekday: number): number =>
    level * (weekday === 0 || weekday === 6 ? 0.7 : 1) * (1 + 0.03 * Math.sin(day * 12.9898));
