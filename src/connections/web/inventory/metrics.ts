import { bytesText, countText, durationText, type Formats, percentText } from '../../../platform/web/format.ts';
import type { MetricName } from '../../core/inventory.ts';

type Unit = 'percent' | 'bytes' | 'megabytes' | 'milliseconds' | 'seconds' | 'count';

/** What metrics are called, and how their values are written. */
const METRIC_TEXTS: Record<MetricName, { title: string; unit: Unit }> = {
  cpu_percent: { title: 'CPU', unit: 'percent' },
  memory_percent: { title: 'Memory', unit: 'percent' },
  network_in_bytes: { title: 'Network in', unit: 'bytes' },
  network_out_bytes: { title: 'Network out', unit: 'bytes' },
  disk_read_bytes: { title: 'Disk reads', unit: 'bytes' },
  disk_write_bytes: { title: 'Disk writes', unit: 'bytes' },
  disk_read_operations: { title: 'Read operations', unit: 'count' },
  disk_write_operations: { title: 'Write operations', unit: 'count' },
  idle_seconds: { title: 'Idle time', unit: 'seconds' },
  connections: { title: 'Connections', unit: 'count' },
  free_memory_bytes: { title: 'Free memory', unit: 'bytes' },
  free_storage_bytes: { title: 'Free storage', unit: 'bytes' },
  requests: { title: 'Requests', unit: 'count' },
  processed_bytes: { title: 'Processed', unit: 'bytes' },
  active_connections: { title: 'Active connections', unit: 'count' },
  new_connections: { title: 'New connections', unit: 'count' },
  cache_hits: { title: 'Cache hits', unit: 'count' },
  cache_misses: { title: 'Cache misses', unit: 'count' },
  invocations: { title: 'Invocations', unit: 'count' },
  duration_ms: { title: 'Duration', unit: 'milliseconds' },
  errors: { title: 'Errors', unit: 'count' },
  throttles: { title: 'Throttles', unit: 'count' },
  memory_used_mb: { title: 'Memory used', unit: 'megabytes' },
  consumed_read_units: { title: 'Read units consumed', unit: 'count' },
  consumed_write_units: { title: 'Write units consumed', unit: 'count' },
  provisioned_read_units: { title: 'Read units provisioned', unit: 'count' },
  provisioned_write_units: { title: 'Write units provisioned', unit: 'count' },
  size_bytes: { title: 'Size', unit: 'bytes' },
  size_bytes_standard: { title: 'Size, standard', unit: 'bytes' },
  size_bytes_infrequent_access: { title: 'Size, infrequent access', unit: 'bytes' },
  size_bytes_intelligent_tiering: { title: 'Size, intelligent tiering', unit: 'bytes' },
  size_bytes_archive: { title: 'Size, archive', unit: 'bytes' },
  object_count: { title: 'Objects', unit: 'count' },
  incoming_bytes: { title: 'Incoming', unit: 'bytes' },
  packets_dropped: { title: 'Packets dropped', unit: 'count' },
  capacity_percent: { title: 'Capacity used', unit: 'percent' },
  transactions: { title: 'Transactions', unit: 'count' },
  capacity_units: { title: 'Capacity units', unit: 'count' },
  egress_bytes: { title: 'Egress', unit: 'bytes' },
};

export const metricTitle = (metric: MetricName): string => METRIC_TEXTS[metric].title;

/** A value of a metric with its unit, short enough for an axis. */
export function metricText(metric: MetricName, value: number, formats: Formats): string {
  switch (METRIC_TEXTS[metric].unit) {
    case 'percent':
      // Ticks of an axis are whole, and read better so.
      return Number.isInteger(value) ? `${countText(value, formats)}%` : percentText(value, formats);
    case 'bytes':
      return bytesText(Math.round(value), formats);
    case 'megabytes':
      return bytesText(Math.round(value * 1_000_000), formats);
    case 'milliseconds':
      return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
    case 'seconds':
      return value === 0 ? '0 s' : durationText(value);
    case 'count':
      return new Intl.NumberFormat(formats.locale, {
        notation: 'compact',
        maximumFractionDigits: value < 10 ? 2 : 1,
      }).format(value);
  }
}

/** The mean of the days that are known; null when none is. */
export function meanOf(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** A line of use in words: `CPU average 3 % over 30 days`, with how many of them are known. */
export function useText(metric: MetricName, average: (number | null)[], formats: Formats): string {
  const mean = meanOf(average);
  if (mean === null) return `${metricTitle(metric)} not known`;
  const unknown = average.filter((value) => value === null).length;
  const days =
    unknown === 0 ? `over ${average.length} days` : `over ${average.length - unknown} of ${average.length} days`;
  return `${metricTitle(metric)} average ${metricText(metric, mean, formats)} ${days}`;
}
