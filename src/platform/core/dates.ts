/** Calendar days as `YYYY-MM-DD` in UTC: they compare as strings, and ranges are half-open. */
export type IsoDate = string;

const DAY_MS = 86_400_000;
const toMs = (date: IsoDate): number => Date.parse(`${date}T00:00:00Z`);
const fromMs = (ms: number): IsoDate => new Date(ms).toISOString().slice(0, 10);

/** The UTC day of an instant. */
export const dayOf = (instant: Date): IsoDate => instant.toISOString().slice(0, 10);

export const addDays = (date: IsoDate, days: number): IsoDate => fromMs(toMs(date) + days * DAY_MS);

/** Whole days from `start` to `end`; negative when `end` is before. */
export const daysBetween = (start: IsoDate, end: IsoDate): number => Math.round((toMs(end) - toMs(start)) / DAY_MS);

export const monthStart = (date: IsoDate): IsoDate => `${date.slice(0, 7)}-01`;

/** The first day of the month `months` after the month of `date`. */
export const addMonths = (date: IsoDate, months: number): IsoDate => {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return fromMs(Date.UTC(year, month - 1 + months, 1));
};

/** Monday of the ISO week of `date`. */
export const weekStart = (date: IsoDate): IsoDate => {
  const weekday = (new Date(toMs(date)).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
};

export const GRANULARITIES = ['daily', 'weekly', 'monthly'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** The start of the day, ISO week or month that holds `date`. */
export const periodStart = (date: IsoDate, granularity: Granularity): IsoDate =>
  granularity === 'monthly' ? monthStart(date) : granularity === 'weekly' ? weekStart(date) : date;

const nextPeriod = (date: IsoDate, granularity: Granularity): IsoDate =>
  granularity === 'monthly' ? addMonths(date, 1) : addDays(date, granularity === 'weekly' ? 7 : 1);

/** Every period that meets [start, end), by its first day, in order. */
export function periodsIn(start: IsoDate, end: IsoDate, granularity: Granularity): IsoDate[] {
  const periods: IsoDate[] = [];
  for (let p = periodStart(start, granularity); p < end; p = nextPeriod(p, granularity)) periods.push(p);
  return periods;
}

/** The range of equal length that ends where [start, end) begins. */
export const previousRange = (start: IsoDate, end: IsoDate): { start: IsoDate; end: IsoDate } => ({
  start: addDays(start, -daysBetween(start, end)),
  end: start,
});
