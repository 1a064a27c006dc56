import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import type { ResourceDetail } from '../../core/resources-contract.ts';

export type Metric = ResourceDetail['metrics'][number];

/** One line of a metric's chart: a statistic by day, null where it is not known. */
export interface MetricLine {
  name: string;
  color: string;
  values: (number | null)[];
}

const STATISTICS = [
  { name: 'Average', key: 'average', color: 'var(--series-1)' },
  { name: '95th percentile', key: 'p95', color: 'var(--series-2)' },
  { name: 'Maximum', key: 'maximum', color: 'var(--series-4)' },
] as const;

const isKnown = (values: (number | null)[]): boolean => values.some((value) => value !== null);

/**
 * The lines that tell a metric: what is counted by its total of each day, all else by average, 95th percentile and
 * maximum, as far as they are known.
 */
export function linesOf(metric: Metric): MetricLine[] {
  if (isKnown(metric.total)) return [{ name: 'Total of the day', color: 'var(--series-5)', values: metric.total }];
  return STATISTICS.filter(({ key }) => isKnown(metric[key])).map(({ name, key, color }) => ({
    name,
    color,
    values: metric[key],
  }));
}

/** The days of a metric. */
export const daysOfMetric = ({ first_date, average, total }: Metric): IsoDate[] =>
  Array.from({ length: Math.max(average.length, total.length) }, (_, day) => addDays(first_date, day));
