import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { InventoryResource, MetricSeries } from '../../../../core/inventory.ts';
import type { Connection } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import type { ListedMeasure } from '../../core/metrics/measure.ts';
import { type Found, listedMeasuresOf, planCalls, planSeries, type Query } from '../../core/metrics/plan.ts';
import { measuredDays, SeriesBuilder } from '../../core/metrics/series.ts';
import { explained } from '../errors.ts';
import { type AwsSession, openAwsSession } from '../session.ts';
import { getMetricData } from './get-data.ts';
import { inOrder } from './in-order.ts';
import { listPlaces, type Places } from './list.ts';

/** Far below what CloudWatch takes a second in each region. */
const CALLS_AT_ONCE = 4;

/** What the pages of one run share, so that session and lists are asked for once. */
class Run {
  readonly #connection: Connection<AwsCredentials>;
  readonly #places = new Map<string, Promise<Places>>();
  readonly #clients = new Map<string, CloudWatchClient>();
  #session: Promise<AwsSession> | undefined;

  constructor(connection: Connection<AwsCredentials>) {
    this.#connection = connection;
  }

  async client(region: string): Promise<CloudWatchClient> {
    const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
    const session = await (this.#session ??= openAwsSession(this.#connection, 'background'));
    const client = this.#clients.get(region) ?? session.client(CloudWatchClient, region);
    this.#clients.set(region, client);
    return client;
  }

  async places(region: string, measure: ListedMeasure): Promise<Places> {
    // Measures may be told apart by what is found alone, such as the sizes of a bucket by class.
    const { namespace, metric_name, dimension, only } = measure;
    const key = JSON.stringify([region, namespace, metric_name, dimension, only]);
    const places = this.#places.get(key) ?? this.client(region).then((client) => listPlaces(client, measure));
    this.#places.set(key, places);
    return places;
  }
}

const runs = new WeakMap<Connection<AwsCredentials>, Run>();
function runOf(connection: Connection<AwsCredentials>): Run {
  const run = runs.get(connection) ?? new Run(connection);
  runs.set(connection, run);
  return run;
}

/** Keeps the first error for the end, so that one region that fails does not hide the others. */
class Errors {
  readonly #connection: Connection<AwsCredentials>;
  #first: Error | undefined;
  readonly regions = new Set<string>();

  constructor(connection: Connection<AwsCredentials>) {
    this.#connection = connection;
  }

  keep(error: unknown, permission: string): void {
    this.#connection.signal.throwIfAborted();
    this.#first ??= explained(error, permission, this.#connection.now());
  }

  throwFirst(): void {
    if (this.#first) throw this.#first;
  }
}

const byRegion = (resources: InventoryResource[]): Map<string, InventoryResource[]> =>
  Map.groupBy(
    resources.filter((resource) => resource.region !== null),
    (resource) => resource.region ?? '',
  );

/** Where the listed measures of these regions are; without those whose list could not be read. */
async function findAll(
  run: Run,
  regions: Map<string, InventoryResource[]>,
  errors: Errors,
): Promise<Map<string, Found>> {
  const found = new Map([...regions.keys()].map((region): [string, Found] => [region, new Map()]));
  const wanted = [...regions].flatMap(([region, resources]) =>
    listedMeasuresOf(resources).map((measure) => ({ region, measure })),
  );
  const work = ({ region, measure }: (typeof wanted)[number]): Promise<Places> => run.places(region, measure);
  for await (const { item, outcome } of inOrder(wanted, CALLS_AT_ONCE, work))
    if ('error' in outcome) errors.keep(outcome.error, 'cloudwatch:ListMetrics');
    else found.get(item.region)?.set(item.measure, outcome.result);
  return found;
}

/** The calls to make, region by region; a region is left as soon as one of its calls failed. */
function* callsOf(
  regions: Map<string, InventoryResource[]>,
  found: Map<string, Found>,
  errors: Errors,
): Generator<{ region: string; queries: Query[] }> {
  for (const [region, resources] of regions)
    for (const queries of planCalls(planSeries(resources, found.get(region) ?? new Map())))
      if (!errors.regions.has(region)) yield { region, queries };
}

/**
 * Daily statistics of `resources` over the 30 whole days before today (UTC), as `core/metrics/catalogue.ts` lists them;
 * metrics without a single datapoint are left out. The pages of one run pass the same `connection`, for which session and
 * metric lists are read once. When a region fails, the others are still read; then the first error is thrown.
 */
export async function* collectAwsMetrics(
  connection: Connection<AwsCredentials>,
  resources: InventoryResource[],
): AsyncGenerator<MetricSeries[]> {
  const run = runOf(connection);
  const days = measuredDays(connection.now());
  const errors = new Errors(connection);
  const regions = byRegion(resources);
  const found = await findAll(run, regions, errors);
  const builder = new SeriesBuilder(days.first_date);
  const work = async ({ region, queries }: { region: string; queries: Query[] }) =>
    getMetricData({ client: await run.client(region), days, count: connection.count.bind(connection) }, queries);
  for await (const { item, outcome } of inOrder(callsOf(regions, found, errors), CALLS_AT_ONCE, work)) {
    if ('error' in outcome) {
      errors.regions.add(item.region);
      errors.keep(outcome.error, 'cloudwatch:GetMetricData');
      continue;
    }
    const { values, failed } = outcome.result;
    if (failed > 0)
      connection.log.warn(
        { region: item.region, failed },
        'CloudWatch did not answer some metrics in full, even when asked again',
      );
    yield item.queries.flatMap((query, index) => builder.add(query, values[index] ?? null) ?? []);
  }
  errors.throwFirst();
}
