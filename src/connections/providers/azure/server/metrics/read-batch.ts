import type { IsoDate } from '../../../../../platform/core/dates.ts';
import type { MetricSeries } from '../../../../core/inventory.ts';
import { aggregationsOf, type MetricBatch } from '../../core/metrics/batches.ts';
import { dailySeries, type HourlyPoint } from '../../core/metrics/daily.ts';
import { type AzureClient, AzureError } from '../client.ts';

const API_VERSION = '2024-02-01';
const TOKEN_SCOPE = 'https://metrics.monitor.azure.com/.default';

/** The days that are read: [first_date, end_date). */
export interface MetricDays {
  first_date: IsoDate;
  end_date: IsoDate;
}

/** Metrics of one resource, as both APIs answer them. */
interface ResourceMetrics {
  resourceid?: string;
  value: { name: { value: string }; errorCode?: string; timeseries?: { data?: HourlyPoint[] }[] }[];
}

const parameters = ({ resource_type, metrics }: MetricBatch, days: Record<string, string>): string =>
  new URLSearchParams({
    'api-version': API_VERSION,
    metricnamespace: resource_type,
    metricnames: metrics.map(({ azure }) => azure).join(','),
    aggregation: aggregationsOf(metrics),
    interval: 'PT1H',
    ...days,
  })
    .toString()
    // A plus means a space in forms only.
    .replaceAll('+', '%20');

function seriesOf(
  resource_id: string,
  answer: ResourceMetrics,
  { metrics }: MetricBatch,
  days: MetricDays,
): MetricSeries[] {
  return answer.value.flatMap(({ name, errorCode = 'Success', timeseries }) => {
    const known = metrics.find(({ azure }) => azure.toLowerCase() === name.value.toLowerCase());
    if (!known || errorCode !== 'Success') return [];
    const points = (timeseries ?? []).flatMap(({ data }) => data ?? []);
    return dailySeries(resource_id, known, points, days) ?? [];
  });
}

/** The batch in one call of the data plane of its region. Throws an `AzureError` where that is refused. */
export async function readTogether(
  client: AzureClient,
  batch: MetricBatch,
  days: MetricDays,
  base_url: string | undefined,
): Promise<MetricSeries[]> {
  const { first_date, end_date } = days;
  const asked = parameters(batch, { starttime: `${first_date}T00:00:00.000Z`, endtime: `${end_date}T00:00:00.000Z` });
  const { bytes } = await client.transport({
    method: 'POST',
    url: `https://${batch.region}.metrics.monitor.azure.com/subscriptions/${batch.account_id}/metrics:getBatch?${asked}`,
    token_scope: TOKEN_SCOPE,
    base_url,
    headers: { 'content-type': 'application/json' },
    body: { resourceids: batch.resource_ids },
    counted_as: 'Microsoft.Insights/metrics:getBatch',
  });
  const { values } = JSON.parse(bytes.toString()) as { values?: ResourceMetrics[] };
  return (values ?? []).flatMap((answer) => seriesOf(answer.resourceid?.toLowerCase() ?? '', answer, batch, days));
}

/** Whether Azure has no such resource (any more), or nothing of the kind to measure on it. */
const isAbout = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof AzureError && statuses.includes(error.status);

/** One resource of the batch by Resource Manager; empty when Azure knows no such resource or metric. */
export async function readAlone(
  client: AzureClient,
  batch: MetricBatch,
  resource_id: string,
  days: MetricDays,
): Promise<MetricSeries[]> {
  const asked = parameters(batch, { timespan: `${days.first_date}T00:00:00Z/${days.end_date}T00:00:00Z` });
  try {
    const answer = await client.send('GET', `${resource_id}/providers/microsoft.insights/metrics?${asked}`);
    return seriesOf(resource_id, answer as ResourceMetrics, batch, days);
  } catch (error) {
    if (isAbout(error, 400, 404)) return [];
    throw error;
  }
}
