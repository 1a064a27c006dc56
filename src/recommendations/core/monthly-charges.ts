import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { NOTHING, timesRatioAmounts } from './amounts.ts';
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
  /** What the steps before have left of it, of what is paid for and of what its commitment covers; steps take from both. */
  paid: Amounts;
  covered: Amounts;
  /** It was charged for daily, and ended. */
  is_over: boolean;
  /** The first of the days that stand for a month of it; the last is that of the bill. */
  since: IsoDate;
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

/** A charge before it is a month's. */
type Told = Pick<MonthlyCharge, 'line' | 'component' | 'is_over'>;

/**
 * The first of the days that stand for a month of a component: where another meter took the place of one that is over, as
 * when a machine became another size, the day on which it did; null elsewhere.
 */
function replacedOn(own: readonly Told[], end: IsoDate): IsoDate | null {
  const over = own.filter(({ is_over }) => is_over).map(({ line }) => line.last_day);
  const live = own.filter(({ is_over }) => !is_over).map(({ line }) => line.first_day);
  const [last, first] = [over.toSorted().at(-1), live.toSorted()[0]];
  if (last === undefined || first === undefined || daysBetween(first, end) < FEWEST_DAYS) return null;
  return first === last || first === addDays(last, 1) ? first : null;
}

/** What lines of one resource cost a month of 30 days, as the days say for which it is charged. */
export function monthlyCharges(
  lines: readonly BillLine[],
  window: Days,
  created_on: IsoDate | null,
  cloud: Cloud,
): MonthlyCharge[] {
  const { start, end } = daysCharged(lines, window, created_on);
  const over = metersOver(lines, window);
  const told = lines.map(
    (line): Told => ({ line, component: componentOf(line, cloud), is_over: over.has(line.meter) }),
  );
  const replaced = new Map(
    [...new Set(told.map(({ component }) => component))].map((component) => [
      component,
      replacedOn(
        told.filter((one) => one.component === component),
        end,
      ),
    ]),
  );
  return told.map((one) => {
    const { line, component, is_over } = one;
    const since = (is_over ? null : replaced.get(component)) ?? start;
    const { effective, list, contracted } = line;
    const days = String(Math.max(1, daysBetween(since, end)));
    const amounts = timesRatioAmounts({ effective, list, contracted }, String(MONTH_DAYS), days);
    const is_covered = line.commitment_id !== null;
    return { ...one, amounts, since, paid: is_covered ? NOTHING : amounts, covered: is_covered ? amounts : NOTHING };
  });
}
