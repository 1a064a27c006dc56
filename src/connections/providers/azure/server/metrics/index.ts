import pLimit from 'p-limit';
import { addDays, dayOf } from '../../../../../platform/core/dates.ts';
import type { InventoryResource, MetricSeries } from '../../../../core/inventory.ts';
import type { Connection } from '../../../../server/provider.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import { batchesOf, type MetricBatch } from '../../core/metrics/batches.ts';
import { type AzureClient, AzureError, openAzureClient } from '../client.ts';
import { explainedAzure } from '../errors.ts';
import { type MetricDays, readAlone, readTogether } from './read-batch.ts';

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
}

const readings = new WeakMap<Connection<AzureCredentials>, Promise<Reading>>();

function readingOf(connection: Connection<AzureCredentials>): Promise<Reading> {
  const open = async (): Promise<Reading> => ({
    client: await openAzureClient(connection, 'background'),
    refused: new Set(),
  });
  const reading = readings.get(connection) ?? open();
  readings.set(connection, reading);
  return reading;
}

/** Whether the data plane does not let the application in at all; some directories do not even know it (AADSTS500011). */
const isRefused = (error: unknown): boolean =>
  error instanceof AzureError ? [401, 403, 404].includes(error.status) : String(error).includes('AADSTS500011');
/** One resource of a kind that has no such metric spoils the batch: the others are read without it. */
const isSpoilt = (error: unknown): boolean => error instanceof AzureError && error.status === 400;

async function readBatch(
  { client, refused }: Reading,
  batch: MetricBatch,
  days: MetricDays,
  base_url: string | undefined,
) {
  if (!refused.has(batch.region))
    try {
      return await readTogether(client, batch, days, base_url);
    } catch (error) {
      if (isRefused(error)) refused.add(batch.region);
      else if (!isSpoilt(error)) throw error;
    }
  const limit = pLimit(ALONE_AT_ONCE);
  const alone = batch.resource_ids.map((id) => limit(() => readAlone(client, batch, id, days)));
  return (await Promise.all(alone)).flat();
}

/**
 * Daily statistics over the 30 whole days before today, of those of `resources` that Azure measures: 50 of a type,
 * subscription and region with one call, or one by one where the batch API refuses. Yields once for each batch; a resource
 * without data is not among them. Throws a `NeedsAttentionError` when metrics may not be read at all.
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
    const reading = await readingOf(connection);
    for (let start = 0; start < batches.length; start += BATCHES_AT_ONCE) {
      const some = batches.slice(start, start + BATCHES_AT_ONCE);
      yield* await Promise.all(some.map((batch) => readBatch(reading, batch, days, config.AZURE_BASE_URL)));
    }
  } catch (error) {
    throw explainedAzure(error, METRICS, now());
  }
}
