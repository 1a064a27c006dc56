import { z } from 'zod';
import type { AzureClient } from '../client.ts';
import { COST_API_VERSION } from '../cost-query/run-query.ts';
import type { AzureScope } from '../scope.ts';

const costExport = z.object({
  name: z.string(),
  properties: z.object({
    format: z.string(),
    partitionData: z.boolean().optional(),
    definition: z.object({ type: z.string() }),
    deliveryInfo: z.object({
      destination: z.object({ resourceId: z.string(), container: z.string(), rootFolderPath: z.string().nullish() }),
    }),
  }),
});

/** An export whose files say what was charged. */
export interface CostExport {
  name: string;
  type: 'FocusCost' | 'ActualCost' | 'AmortizedCost';
  storage_account_id: string;
  container: string;
  /** Where its runs are, with a slash at the end. */
  folder: string;
}

const TYPES = ['FocusCost', 'ActualCost', 'AmortizedCost'] as const;

const folderOf = (root: string | null | undefined, name: string): string =>
  [...(root ?? '').split('/').filter(Boolean), name, ''].join('/');

/** The cost exports of a scope, by name. Others (prices, reservations, recommendations) are left out. */
export async function listExports(client: AzureClient, scope: AzureScope): Promise<CostExport[]> {
  const exports: CostExport[] = [];
  const path = `${scope.path}/providers/Microsoft.CostManagement/exports?api-version=${COST_API_VERSION}`;
  for await (const page of client.pages<{ value?: unknown[] }>('GET', path))
    for (const item of page.value ?? []) {
      const { name, properties } = costExport.parse(item);
      const type = TYPES.find((known) => known === properties.definition.type);
      const { resourceId, container, rootFolderPath } = properties.deliveryInfo.destination;
      if (type)
        exports.push({ name, type, storage_account_id: resourceId, container, folder: folderOf(rootFolderPath, name) });
    }
  return exports.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
