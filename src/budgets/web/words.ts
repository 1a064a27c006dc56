import type { Metric } from '../../costs/core/dimensions.ts';
import { addDays, addMonths, type IsoDate } from '../../platform/core/dates.ts';
import { dayText, type Formats, money, monthText, percentText } from '../../platform/web/format.ts';
import type { BudgetCalendar, BudgetPeriod, ForecastBound, Threshold } from '../core/budget.ts';
import type { BudgetStanding, BudgetStatus } from '../core/contract.ts';

/** How often a budget begins anew. */
export const PERIOD_TITLES: Record<BudgetPeriod, string> = {
  month: 'Every month',
  quarter: 'Every quarter',
  year: 'Every year',
  custom: 'Once, on own dates',
};

/** Whose quarters and years a budget has. */
export const CALENDAR_TITLES: Record<BudgetCalendar, string> = {
  fiscal: 'The fiscal year',
  calendar: 'The calendar year',
};

/** When a budget begins anew; whose quarters and years are meant is said where the fiscal year is not that of the calendar. */
export function rhythmText(
  { period, calendar }: { period: BudgetPeriod; calendar: BudgetCalendar },
  fiscal_year_start: number,
): string {
  const is_same = fiscal_year_start === 1 || period === 'month' || period === 'custom';
  return is_same ? PERIOD_TITLES[period] : `Every ${calendar} ${period}`;
}

/** What an amount counts, within a sentence. */
export const METRIC_WORDS: Record<Metric, string> = {
  effective: 'effective cost',
  billed: 'billed cost',
  list: 'cost at list prices',
  contracted: 'cost at contracted prices',
};

interface StatusKind {
  title: string;
  /** What it means, in a sentence. */
  meaning: string;
  tone: 'bad' | 'warn' | 'good' | undefined;
}

/** What each status is called and means; the most pressing first. */
export const STATUS_KINDS: Record<BudgetStatus, StatusKind> = {
  over: { title: 'Over', meaning: 'More was spent than meant', tone: 'bad' },
  at_risk: { title: 'At risk', meaning: 'The forecast ends above what is meant', tone: 'warn' },
  ahead: {
    title: 'Ahead of pace',
    meaning: 'More than an even share was spent, yet the forecast stays within',
    tone: undefined,
  },
  on_track: { title: 'On track', meaning: 'Within an even share, and within the forecast', tone: 'good' },
  unknown: { title: 'Not known', meaning: 'An amount or complete costs are missing', tone: undefined },
};

/** The last day of what ends before `end`. */
export const lastDay = (end: IsoDate): IsoDate => addDays(end, -1);

const isMonthStart = (date: IsoDate): boolean => date.endsWith('-01');
const utcMonth = (date: IsoDate, { locale }: Formats, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** The days from `start` until before `end`: `November 2026`, `Oct – Dec 2026`, `3 Nov 2026 – 14 Jan 2027`. */
export function periodText(start: IsoDate, end: IsoDate, formats: Formats): string {
  if (!isMonthStart(start) || !isMonthStart(end))
    return `${dayText(start, formats)} – ${dayText(lastDay(end), formats)}`;
  const last = addMonths(end, -1);
  if (last === start) return utcMonth(start, formats, { month: 'long', year: 'numeric' });
  const is_one_year = start.slice(0, 4) === last.slice(0, 4);
  const first_text = is_one_year ? utcMonth(start, formats, { month: 'short' }) : monthText(start, formats);
  return `${first_text} – ${monthText(last, formats)}`;
}

/** The same for little room: `Nov`, `Oct–Dec`, `2026`, `3 Nov`. */
export function shortPeriodText(start: IsoDate, end: IsoDate, formats: Formats): string {
  const short = (date: IsoDate): string => utcMonth(date, formats, { month: 'short' });
  if (!isMonthStart(start) || !isMonthStart(end)) return dayText(start, formats, 'short');
  const last = addMonths(end, -1);
  if (last === start) return short(start);
  if (addMonths(start, 12) !== end) return `${short(start)}–${short(last)}`;
  const [first_year, last_year] = [start.slice(0, 4), last.slice(0, 4)];
  return first_year === last_year ? first_year : `${first_year}/${last_year.slice(2)}`;
}

/** What decides what is said of a period. */
export type Said = Pick<
  BudgetStanding,
  'status' | 'amount' | 'current_spend' | 'forecasted_spend' | 'pace_percent' | 'reason' | 'data_through' | 'period_end'
>;

/** Whether all days of a period are complete: nothing of it is forecast any more. */
export const isComplete = ({ data_through, period_end }: Pick<Said, 'data_through' | 'period_end'>): boolean =>
  data_through !== null && data_through >= lastDay(period_end);

/** What is left, or over, of an amount: `$20.00 left`, `$5.50 over`. */
const leftText = (left: number, text: (amount: number) => string): string =>
  left < 0 ? `${text(-left)} over` : `${text(left)} left`;

/** How a period stands in a few words, with the amounts that matter most. */
export function statusText(said: Said, currency: string, formats: Formats): string {
  const { status, amount, current_spend, forecasted_spend, pace_percent } = said;
  const text = (value: number): string => money(value, currency, formats, 2);
  const unknown = said.reason ?? STATUS_KINDS.unknown.meaning;
  if (status === 'unknown' || amount === null) return unknown;
  if (current_spend !== null && isComplete(said)) return `${leftText(amount - current_spend, text)} at its end`;
  if (status === 'over' && current_spend !== null) return `${text(current_spend - amount)} over already`;
  if (forecasted_spend === null)
    return current_spend === null ? unknown : `${leftText(amount - current_spend, text)} so far; no forecast`;
  const left = amount - forecasted_spend;
  const at_end = left < 0 ? `Forecast to end ${text(-left)} over` : `Forecast to leave ${text(left)}`;
  if (status !== 'ahead' || pace_percent === null) return at_end;
  return `${at_end}; ${percentText(pace_percent, formats)} of an even share by now`;
}

/** Pace in words; null where it is not known. */
export function paceText(percent: number | null, formats: Formats): string | null {
  if (percent === null) return null;
  const away = Math.abs(percent - 100);
  if (away < 0.5) return 'Just on an even share';
  return `${percentText(away, formats)} ${percent > 100 ? 'more' : 'less'} than an even share`;
}

/** How far above or below an even share it is: `+3.7%`; null where that is not known. */
export const shortPaceText = (percent: number | null, { locale }: Formats): string | null =>
  percent === null
    ? null
    : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(
        (percent - 100) / 100,
      );

/** How sure a forecast has to be before a threshold tells, within a sentence. */
export const BOUND_TITLES: Record<ForecastBound, { title: string; meaning: string }> = {
  mean: { title: 'expected', meaning: 'What the forecast expects reaches it' },
  lower_80: { title: 'all but certain', meaning: 'Even the lower end of its 80 % interval reaches it' },
  upper_80: { title: 'possible', meaning: 'The upper end of its 80 % interval reaches it' },
};

const shareText = (percent: number, { locale }: Formats): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(percent / 100);

/** When a threshold tells: `80% of the budget is spent`, `$4,000.00 is expected by the forecast`. */
export function thresholdText({ basis, unit, value, bound }: Threshold, currency: string, formats: Formats): string {
  const size = unit === 'percent' ? `${shareText(value, formats)} of the budget` : money(value, currency, formats, 2);
  if (basis === 'actual') return `${size} is spent`;
  return bound === 'mean'
    ? `${size} is expected by the forecast`
    : `${size} is ${BOUND_TITLES[bound].title} by the forecast`;
}

/** The same for a label: `80% spent`, `100% forecast`, `100% possible`. */
export function shortThresholdText(
  { basis, unit, value, bound }: Threshold,
  currency: string,
  formats: Formats,
): string {
  const size = unit === 'percent' ? shareText(value, formats) : money(value, currency, formats, 0);
  if (basis === 'actual') return `${size} spent`;
  return `${size} ${bound === 'mean' ? 'forecast' : BOUND_TITLES[bound].title}`;
}
