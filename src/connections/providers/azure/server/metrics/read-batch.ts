import type { IsoDate } from '../../../../../platform/core/dates.ts';
import type { MetricSeries } from '../../../../core/inventory.ts';
import type { MetricBatch } from '../../core/metrics/batches.ts';
import { dailySeries, type HourlyPoint } from '../../core/metrics/daily.ts';
import type { AzureClient } from '../client.ts';

const API_VERSION = '2024-02-01';
const TOKEN_SCOPE = 'https://metrics.monitor.azure.com/.default';

/** The days that are read: [first_date, end_date). */
export interface MetricDays {
  first_date: IsoDate;
  end_date: IsoDate;
}

/** What reading works with. */
export interface MetricReader {
  client: AzureClient;
  /** Where the operator sends requests for the data plane instead. */
  base_url: string | undefined;
  days: MetricDays;
  /** Writes into the log what Azure does not tell of a batch. */
  report(batch: MetricBatch, facts: { problem: string } & Record<string, string | number>): void;
}

/** Metrics of one resource, as both APIs answer them. */
interface ResourceMetrics {
  resourceid?: string;
  value: {
    name: { value: string };
    errorCode?: string;
    errorMessage?: string;
    timeseries?: { data?: HourlyPoint[] }[];
  }[];
}

const parameters = (
  { resource_type, metrics }: MetricBatch,
  aggregation: string,
  days: Record<string, string>,
): string =>
  new URLSearchParams({
    'api-version': API_VERSION,
    metricnamespace: resource_type,
    metricnames: metrics.map(({ azure }) => azure).join(','),
    aggregation,
    interval: 'PT1H',
    ...days,
  })
    .toString()
    // A plus means a space in forms only.
    .replaceAll('+', '%20');

function seriesOf(
  { days, report }: MetricReader,
  batch: MetricBatch,
  resource_id: string,
  answer: ResourceMetrics,
): MetricSeries[] {
  return answer.value.flatMap(({ name, errorCode = 'Success', errorMessage = errorCode, timeseries }) => {
    const known = batch.metrics.find(({ azure }) => azure.toLowerCase() === name.value.toLowerCase());
    if (!known) return [];
    if (errorCode !== 'Success') {
      report(batch, { metric: known.azure, code: errorCode, problem: errorMessage });
      return [];
    }
    const points = (timeseries ?? []).flatMap(({ data }) => data ?? []);
    return dailySeries(resource_id, known, points, days) ?? [];
  });
}

/** The batch in one call of the data plane of its region. Throws an `AzureError` where that is refused. */
export async function readTogether(
  reader: MetricReader,
  batch: MetricBatch,
  aggregation: string,
): Promise<MetricSeries[]> {
  const { client, base_url, days } = reader;
  const asked = parameters(batch, aggregation, {
    starttime: `${days.first_date}T00:00:00.000Z`,
    endtime: `${days.end_date}T00:00:00.000Z`,
  });
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
  return (values ?? []).flatMap((answer) => seriesOf(reader, batch, answer.resourceid?.toLowerCase() ?? '', answer));
}

/** One resource of the batch by Resource Manager. Throws an `AzureError` where that is refused. */
export async function readAlone(
  reader: MetricReader,
  batch: MetricBatch,
  aggregation: string,
  resource_id: string,
): Promise<MetricSeries[]> {
  const { client, days } = reader;
  const asked = parameters(batch, aggregation, { timespan: `${days.first_date}T00:00:00Z/${days.end_date}T00:00:00Z` });
  const answer = await client.send('GET', `${resource_id}/providers/microsoft.insights/metrics?${asked}`);
  return seriesOf(reader, batch, resource_id, answer as ResourceMetrics);
}
