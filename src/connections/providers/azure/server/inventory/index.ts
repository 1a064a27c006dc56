import type { Collected, InventoryResource, Partition } from '../../../../core/inventory.ts';
import type { Connection, NeedsAttentionError } from '../../../../server/provider.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import { AZURE_TYPES } from '../../core/inventory/azure-types.ts';
import { type AzureType, type GraphRow, resourceOf } from '../../core/inventory/resource.ts';
import { openAzureClient } from '../client.ts';
import { waitAbortably } from '../retry.ts';
import { type Closed, closedBy, readAccess } from './access.ts';
import { rememberDenials } from './denials.ts';
import { type DetailsReader, openDetails } from './details.ts';
import { graphPages } from './resource-graph.ts';
import { subscriptionsInScope } from './subscriptions.ts';

/** Azure advises to ask Resource Graph about fewer than 300 subscriptions at once. */
const SUBSCRIPTIONS_AT_ONCE = 299;
const GRAPH = 'Microsoft.ResourceGraph/resources/read';
const CLUSTERS = 'microsoft.containerservice/managedclusters';

const partitionOf = ({ resource_type }: AzureType, account_id: string): Partition => ({
  resource_type,
  account_id,
  // One look goes over all regions: it is complete for all of them or for none.
  region: null,
});

/** The resources of a page, by their partitions. */
function* mapped(rows: GraphRow[], details: DetailsReader): Iterable<Collected> {
  const pages = new Map<string, { partition: Partition; resources: InventoryResource[] }>();
  for (const row of rows) {
    const type = AZURE_TYPES.find(({ resource_type }) => resource_type === row.type.toLowerCase());
    const resource = type && resourceOf(type, row, details);
    if (!type || !resource) continue;
    const partition = partitionOf(type, resource.account_id);
    const key = `${partition.resource_type} ${partition.account_id}`;
    const page = pages.get(key) ?? { partition, resources: [] };
    page.resources.push(resource);
    pages.set(key, page);
  }
  for (const page of pages.values()) yield { kind: 'resources', ...page };
}

/** How the look ended for each type in each subscription: complete only where everything may be read. */
function* ends(subscriptions: string[], closed: Closed): Iterable<Collected> {
  for (const subscription of subscriptions)
    for (const type of AZURE_TYPES) {
      const partition = partitionOf(type, subscription);
      const reason = closed(subscription, type.permission);
      if (reason === null) yield { kind: 'complete', partition };
      else yield { kind: 'failed', partition, message: reason.message, permission: reason.permission };
    }
}

/** All of it failed for want of one permission. */
const allFailed = (subscriptions: string[], { message, permission }: NeedsAttentionError): Collected[] =>
  subscriptions.flatMap((subscription) =>
    AZURE_TYPES.map((type) => ({ kind: 'failed', partition: partitionOf(type, subscription), message, permission })),
  );

/**
 * Everything of `AZURE_TYPES` in the subscriptions in scope, a page of Resource Graph at a time. Clusters come first, since
 * what is in their node resource groups belongs to them. `wait` is for tests.
 */
export async function* collectAzureInventory(
  connection: Connection<AzureCredentials>,
  wait = waitAbortably,
): AsyncIterable<Collected> {
  const client = await openAzureClient(connection, 'background', wait);
  const subscriptions = await subscriptionsInScope(client, connection);
  const closed = await readAccess(client, subscriptions, connection.now());
  const denials = rememberDenials(connection.now);
  const details = openDetails(client, denials);
  const pause = (ms: number): Promise<void> => wait(ms, connection.signal);
  const others = AZURE_TYPES.map(({ resource_type }) => resource_type).filter((type) => type !== CLUSTERS);

  for (let start = 0; start < subscriptions.length; start += SUBSCRIPTIONS_AT_ONCE) {
    const some = subscriptions.slice(start, start + SUBSCRIPTIONS_AT_ONCE);
    try {
      for (const types of [[CLUSTERS], others])
        for await (const rows of graphPages(client, { subscriptions: some, types }, pause)) {
          await details.prepare(rows);
          yield* mapped(rows, details);
        }
      yield* ends(some, closed);
    } catch (error) {
      yield* allFailed(some, closedBy(error, GRAPH, connection.now()));
    }
  }
  yield* denials.all();
}
