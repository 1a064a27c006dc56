import type { Collected, InventoryResource } from '../../src/connections/core/inventory.ts';
import type { AwsCredentials } from '../../src/connections/providers/aws/core/credentials.ts';
import { AWS_COLLECTORS, collectAwsInventory } from '../../src/connections/providers/aws/server/inventory/index.ts';
import type { Connection } from '../../src/connections/server/provider.ts';

export const TYPES = AWS_COLLECTORS.flatMap(({ resource_types }) => resource_types);

/** All that is told of an inventory. */
export async function collect(connection: Connection<AwsCredentials>): Promise<Collected[]> {
  const told: Collected[] = [];
  for await (const one of collectAwsInventory(connection)) told.push(one);
  return told;
}

/** All resources among it. */
export const resourcesOf = (told: Collected[]): InventoryResource[] =>
  told.flatMap((one) => (one.kind === 'resources' ? one.resources : []));

/** The partitions that ended so, as `type region`, sorted. */
export const endings = (told: Collected[], kind: 'complete' | 'failed'): string[] =>
  told
    .filter((one) => one.kind === kind)
    .map(({ partition }) => `${partition.resource_type} ${partition.region}`)
    .sort();

/** Every type in each of `regions`, as `endings` says it. */
export const everywhere = (...regions: string[]): string[] =>
  TYPES.flatMap((type) => regions.map((region) => `${type} ${region}`)).sort();
