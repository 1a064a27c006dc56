/** How amounts and dates are written for one organization. */
export interface Formats {
  locale: string;
  timezone: string;
}

/**
 * Fraction digits that make amounts of this size readable and comparable: cents as a rule, more for what would vanish.
 * Rounding happens here, once, on what is shown.
 */
export function fractionDigits(largest: number): number {
  const size = Math.abs(largest);
  if (size === 0 || size >= 1) return 2;
  return Math.min(8, 1 - Math.floor(Math.log10(size)) + 1);
}

/** Parts of an amount: sign and digits, and the currency apart, so that it can stand smaller. */
export function moneyParts(amount: number, currency: string, { locale }: Formats, digits = fractionDigits(amount)) {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.formatToParts(amount).map(({ type, value }) => ({ is_currency: type === 'currency', value }));
}

/** True when an amount is not 0 but would be shown as 0. */
export const vanishes = (amount: number, digits: number): boolean =>
  amount !== 0 && Math.abs(amount) < 0.5 / 10 ** digits;

export const money = (amount: number, currency: string, formats: Formats, digits?: number): string =>
  moneyParts(amount, currency, formats, digits)
    .map((part) => part.value)
    .join('');

/** A short amount for axes: 12K, 3.4M. */
export const shortMoney = (amount: number, currency: string, { locale }: Formats): string =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.abs(amount) < 10 && amount !== 0 ? 2 : 1,
  }).format(amount);

/** `percent` (12.34 for 12.34 %) with one digit, and none from 100 on; what would show as 0 says it is less than 0.1. */
export function percentText(percent: number, { locale }: Formats): string {
  const size = Math.abs(percent);
  const digits = size >= 100 || size === 0 ? 0 : 1;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(locale, { style: 'percent', ...fraction });
  if (size === 0 || size >= 0.05) return format.format(percent / 100);
  return percent > 0 ? `<${format.format(0.001)}` : `>${format.format(-0.001)}`;
}

export const countText = (count: number, { locale }: Formats): string => new Intl.NumberFormat(locale).format(count);

const utcDay = (date: string): Date => new Date(`${date}T00:00:00Z`);

/** A calendar day: `24 Nov 2026`, in the order of the locale. */
export const dayText = (date: string, { locale }: Formats, style: 'short' | 'long' = 'long'): string =>
  new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(style === 'long' ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  }).format(utcDay(date));

export const monthText = (date: string, { locale }: Formats): string =>
  new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(utcDay(date));

/** The calendar day of an instant, in the organization's time zone. */
export const dayAtText = (instant: string, { locale, timezone }: Formats): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: timezone }).format(new Date(instant));

/** An instant in the organization's time zone. */
export const timeText = (instant: string, { locale, timezone }: Formats): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone }).format(
    new Date(instant),
  );

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
/** A file size: 755 kB. */
export function bytesText(bytes: number, formats: Formats): string {
  const step = bytes === 0 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** step;
  return `${new Intl.NumberFormat(formats.locale, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value)} ${UNITS[step]}`;
}

/** Time left: `40 s`, `3 min`. */
export const durationText = (seconds: number): string =>
  seconds < 60
    ? `${Math.max(1, Math.round(seconds))} s`
    : seconds < 3_600
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3_600)} h`;

const STEPS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const;
// Words are in the language of the pages, whatever way the organization writes numbers.
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How long before or after `now`: `12 minutes ago`, `in 3 hours`; beyond 30 days the instant itself. */
export function agoText(instant: string, now: Date, formats: Formats): string {
  const seconds = (Date.parse(instant) - now.getTime()) / 1_000;
  if (Math.abs(seconds) > 30 * 86_400) return timeText(instant, formats);
  const step = STEPS.find((one) => Math.abs(seconds) >= one.seconds);
  if (!step) return seconds > 0 ? 'in less than a minute' : 'just now';
  return relative.format(Math.trunc(seconds / step.seconds), step.unit);
}

/** The time of day of an instant, in the organization's time zone. */
export const clockText = (instant: string, { locale, timezone }: Formats): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: timezone }).format(new Date(instant));
