import type { Logger } from 'pino';
import { z } from 'zod';
import type { AzureClient } from '../client.ts';
import { COST_API_VERSION } from '../cost-query/run-query.ts';
import type { AzureScope } from '../scope.ts';

const TYPES = ['FocusCost', 'ActualCost', 'AmortizedCost'] as const;

const named = z.object({ name: z.string(), properties: z.object({ definition: z.object({ type: z.enum(TYPES) }) }) });

/** Exports that are delivered by a shared access signature name no resource: their account is somebody else's. */
const delivered = z.object({
  properties: z.object({
    deliveryInfo: z.object({
      destination: z.object({
        resourceId: z.string().regex(/\/[a-z0-9]{3,24}$/, 'must end with the name of a storage account'),
        container: z.string().min(1),
        rootFolderPath: z.string().nullish(),
      }),
    }),
  }),
});

/** An export whose files say what was charged. */
export interface CostExport {
  name: string;
  type: (typeof TYPES)[number];
  storage_account_id: string;
  container: string;
  /** Where its runs are, with a slash at the end. */
  folder: string;
}

const folderOf = (root: string | null | undefined, name: string): string =>
  [...(root ?? '').split('/').filter(Boolean), name, ''].join('/');

/** An export of costs; null for others (prices, reservations, recommendations) and those that can't be read. */
function costExportOf(item: unknown, log: Logger): CostExport | null {
  const known = named.safeParse(item);
  if (!known.success) return null;
  const { name, properties } = known.data;
  const { data, error } = delivered.safeParse(item);
  if (!data) {
    log.warn({ export: name, problem: z.prettifyError(error) }, 'an export that is delivered elsewhere is not read');
    return null;
  }
  const { resourceId, container, rootFolderPath } = data.properties.deliveryInfo.destination;
  const folder = folderOf(rootFolderPath, name);
  return { name, type: properties.definition.type, storage_account_id: resourceId, container, folder };
}

/** The cost exports of a scope, by name. What is unusual is logged and left out. */
export async function listExports(client: AzureClient, scope: AzureScope, log: Logger): Promise<CostExport[]> {
  const exports: CostExport[] = [];
  const path = `${scope.path}/providers/Microsoft.CostManagement/exports?api-version=${COST_API_VERSION}`;
  for await (const page of client.pages<{ value?: unknown[] }>('GET', path))
    for (const item of page.value ?? []) {
      const found = costExportOf(item, log);
      if (found) exports.push(found);
    }
  return exports.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
