import type { IsoDate } from '../../../../../platform/core/dates.ts';
import { addDays, daysBetween } from '../../../../../platform/core/dates.ts';
import type { MetricSeries } from '../../../../core/inventory.ts';
import type { AzureMetric, MetricKind } from './catalogue.ts';

/** An hour of a metric as Azure tells it; what was not measured is absent. */
export interface HourlyPoint {
  timeStamp: string;
  average?: number;
  minimum?: number;
  maximum?: number;
  total?: number;
}

/** An hour in our figures: its mean, its peak, and its amount where it is counted. */
interface Hour {
  mean: number;
  peak: number;
  amount: number | null;
}

const SECONDS_PER_HOUR = 3_600;

/** What an hour tells; null when it was not measured. */
function hourOf({ average, minimum, maximum, total }: HourlyPoint, kind: MetricKind): Hour | null {
  if (kind === 'amount') return total === undefined ? null : { mean: total, peak: total, amount: total };
  if (average === undefined) return null;
  if (kind === 'free_percent') return { mean: 100 - average, peak: 100 - (minimum ?? average), amount: null };
  if (kind === 'level') return { mean: average, peak: maximum ?? average, amount: null };
  const hourly = average * SECONDS_PER_HOUR;
  return { mean: hourly, peak: (maximum ?? average) * SECONDS_PER_HOUR, amount: hourly };
}

/** The smallest value that `percent` of the values do not exceed (nearest rank). */
const percentile = (sorted: number[], percent: number): number =>
  sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

interface Day {
  average: number;
  maximum: number;
  p95: number;
  p99: number;
  total: number | null;
}

function dayOf(hours: Hour[]): Day {
  const peaks = hours.map(({ peak }) => peak).toSorted((a, b) => a - b);
  const amounts = hours.map(({ amount }) => amount).filter((amount) => amount !== null);
  return {
    average: sum(hours.map(({ mean }) => mean)) / hours.length,
    maximum: peaks.at(-1)!,
    p95: percentile(peaks, 95),
    p99: percentile(peaks, 99),
    total: amounts.length === 0 ? null : sum(amounts),
  };
}

function hoursByDay(points: HourlyPoint[], kind: MetricKind): Map<IsoDate, Hour[]> {
  const days = new Map<IsoDate, Hour[]>();
  for (const point of points) {
    const hour = hourOf(point, kind);
    if (hour === null) continue;
    const date = point.timeStamp.slice(0, 10);
    const day = days.get(date);
    if (day) day.push(hour);
    else days.set(date, [hour]);
  }
  return days;
}

/**
 * Daily statistics of hourly points over [first_date, end_date); null for a resource of which nothing was measured.
 *
 * Azure Monitor has no percentiles, so they are taken here over the 24 hours of a day. For levels and rates each hour
 * stands with its peak (the highest minute), not its mean: p95 and p99 are then never below the true ones, and nothing is
 * called oversized that only is so on average. Where Azure has no peaks, the mean stands for them. For amounts each hour
 * stands with its sum. `average`, `maximum`, p95 and p99 of amounts and rates are per hour; `total` is the sum over the
 * day. A day without points is null, and a day with fewer than 24 hours tells of those.
 */
export function dailySeries(
  resource_id: string,
  { metric, kind }: AzureMetric,
  points: HourlyPoint[],
  { first_date, end_date }: { first_date: IsoDate; end_date: IsoDate },
): MetricSeries | null {
  const byDay = hoursByDay(points, kind);
  if (byDay.size === 0) return null;
  const days = Array.from({ length: daysBetween(first_date, end_date) }, (_, index) => {
    const hours = byDay.get(addDays(first_date, index));
    return hours ? dayOf(hours) : null;
  });
  if (days.every((day) => day === null)) return null;
  return {
    resource_id,
    metric,
    first_date,
    average: days.map((day) => day?.average ?? null),
    maximum: days.map((day) => day?.maximum ?? null),
    p95: days.map((day) => day?.p95 ?? null),
    p99: days.map((day) => day?.p99 ?? null),
    total: days.map((day) => day?.total ?? null),
  };
}
