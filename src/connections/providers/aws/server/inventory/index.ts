import type { Collected, InventoryResource, Partition } from '../../../../core/inventory.ts';
import { type Connection, NeedsAttentionError, ThrottledError } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { type AwsSession, openAwsSession } from '../session.ts';
import { addresses } from './addresses.ts';
import { autoScalingGroups } from './auto-scaling-groups.ts';
import { cacheClusters } from './cache-clusters.ts';
import { classicLoadBalancers } from './classic-load-balancers.ts';
import { openVisit, type ResourceCollector } from './collector.ts';
import { dynamodbTables } from './dynamodb-tables.ts';
import { ecrRepositories } from './ecr-repositories.ts';
import { eks } from './eks.ts';
import { imagesAndSnapshots } from './images-and-snapshots.ts';
import { instances } from './instances.ts';
import { lambdaFunctions } from './lambda-functions.ts';
import { loadBalancers } from './load-balancers.ts';
import { logGroups } from './log-groups.ts';
import { mergeBounded } from './merge.ts';
import { natGateways } from './nat-gateways.ts';
import { rdsClusters } from './rds-clusters.ts';
import { rdsInstances } from './rds-instances.ts';
import { Refusals } from './refusals.ts';
import { listRegions } from './regions.ts';
import { s3Buckets } from './s3-buckets.ts';
import { volumes } from './volumes.ts';
import { vpcEndpoints } from './vpc-endpoints.ts';

/** Regions times collectors that are looked at together; AWS limits calls for each region and service apart. */
const PARALLEL = 6;

/** Everything that is looked at; a new service is one more line here, and one in `core/inventory/index.ts`. */
export const AWS_COLLECTORS: ResourceCollector[] = [
  addresses,
  autoScalingGroups,
  cacheClusters,
  classicLoadBalancers,
  dynamodbTables,
  ecrRepositories,
  eks,
  imagesAndSnapshots,
  instances,
  lambdaFunctions,
  loadBalancers,
  logGroups,
  natGateways,
  rdsClusters,
  rdsInstances,
  s3Buckets,
  volumes,
  vpcEndpoints,
];

/** A collector, where it calls, and the regions that it tells of. */
interface Look {
  collector: ResourceCollector;
  at: string;
  regions: string[];
}

/** What a look needs of the run that it is part of. */
interface Run {
  connection: Connection<AwsCredentials>;
  session: AwsSession;
  signal: AbortSignal;
  refusals: Refusals;
}

const partitionsOf = ({ collector, regions }: Look, { session: { account_id } }: Run): Partition[] =>
  collector.resource_types.flatMap((resource_type) => regions.map((region) => ({ resource_type, account_id, region })));

/** A page as it is told: resources of one partition together. */
function* byPartition(page: InventoryResource[]): Generator<Collected> {
  const groups = Map.groupBy(page, ({ resource_type, region }) => `${resource_type} ${region}`);
  for (const resources of groups.values()) {
    const { resource_type, account_id, region } = resources[0]!;
    yield { kind: 'resources', partition: { resource_type, account_id, region }, resources };
  }
}

/** Whether the error ends the whole run: no other look would fare better. */
const endsRun = (error: unknown): boolean =>
  error instanceof ThrottledError || (error instanceof NeedsAttentionError && error.permission === null);

function reasonOf(error: unknown): { message: string; permission: string | null } {
  if (error instanceof NeedsAttentionError) return { message: error.message, permission: error.permission };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { message: `AWS could not be read (${name}: ${message}). The next sync tries again.`, permission: null };
}

/** Everything that one look finds, then that it is complete, or why it is not. */
async function* look(run: Run, { collector, at, regions }: Look): AsyncGenerator<Collected> {
  const visit = openVisit(run.connection, run.session, at, run.signal);
  const told = new Set(regions);
  try {
    for await (const page of collector.collect(visit)) {
      for (const { region } of page) if (region !== null) told.add(region);
      yield* byPartition(page);
    }
    for (const partition of partitionsOf({ collector, at, regions: [...told] }, run))
      yield { kind: 'complete', partition };
  } catch (error) {
    run.signal.throwIfAborted();
    const partitions = partitionsOf({ collector, at, regions: [...told] }, run);
    const is_held = run.refusals.hold(error, collector.scope === 'global' ? null : at, partitions);
    if (!is_held && endsRun(error)) throw error;
    const reason = reasonOf(error);
    run.connection.log.warn(
      { err: error, region: at, types: collector.resource_types },
      'AWS inventory is not complete',
    );
    if (!is_held) for (const partition of partitions) yield { kind: 'failed', partition, ...reason };
  } finally {
    visit.close();
  }
}

async function readRegions({ connection, session, signal }: Run): Promise<string[]> {
  const visit = openVisit(connection, session, session.region, signal);
  try {
    return await listRegions(visit);
  } finally {
    visit.close();
  }
}

/**
 * The inventory of an account in all regions that it has switched on, a page at a time: the next is read while one is
 * being written, and no more. What is denied or fails is told as `failed`, and the rest goes on. Throws a
 * `NeedsAttentionError` when the credentials fail (in all regions) or the regions can't be listed, a `ThrottledError` when
 * AWS asks to wait, and the reason of `connection.signal`.
 */
export async function* collectAwsInventory(connection: Connection<AwsCredentials>): AsyncIterable<Collected> {
  const stopped = new AbortController();
  const signal = AbortSignal.any([connection.signal, stopped.signal]);
  const refusals = new Refusals();
  const run: Run = { connection, session: await openAwsSession(connection, 'background'), signal, refusals };
  const regions = await readRegions(run);
  const looks = AWS_COLLECTORS.flatMap((collector): Look[] =>
    collector.scope === 'global'
      ? [{ collector, at: run.session.region, regions }]
      : regions.map((region) => ({ collector, at: region, regions: [region] })),
  );
  yield* mergeBounded(
    looks.map((one) => () => look(run, one)),
    PARALLEL,
    () => stopped.abort(),
  );
  yield* refusals.tell(regions.length, looks.length);
}
