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

const firstOf = (lines: readonly BillLine[]): IsoDate => lines.map(({ first_day }) => first_day).toSorted()[0]!;
const lastOf = (lines: readonly BillLine[]): IsoDate =>
  lines
    .map(({ last_day }) => last_day)
    .toSorted()
    .at(-1)!;

/** Whether one begins as the other ends. */
const follows = (after: BillLine, before: BillLine): boolean =>
  after.first_day === before.last_day || after.first_day === addDays(before.last_day, 1);

/**
 * Lines that were charged for daily (on at least half of the days from the first to the last, so no monthly fees) and are
 * not any more. Lines of one meter count together, since what a commitment covers of it changes from day to day, except
 * where one takes the place of another for good: a commitment that began or ended.
 */
function linesOver(lines: readonly BillLine[], { end }: Days): ReadonlySet<BillLine> {
  const by_meter = new Map<string, BillLine[]>();
  for (const line of lines) by_meter.set(line.meter, [...(by_meter.get(line.meter) ?? []), line]);
  const hasEnded = (own: readonly BillLine[]): boolean => {
    const days = own.reduce((sum, line) => sum + line.days, 0);
    const is_daily = days > 1 && days * 2 >= daysBetween(firstOf(own), lastOf(own)) + 1;
    return is_daily && lastOf(own) < addDays(end, -LAST_DAYS);
  };
  const over = [...by_meter.values()].flatMap((own) => {
    if (hasEnded(own)) return own;
    return own.filter((line) => {
      const isInstead = (other: BillLine) => other.commitment_id !== line.commitment_id && follows(other, line);
      return hasEnded([line]) && own.some((other) => isInstead(other) && !hasEnded([other]));
    });
  });
  return new Set(over);
}

/**
 * The days whose charges stand for a month: those of which the bill tells, or, for a resource that was made meanwhile,
 * those since it is charged for.
 */
export function daysCharged(lines: readonly BillLine[], { start, end }: Days, created_on: IsoDate | null): Days {
  const first = lines.map(({ first_day }) => first_day).toSorted()[0] ?? start;
  const known = lines.map(({ known_since }) => known_since ?? start).toSorted()[0] ?? start;
  const made_meanwhile = created_on !== null && created_on > start && first > start;
  return { start: made_meanwhile ? first : known, end };
}

/** What lines of one resource cost a month of 30 days, as the days say for which it is charged. */
export function monthlyCharges(
  lines: readonly BillLine[],
  window: Days,
  created_on: IsoDate | null,
  cloud: Cloud,
): MonthlyCharge[] {
  const { start, end } = daysCharged(lines, window, created_on);
  const over = linesOver(lines, window);
  const told = lines.map((line) => ({ line, component: componentOf(line, cloud), is_over: over.has(line) }));
  const ended = told.filter(({ is_over }) => is_over);
  /** What took the place of something that is over, as another size of a machine does, is charged for since then. */
  const sinceOf = ({ line, component, is_over }: (typeof told)[number]): IsoDate => {
    const days_since = daysBetween(line.first_day, end);
    // What is charged for once, as a correction is, is no daily charge.
    if (is_over || days_since < FEWEST_DAYS || line.days * 2 < days_since) return start;
    const is_instead = ended.some((other) => other.component === component && follows(line, other.line));
    return is_instead ? line.first_day : start;
  };
  return told.map((one) => {
    const { effective, list, contracted, commitment_id } = one.line;
    const since = sinceOf(one);
    const days = String(Math.max(1, daysBetween(since, end)));
    const amounts = timesRatioAmounts({ effective, list, contracted }, String(MONTH_DAYS), days);
    const [paid, covered] = commitment_id === null ? [amounts, NOTHING] : [NOTHING, amounts];
    return { ...one, amounts, since, paid, covered };
  });
}
