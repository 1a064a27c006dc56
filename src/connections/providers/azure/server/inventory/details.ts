import { type Details, type GraphRow, openRow } from '../../core/inventory/resource.ts';
import type { AzureClient } from '../client.ts';
import type { Denials } from './denials.ts';
import { openLifecycleRules } from './lifecycle.ts';
import { openVmSizes } from './vm-sizes.ts';

/** The details of the rows on hand. */
export interface DetailsReader extends Details {
  /** Looks up what `rows` need, before they are mapped. */
  prepare(rows: GraphRow[]): Promise<void>;
}

/** Remembers in which resource groups AKS keeps the nodes of its clusters. */
function rememberClusters(rows: ReturnType<typeof openRow>[], clusters: Map<string, string>): void {
  for (const { id, row, properties } of rows) {
    const group = properties.id('nodeResourceGroup');
    if (group !== null) clusters.set(`${row.subscriptionId}/${group}`.toLowerCase(), id);
  }
}

/** Looks details up as pages come. Clusters and sizes are kept for the whole look, the rest for one page. */
export function openDetails(client: AzureClient, denials: Denials): DetailsReader {
  const sizes = openVmSizes(client, denials);
  const lifecycle = openLifecycleRules(client, denials);
  const clusters = new Map<string, string>();
  return {
    async prepare(rows) {
      const opened = rows.map(openRow);
      rememberClusters(opened, clusters);
      await Promise.all([sizes.prepare(opened), lifecycle.prepare(opened)]);
    },
    vmSize: sizes.find,
    lifecycleRules: lifecycle.find,
    clusterOf: (group) => clusters.get(group) ?? null,
  };
}
