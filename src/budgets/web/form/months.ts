import { addMonths, type IsoDate, monthStart } from '../../../platform/core/dates.ts';
import type { BudgetPeriod } from '../../core/budget.ts';

/** How many months a period has; a custom one is counted as one. */
export const monthsIn = (period: BudgetPeriod): number => ({ month: 1, quarter: 3, year: 12, custom: 1 })[period];

/** The months of a grid: one year at a time. */
const MONTHS = 12;

/** Twelve months from `first`, such as `2027-01`. */
export const yearFrom = (first: IsoDate): string[] =>
  Array.from({ length: MONTHS }, (_, index) => addMonths(first, index).slice(0, 7));

/** First day of the fiscal year that holds `day`; `fiscal_year_start` is its first month, 1 to 12. */
export function fiscalYear(day: IsoDate, fiscal_year_start: number): IsoDate {
  const months_in = (Number(day.slice(5, 7)) - fiscal_year_start + MONTHS) % MONTHS;
  return addMonths(monthStart(day), -months_in);
}

/** Months that a grid shows: those that have an amount, or the year from `first` where none has. */
export const shownMonths = (months: Record<string, string>, first: IsoDate): string[] => {
  const known = Object.keys(months).toSorted();
  return known.length > 0 ? known : yearFrom(first);
};

/** Months with empty ones for the year after the last. */
export function withNextYear(months: readonly string[], texts: Record<string, string>): Record<string, string> {
  const next = yearFrom(addMonths(`${months.at(-1)}-01`, 1));
  return Object.fromEntries([...months, ...next].map((month) => [month, texts[month] ?? '']));
}

/** Every month that has no amount gets `text`. */
export const filled = (
  months: readonly string[],
  texts: Record<string, string>,
  text: string,
): Record<string, string> =>
  Object.fromEntries(months.map((month) => [month, texts[month]?.trim() ? (texts[month] ?? '') : text]));
