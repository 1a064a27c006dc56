import pLimit from 'p-limit';
import { addDays, dayOf } from '../../../../../platform/core/dates.ts';
import type { InventoryResource, MetricSeries } from '../../../../core/inventory.ts';
import type { Connection } from '../../../../server/provider.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import { aggregationsOf, batchesOf, type MetricBatch } from '../../core/metrics/batches.ts';
import { type AzureClient, AzureError, openAzureClient } from '../client.ts';
import { explainedAzure } from '../errors.ts';
import { type MetricReader, readAlone, readTogether } from './read-batch.ts';

const METRICS = 'Microsoft.Insights/metrics/read';
const DAYS = 30;
/** One answer has up to 300,000 points, so few are held at a time. */
const BATCHES_AT_ONCE = 2;
const ALONE_AT_ONCE = 4;

/** What stays the same over all pages of one connection. */
interface Reading {
  client: AzureClient;
  /** Regions whose data plane does not let the application in: their resources are read one by one. */
  refused: Set<string>;
  report: MetricReader['report'];
}

/** Reports each kind of problem of a type and region once, however many resources have it. */
function reportOnce({ log }: Connection<AzureCredentials>): MetricReader['report'] {
  const reported = new Set<string>();
  return ({ resource_type, region }, { problem, ...kind }) => {
    const facts = { resource_type, region, ...kind };
    const key = JSON.stringify(facts);
    if (!reported.has(key)) log.warn({ ...facts, problem }, 'Azure does not tell these metrics');
    reported.add(key);
  };
}

const readings = new WeakMap<Connection<AzureCredentials>, Promise<Reading>>();

function readingOf(connection: Connection<AzureCredentials>): Promise<Reading> {
  const open = async (): Promise<Reading> => ({
    client: await openAzureClient(connection, 'background'),
    refused: new Set(),
    report: reportOnce(connection),
  });
  const reading = readings.get(connection) ?? open();
  readings.set(connection, reading);
  return reading;
}

/** Whether the data plane does not let the application in at all; some directories do not even know it (AADSTS500011). */
const isRefused = (error: unknown): boolean =>
  error instanceof AzureError ? [401, 403, 404].includes(error.status) : String(error).includes('AADSTS500011');
/** Whether a resource has no such metric, or a metric no such aggregation. */
const isUnsupported = (error: unknown): error is AzureError =>
  error instanceof AzureError && (error.status === 400 || error.status === 501);
const isGone = (error: unknown): boolean => error instanceof AzureError && error.status === 404;

/** What `read` finds with the first aggregations that Azure takes. Throws what is wrong with the last. */
async function readWithFirst(
  { report }: MetricReader,
  batch: MetricBatch,
  read: (aggregation: string) => Promise<MetricSeries[]>,
): Promise<MetricSeries[]> {
  let refusal: AzureError | undefined;
  for (const aggregation of aggregationsOf(batch.metrics))
    try {
      return await read(aggregation);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      refusal = error;
      report(batch, { aggregation, status: error.status, problem: error.message });
    }
  throw refusal;
}

/** One resource; empty when Azure has no such resource any more, or nothing of the kind to measure on it. */
async function readOne(reader: MetricReader, batch: MetricBatch, resource_id: string): Promise<MetricSeries[]> {
  try {
    return await readWithFirst(reader, batch, (aggregation) => readAlone(reader, batch, aggregation, resource_id));
  } catch (error) {
    if (isGone(error) || isUnsupported(error)) return [];
    throw error;
  }
}

/** One resource of a kind that has no such metric spoils the call for its batch: then they are read one by one. */
async function readBatch(reader: MetricReader, refused: Set<string>, batch: MetricBatch): Promise<MetricSeries[]> {
  if (!refused.has(batch.region))
    try {
      return await readWithFirst(reader, batch, (aggregation) => readTogether(reader, batch, aggregation));
    } catch (error) {
      if (isRefused(error)) refused.add(batch.region);
      else if (!isUnsupported(error)) throw error;
    }
  const limit = pLimit(ALONE_AT_ONCE);
  return (await Promise.all(batch.resource_ids.map((id) => limit(() => readOne(reader, batch, id))))).flat();
}

/**
 * Daily statistics over the 30 whole days before today, of those of `resources` that Azure measures: 50 of a type,
 * subscription and region with one call for levels and one for amounts, or one by one where the batch API refuses. Yields
 * once for each call; a resource without data is not among them, and what Azure refuses is logged. Throws a
 * `NeedsAttentionError` when metrics may not be read at all.
 */
export async function* collectAzureMetrics(
  connection: Connection<AzureCredentials>,
  resources: InventoryResource[],
): AsyncIterable<MetricSeries[]> {
  const batches = batchesOf(resources);
  if (batches.length === 0) return;
  const { now, config } = connection;
  const end_date = dayOf(now());
  const days = { first_date: addDays(end_date, -DAYS), end_date };
  try {
    const { client, refused, report } = await readingOf(connection);
    const reader: MetricReader = { client, report, days, base_url: config.AZURE_BASE_URL };
    for (let start = 0; start < batches.length; start += BATCHES_AT_ONCE) {
      const some = batches.slice(start, start + BATCHES_AT_ONCE);
      yield* await Promise.all(some.map((batch) => readBatch(reader, refused, batch)));
    }
  } catch (error) {
    throw explainedAzure(error, METRICS, now());
  }
}
