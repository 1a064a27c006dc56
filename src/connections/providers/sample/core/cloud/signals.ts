import { addDays, daysBetween, type IsoDate } from '../../../../../platform/core/dates.ts';
import { METRICS, type MetricName, type MetricSeries } from '../../../../core/inventory.ts';
import { noise } from '../random.ts';
import { WEEKEND } from '../use.ts';
import { type CloudItem, WINDOW } from './world.ts';

/**
 * How a metric goes, and which statistics its cloud gives of it: `spread` average, highest and percentiles; `level`
 * average and highest; `free` the average alone; `count` the sum of the day alone; `hourly` all of what Azure counts by
 * the hour. `fixed` values have no rhythm.
 */
export interface Signal {
  gives: 'spread' | 'level' | 'free' | 'count' | 'hourly';
  mean: number;
  /** The highest value of an ordinary weekday; of `spread`, `level` and `hourly`. */
  peak?: number;
  fixed?: boolean;
}
const HOURS = 24;
/** What is measured of a resource. */
export type Signals = Partial<Record<MetricName, Signal>>;

/** Makers of signals, by what their cloud gives of them: `mean` of an ordinary weekday, `peak` its highest moment. */
export const spread = (mean: number, peak: number): Signal => ({ gives: 'spread', mean, peak });
export const level = (mean: number, peak: number): Signal => ({ gives: 'level', mean, peak });
export const free = (mean: number): Signal => ({ gives: 'free', mean, fixed: true });
export const count = (mean: number): Signal => ({ gives: 'count', mean });
/** Amounts a day that are told by the hour; the busiest hour has `burst` times the mean one. */
export const hourly = (daily: number, burst = 2.5): Signal => ({
  gives: 'hourly',
  mean: daily / HOURS,
  peak: (daily / HOURS) * burst,
});
/** What does not change from day to day, such as what is provisioned. */
export const fixed = (mean: number): Signal => ({ gives: 'level', mean, peak: mean, fixed: true });

/** Noise depends on the day itself, not on its place in the window: yesterday's value is the same tomorrow. */
const EPOCH: IsoDate = '2020-01-01';
/** Of what is only used around the end of a month, the share of use on other days. */
const OUTSIDE_MONTH_END = 0.07;
/** A window of 30 days always has some of these days: the last three of a month and its first two. */
const isMonthEnd = (date: IsoDate): boolean => {
  const ahead = addDays(date, 3);
  return ahead.slice(0, 7) !== date.slice(0, 7) || date.endsWith('-01') || date.endsWith('-02');
};
const isWeekend = (date: IsoDate): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

/** Share of an ordinary weekday's use on `date`. */
const rhythmOf = ({ rhythm, month_end }: CloudItem, date: IsoDate): number => {
  if (month_end) return isMonthEnd(date) ? 1 : OUTSIDE_MONTH_END;
  return isWeekend(date) ? WEEKEND[rhythm] : 1;
};

const rounded = (value: number): number => Math.round(value * 100) / 100;

interface Day {
  average: number | null;
  maximum: number | null;
  p95: number | null;
  p99: number | null;
  total: number | null;
}
const UNKNOWN: Day = { average: null, maximum: null, p95: null, p99: null, total: null };

const MOST_PERCENT = 100;
/** Keeps percentages what they are on days of more than ordinary use. */
const limited = (day: Day): Day => {
  const under = (value: number | null) => (value === null ? null : Math.min(MOST_PERCENT, value));
  return { ...day, average: under(day.average), maximum: under(day.maximum), p95: under(day.p95), p99: under(day.p99) };
};

/** A day of a metric. The highest value falls less on quiet days than the average does. */
function dayOf({ gives, mean, peak = mean, fixed: is_fixed }: Signal, share: number, chance: number): Day {
  const swing = is_fixed ? 1 : share * (0.92 + 0.16 * chance);
  if (gives === 'count') return { ...UNKNOWN, total: Math.round(mean * swing) };
  const average = rounded(mean * swing);
  if (gives === 'free') return { ...UNKNOWN, average };
  const maximum = is_fixed
    ? peak
    : rounded(Math.max(average, peak * (0.7 * Math.min(1, share) + 0.3 * chance * share)));
  if (gives === 'level') return { ...UNKNOWN, average, maximum };
  const part = (share_of_gap: number): number => rounded(average + (maximum - average) * share_of_gap);
  const total = gives === 'hourly' ? Math.round(average * HOURS) : null;
  return { average, maximum, p95: part(0.75), p99: part(0.93), total };
}

/**
 * The series of a resource over the 30 days before `end`. Days before it was made are unknown, and so are those from
 * `off_since` on.
 */
export function seriesOf(item: CloudItem, end: IsoDate, off_since: IsoDate | null): MetricSeries[] {
  const first_date = addDays(end, -WINDOW);
  const dates = Array.from({ length: WINDOW }, (_, index) => addDays(first_date, index));
  const { created_at, resource_id } = item.resource;
  return Object.entries(item.signals).map(([name, signal]) => {
    const metric = name as MetricName;
    const question = METRICS.indexOf(metric) * 10_000;
    const days = dates.map((date) => {
      if (created_at !== null && date < created_at.slice(0, 10)) return UNKNOWN;
      if (off_since !== null && date >= off_since) return UNKNOWN;
      const day = dayOf(signal, rhythmOf(item, date), noise(item.number, question + daysBetween(EPOCH, date)));
      return metric.endsWith('_percent') ? limited(day) : day;
    });
    const of = (statistic: keyof Day) => days.map((day) => day[statistic]);
    return {
      resource_id,
      metric,
      first_date,
      average: of('average'),
      maximum: of('maximum'),
      p95: of('p95'),
      p99: of('p99'),
      total: of('total'),
    };
  });
}
