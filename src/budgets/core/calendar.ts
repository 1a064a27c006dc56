import { addDays, addMonths, daysBetween, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import type { BudgetCalendar, BudgetPeriod } from './budget.ts';

/** Days from `start` until before `end`. */
export interface Period {
  start: IsoDate;
  end: IsoDate;
}

/** What the periods of a budget come from; see `budgetBodySchema`. */
export interface PeriodRule {
  period: BudgetPeriod;
  calendar: BudgetCalendar;
  start: IsoDate | null;
  end: IsoDate | null;
  /** Month (1 to 12) that fiscal years begin with. */
  fiscal_year_start: number;
}

/** A period of a budget. It is cut where the budget begins or ends within it. */
export interface BudgetPart extends Period {
  /** The month, quarter or year that it is of, uncut. */
  whole: Period;
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** The month, quarter or year that holds `day`; of a custom period its own days, whatever the day. */
export function wholePeriod({ period, calendar, start, end, fiscal_year_start }: PeriodRule, day: IsoDate): Period {
  if (period === 'custom') {
    if (start === null || end === null) throw new Error('A custom period has a start and an end.');
    return { start, end };
  }
  const months = MONTHS[period];
  const first_month = calendar === 'fiscal' ? fiscal_year_start : 1;
  const month = monthStart(day);
  const months_in = (Number(month.slice(5, 7)) - first_month + 12) % 12;
  const first = addMonths(month, -(months_in % months));
  return { start: first, end: addMonths(first, months) };
}

const later = (one: IsoDate, other: IsoDate | null): IsoDate => (other !== null && other > one ? other : one);
const earlier = (one: IsoDate, other: IsoDate | null): IsoDate => (other !== null && other < one ? other : one);

/** The period of a budget that holds `day`; null before the budget begins and from the day that it ends. */
export function periodOf(rule: PeriodRule, day: IsoDate): BudgetPart | null {
  const { start, end } = rule;
  if ((start !== null && day < start) || (end !== null && day >= end)) return null;
  const whole = wholePeriod(rule, day);
  return { start: later(whole.start, start), end: earlier(whole.end, end), whole };
}

/** The period that runs on `day`: the first one of a budget that is yet to begin, the last one of a budget that has ended. */
export function runningPeriod(rule: PeriodRule, day: IsoDate): BudgetPart {
  const not_before = later(day, rule.start);
  const part = periodOf(rule, earlier(not_before, rule.end === null ? null : addDays(rule.end, -1)));
  if (part === null) throw new Error('A budget ends after it starts.');
  return part;
}

/** The periods before `part`, oldest first, `most` of them at most. */
export function periodsBefore(rule: PeriodRule, part: Period, most: number): BudgetPart[] {
  const parts: BudgetPart[] = [];
  for (let next: Period = part; parts.length < most; ) {
    const before = rule.period === 'custom' ? null : periodOf(rule, addDays(next.start, -1));
    if (before === null) break;
    parts.unshift(before);
    next = before;
  }
  return parts;
}

/** How many whole periods lie between the one that holds `start` and the one that holds `day`; below 0 where it is before. */
export function periodsSince(rule: PeriodRule, start: IsoDate, day: IsoDate): number {
  if (rule.period === 'custom') return 0;
  const from = wholePeriod(rule, start).start;
  const to = wholePeriod(rule, day).start;
  const months = (date: IsoDate): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return (months(to) - months(from)) / MONTHS[rule.period];
}

/** The days that both have; null when there are none. */
export function overlapOf(one: Period, other: Period): Period | null {
  const overlap = { start: later(one.start, other.start), end: earlier(one.end, other.end) };
  return overlap.start < overlap.end ? overlap : null;
}

/** How many days a period has. */
export const daysIn = ({ start, end }: Period): number => daysBetween(start, end);
