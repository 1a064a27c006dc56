import { z } from 'zod';
import { dayOf } from '../../../../platform/core/dates.ts';
import type { Advice, Collected, InventoryResource, Partition } from '../../../core/inventory.ts';
import type { Connection, Provider } from '../../../server/provider.ts';
import { ADVICE_SOURCES } from '../core/cloud/advice.ts';
import { openSampleCloud } from './cloud.ts';
import { type CloudOrder, readCloud } from './read-cloud.ts';
import { SEED } from './write-sample.ts';

const credentials = z.strictObject({});
type SampleCredentials = z.output<typeof credentials>;
type SampleConnection = Connection<SampleCredentials>;

/** Resources as actions left them, by their ids; null is gone. What was never there before is new. */
type SampleOverrides = ReadonlyMap<string, InventoryResource | null>;

const NAME = 'Sample company';
const CAPABILITIES = ['identity', 'cost', 'inventory', 'metrics', 'recommendations', 'remediation'];
const MADE_UP = 'The sample company is made up; there is nothing to test at a cloud.';
const COST_BY_IMPORT = 'The sample company is made up; its costs come by an import, not from here.';

const ordered = (connection: SampleConnection, ask: CloudOrder['ask']) =>
  readCloud({ seed: SEED, end: dayOf(connection.now()), ask }, connection.signal);

const partitionOf = ({ resource_type, account_id, region }: InventoryResource): Partition => ({
  resource_type,
  account_id,
  region,
});

/** Resources by the partition they are in, in the order in which these come. */
function byPartition(resources: InventoryResource[]): { partition: Partition; resources: InventoryResource[] }[] {
  const parts = new Map<string, { partition: Partition; resources: InventoryResource[] }>();
  for (const resource of resources) {
    const partition = partitionOf(resource);
    const key = JSON.stringify(partition);
    const part = parts.get(key) ?? { partition, resources: [] };
    part.resources.push(resource);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** Every page as it comes; partitions are complete when all pages are there, since changes may add to any of them. */
async function* collectInventory(connection: SampleConnection, overrides: SampleOverrides): AsyncGenerator<Collected> {
  const partitions = new Map<string, Partition>();
  for await (const { resources = [] } of ordered(connection, { what: 'inventory', overrides }))
    for (const part of byPartition(resources)) {
      partitions.set(JSON.stringify(part.partition), part.partition);
      yield { kind: 'resources', ...part };
    }
  for (const partition of partitions.values()) yield { kind: 'complete', partition };
}

/** Advice of each source; none about what was changed since, for which it no longer holds. */
async function* collectAdvice(connection: SampleConnection, overrides: SampleOverrides) {
  const given: Advice[] = [];
  for await (const { advice = [] } of ordered(connection, { what: 'advice' })) given.push(...advice);
  const valid = given.filter(({ resource_id }) => resource_id === null || !overrides.has(resource_id));
  for (const source of ADVICE_SOURCES)
    yield { source, advice: valid.filter((one) => one.source === source), problem: null };
}

const NO_CHANGES: SampleOverrides = new Map();
const changesOf = async ({ sample }: SampleConnection): Promise<SampleOverrides> =>
  (await sample?.changes()) ?? NO_CHANGES;

/** The sample company's cloud: generated anew for the day of each run, then as actions have changed it. */
export const sampleProvider: Provider<SampleCredentials> = {
  type: 'sample',
  title: NAME,
  credentials,
  accountOf: () => NAME,
  setupDocuments: async () => [],
  test: async () => ({
    ok: true,
    message: MADE_UP,
    checks: CAPABILITIES.map((name) => ({ name, ok: true, message: name === 'cost' ? COST_BY_IMPORT : MADE_UP })),
  }),
  costSources: async () => [],
  async *collectInventory(connection) {
    yield* collectInventory(connection, await changesOf(connection));
  },
  async *collectMetrics(connection, resources) {
    for await (const { series = [] } of ordered(connection, { what: 'metrics', resources })) yield series;
  },
  async *collectAdvice(connection) {
    yield* collectAdvice(connection, await changesOf(connection));
  },
  openCloud: openSampleCloud,
};
