import type { MetricName } from '../../connections/core/inventory.ts';
import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';

/** Daily statistics that are kept of use. */
export const STATISTICS = ['average', 'maximum', 'p95', 'p99', 'total'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Daily values of one metric from `first_date` on; a statistic that is not read is left out, null is unknown. */
export type UseSeries = { metric: MetricName; first_date: IsoDate } & Partial<
  Record<Statistic, readonly (number | null)[]>
>;

/** What the days of a window say. */
export interface Window {
  /** Days of the window, and those of them that are known. */
  days: number;
  known_days: number;
  /** Over the days known. */
  highest: number;
  lowest: number;
  mean: number;
  sum: number;
  /** The latest value known. */
  last: number;
}

/** How a resource was used in the days before one. */
export interface Use {
  /** Null when no day of the window is known. `days` counts back from the day it is judged on, which is not included. */
  window(metric: MetricName, statistic: Statistic, days: number): Window | null;
}

/** Makes a use of what was measured, as seen on `as_of`. */
export function useOf(series: readonly UseSeries[], as_of: IsoDate): Use {
  const by_metric = new Map(series.map((one) => [one.metric, one]));
  return {
    window: (metric, statistic, days) => {
      const one = by_metric.get(metric);
      const values = one?.[statistic];
      if (!one || !values) return null;
      const end = daysBetween(one.first_date, as_of);
      const known = values.slice(Math.max(0, end - days), Math.max(0, end)).filter((value) => value !== null);
      if (known.length === 0) return null;
      const sum = known.reduce((total, value) => total + value, 0);
      return {
        days,
        known_days: known.length,
        highest: Math.max(...known),
        lowest: Math.min(...known),
        mean: sum / known.length,
        sum,
        last: known.at(-1)!,
      };
    },
  };
}
