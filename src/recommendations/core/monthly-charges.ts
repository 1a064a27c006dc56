import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { timesAmounts } from './amounts.ts';
import type { BillLine } from './bill.ts';
import { type Cloud, componentOf } from './components.ts';
import type { Amounts, Component } from './types.ts';

/** A month, wherever recommendations speak of one. */
export const MONTH_DAYS = 30;
/** What was charged for daily and not in these last days of the bill is over. */
const LAST_DAYS = 3;
/** From fewer days a month is not told. */
export const FEWEST_DAYS = 3;

/** A line of a bill, as what it costs a month. */
export interface MonthlyCharge {
  line: BillLine;
  component: Component;
  amounts: Amounts;
  /** The share of it that the steps before have left. */
  left: number;
  /** It was charged for daily, and ended. */
  is_over: boolean;
}

export interface Days {
  start: IsoDate;
  end: IsoDate;
}

/**
 * Meters that were charged for daily (on at least half of the days from the first to the last, so no monthly fees) and are
 * not any more. Lines of one meter count together: what a commitment covers of it changes from day to day.
 */
function metersOver(lines: readonly BillLine[], { end }: Days): ReadonlySet<string> {
  const by_meter = new Map<string, BillLine[]>();
  for (const line of lines) by_meter.set(line.meter, [...(by_meter.get(line.meter) ?? []), line]);
  const isOver = (own: readonly BillLine[]): boolean => {
    const first = own.map(({ first_day }) => first_day).toSorted()[0]!;
    const last = own
      .map(({ last_day }) => last_day)
      .toSorted()
      .at(-1)!;
    const days = own.reduce((sum, line) => sum + line.days, 0);
    return last < addDays(end, -LAST_DAYS) && days > 1 && days * 2 >= daysBetween(first, last) + 1;
  };
  return new Set([...by_meter].filter(([, own]) => isOver(own)).map(([meter]) => meter));
}

/**
 * The days whose charges stand for a month: those of the bill, or, for a resource that was made meanwhile, those since it
 * is charged for.
 */
export function daysCharged(lines: readonly BillLine[], window: Days, created_on: IsoDate | null): Days {
  const first = lines.map(({ first_day }) => first_day).toSorted()[0] ?? window.start;
  const made_meanwhile = created_on !== null && created_on > window.start && first > window.start;
  return made_meanwhile ? { start: first, end: window.end } : window;
}

/** What lines of one resource cost a month of 30 days, as the days say for which it is charged. */
export function monthlyCharges(
  lines: readonly BillLine[],
  window: Days,
  created_on: IsoDate | null,
  cloud: Cloud,
): MonthlyCharge[] {
  const days = daysCharged(lines, window, created_on);
  const factor = MONTH_DAYS / Math.max(1, daysBetween(days.start, days.end));
  const over = metersOver(lines, window);
  return lines.map((line) => ({
    line,
    component: componentOf(line, cloud),
    amounts: timesAmounts({ effective: line.effective, list: line.list, contracted: line.contracted }, factor),
    left: 1,
    is_over: over.has(line.meter),
  }));
}
