import { addDays, addMonths, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import { compareDecimals, decimalOf, sumDecimals, timesRatio } from '../../platform/core/decimal.ts';
import { type BudgetAmount, LARGEST_AMOUNT, LEAST_AMOUNT } from './budget.ts';
import { daysIn, overlapOf, type Period, type PeriodRule, periodsSince, wholePeriod } from './calendar.ts';

/** What is given of a budget's amounts, as it is kept: every amount is an exact decimal as text. */
export type StoredAmount =
  | { kind: 'fixed'; amount: string }
  | { kind: 'growing'; amount: string; growth_percent: number }
  | { kind: 'monthly'; months: Record<string, string> }
  | { kind: 'children' };

/** Amounts as they are kept. */
export function storedAmount(given: BudgetAmount): StoredAmount {
  if (given.kind === 'children') return given;
  if (given.kind === 'monthly')
    return {
      kind: 'monthly',
      months: Object.fromEntries(Object.entries(given.months).map(([month, amount]) => [month, decimalOf(amount)])),
    };
  return { ...given, amount: decimalOf(given.amount) };
}

/** Amounts as the API has them. */
export function shownAmount(stored: StoredAmount): BudgetAmount {
  if (stored.kind === 'children') return stored;
  if (stored.kind === 'monthly')
    return {
      kind: 'monthly',
      months: Object.fromEntries(Object.entries(stored.months).map(([month, amount]) => [month, Number(amount)])),
    };
  return { ...stored, amount: Number(stored.amount) };
}

/** A budget and those that are parts of it. */
export interface BudgetTree extends PeriodRule {
  name: string;
  given: StoredAmount;
  children: readonly BudgetTree[];
}

/** An exact decimal, or why there is none and what to do. */
export type AmountIn = { amount: string; reason: null } | { amount: null; reason: string };

const known = (amount: string): AmountIn => ({ amount, reason: null });
const unknown = (reason: string): AmountIn => ({ amount: null, reason });

const NO_CHILDREN =
  'What its parts are meant to spend is its amount, and it has no parts in this period. Make other budgets parts of it, or give it an amount of its own.';
const OUT_OF_RANGE =
  'The amount has grown or shrunk beyond what a budget can be. Change by how much it grows, or let the budget start later.';

/** `amount`, so many percent more for each of `periods`; null where that is no amount of a budget any more. */
function grown(amount: string, percent: number, periods: number): string | null {
  const [least, most] = [decimalOf(LEAST_AMOUNT), decimalOf(LARGEST_AMOUNT)];
  const percent_of_before = sumDecimals(['100', decimalOf(percent)]);
  let reached = amount;
  for (let period = 0; period < periods; period += 1) {
    reached = timesRatio(reached, percent_of_before, '100');
    if (compareDecimals(reached, least) < 0 || compareDecimals(reached, most) > 0) return null;
  }
  return reached;
}

/** The part of the amount of a whole period that falls on some of its days, spread evenly. */
const shareOf = (amount: string, days: Period, whole: Period): string =>
  timesRatio(amount, String(daysIn(days)), String(daysIn(whole)));

function amountOfMonths(months: Record<string, string>, days: Period): AmountIn {
  const amounts: string[] = [];
  for (let month = monthStart(days.start); month < days.end; month = addMonths(month, 1)) {
    const whole = { start: month, end: addMonths(month, 1) };
    const own = months[month.slice(0, 7)];
    if (own === undefined)
      return unknown(`No amount is given for ${month.slice(0, 7)}. Add it to the amounts of the budget.`);
    amounts.push(shareOf(own, overlapOf(days, whole)!, whole));
  }
  return known(sumDecimals(amounts));
}

function amountOfChildren(children: readonly BudgetTree[], days: Period): AmountIn {
  const amounts: string[] = [];
  for (const child of children) {
    const own_days = overlapOf(days, boundsOf(child));
    if (own_days === null) continue;
    const own = amountIn(child, own_days);
    if (own.amount === null) return unknown(`The amount of ${child.name}, a part of it, is not known. ${own.reason}`);
    amounts.push(own.amount);
  }
  return amounts.length === 0 ? unknown(NO_CHILDREN) : known(sumDecimals(amounts));
}

const FIRST_DAY: IsoDate = '0001-01-01';
const LAST_DAY: IsoDate = '9999-12-31';

/** The days that a budget is for. */
export const boundsOf = ({ start, end }: Pick<PeriodRule, 'start' | 'end'>): Period => ({
  start: start ?? FIRST_DAY,
  end: end ?? LAST_DAY,
});

/**
 * What is meant to be spent on `days`, which lie within one period of the budget and between its start and end: the
 * amount of the whole period, or its even share where they are a part of it, to 18 decimal places.
 */
export function amountIn(budget: BudgetTree, days: Period): AmountIn {
  const { given } = budget;
  if (given.kind === 'children') return amountOfChildren(budget.children, days);
  if (given.kind === 'monthly') return amountOfMonths(given.months, days);
  const whole = wholePeriod(budget, days.start);
  if (given.kind === 'fixed') return known(shareOf(given.amount, days, whole));
  const first_day = budget.start ?? days.start;
  const amount = grown(given.amount, given.growth_percent, periodsSince(budget, first_day, days.start));
  return amount === null ? unknown(OUT_OF_RANGE) : known(shareOf(amount, days, whole));
}

/** What an even share of `amount` comes to by the end of `day`, of the days of a period: an exact decimal. */
export const evenShare = (amount: string, period: Period, day: IsoDate): string =>
  shareOf(amount, { start: period.start, end: addDays(day, 1) }, period);
