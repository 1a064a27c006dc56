import { addDays, addMonths } from '../../platform/core/dates.ts';
import { type Formats, monthText } from '../../platform/web/format.ts';
import type { Budget, BudgetPeriod } from '../core/contract.ts';

/** How often a budget begins anew. */
export const PERIOD_TITLES: Record<BudgetPeriod, string> = { month: 'Month', quarter: 'Quarter', year: 'Fiscal year' };

const utcMonth = (date: string, { locale }: Formats, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** The period of a budget: `November 2026`, `Oct – Dec 2026`, `Feb 2026 – Jan 2027`. */
export function periodText(budget: Pick<Budget, 'period' | 'period_start' | 'period_end'>, formats: Formats): string {
  const { period, period_start: start, period_end: end } = budget;
  if (period === 'month') return utcMonth(start, formats, { month: 'long', year: 'numeric' });
  const last = addMonths(end, -1);
  const is_one_year = start.slice(0, 4) === last.slice(0, 4);
  const first_text = is_one_year ? utcMonth(start, formats, { month: 'short' }) : monthText(start, formats);
  return `${first_text} – ${monthText(last, formats)}`;
}

/** The last day of a budget's period. */
export const lastDay = ({ period_end }: Pick<Budget, 'period_end'>): string => addDays(period_end, -1);
