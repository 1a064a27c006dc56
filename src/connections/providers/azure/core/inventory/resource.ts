import { z } from 'zod';
import type { InventoryResource } from '../../../../core/inventory.ts';
import { type Reader, readerOf } from './reader.ts';

/** A row of the table `resources` of Resource Graph, as far as every type has it. */
export const graphRow = z.object({
  id: z.string().min(1),
  name: z.string(),
  type: z.string(),
  location: z.string().nullish(),
  resourceGroup: z.string().nullish(),
  subscriptionId: z.string(),
  kind: z.string().nullish(),
  managedBy: z.string().nullish(),
  managedByExtended: z.array(z.string()).nullish(),
  sku: z.unknown().optional(),
  tags: z.record(z.string(), z.unknown()).nullish(),
  properties: z.unknown().optional(),
  systemData: z.unknown().optional(),
  zones: z.array(z.string()).nullish(),
});
export type GraphRow = z.infer<typeof graphRow>;

/** What a size of virtual machine has in its region; null is what Azure does not say. */
export interface VmSize {
  vcpus: number | null;
  memory_mib: number | null;
  /** Of the temporary disk, which is lost when the machine is deallocated. */
  temporary_disk_mib: number | null;
  premium_storage: boolean | null;
  cpu_architecture: string | null;
  max_data_disks: number | null;
}

/** What Resource Graph does not tell of resources, looked up beside it. Null is unknown. */
export interface Details {
  /** The size named `name` in `region`, in any case. */
  vmSize(region: string, name: string): VmSize | null;
  /** Rules of lifecycle management that are enabled, by the account's id in lower case; 0 without a policy. */
  lifecycleRules(account_id: string): number | null;
  /** The AKS cluster whose nodes live in a resource group, by `<subscription>/<group>` in lower case. */
  clusterOf(group: string): string | null;
}

/** A type of resource that is collected. */
export interface AzureType {
  /** In lower case. */
  resource_type: string;
  /** The action by which it is read. */
  permission: string;
  /** Its own part of the resource; null when the row is nothing anybody pays for. */
  map(row: Row, details: Details): Mapped | null;
}

/** A row with readers for what is loosely typed in it. */
export interface Row {
  row: GraphRow;
  id: string;
  region: string | null;
  /** Its resource group as `<subscription>/<group>`, in lower case. */
  group: string;
  /** When it was made, where Resource Manager itself says so. */
  created_at: string | null;
  properties: Reader;
  sku: Reader;
}

/** What a type tells of a resource beyond what all have. */
export interface Mapped {
  status: string | null;
  created_at: string | null;
  attributes: Record<string, unknown>;
  parent_id?: string | null;
  attached_to?: (string | null)[];
}

const tagsOf = ({ tags }: GraphRow): Record<string, string> =>
  Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [key, value === null ? '' : String(value)]));

/** A row with its readers. */
export function openRow(row: GraphRow): Row {
  const region = row.location?.toLowerCase().replaceAll(' ', '') ?? null;
  return {
    row,
    id: row.id.toLowerCase(),
    region: region === 'global' || region === '' ? null : region,
    group: `${row.subscriptionId}/${row.resourceGroup ?? ''}`.toLowerCase(),
    created_at: readerOf(row.systemData).instant('createdAt'),
    properties: readerOf(row.properties),
    sku: readerOf(row.sku),
  };
}

/**
 * The top-level resource that a sub-resource belongs to, in lower case: the network interface of an IP configuration,
 * the load balancer of a frontend. Null when it is no id of a resource.
 */
export function ownerOf(id: string | null): string | null {
  const parts = id?.toLowerCase().split('/');
  if (!parts || parts.length < 9 || parts[1] !== 'subscriptions' || parts[5] !== 'providers') return null;
  return parts.slice(0, 9).join('/');
}

const distinct = (ids: (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))].toSorted();

/** The resource of a row; null when its type leaves it out. */
export function resourceOf(type: AzureType, graph: GraphRow, details: Details): InventoryResource | null {
  const row = openRow(graph);
  const mapped = type.map(row, details);
  if (mapped === null) return null;
  return {
    resource_id: row.id,
    resource_type: type.resource_type,
    name: graph.name,
    account_id: graph.subscriptionId.toLowerCase(),
    region: row.region,
    status: mapped.status,
    created_at: mapped.created_at ?? row.created_at,
    tags: tagsOf(graph),
    attributes: { resource_group: graph.resourceGroup?.toLowerCase() ?? null, ...mapped.attributes },
    parent_id: mapped.parent_id ?? details.clusterOf(row.group),
    attached_to: distinct(mapped.attached_to ?? []),
    billed_as: [row.id],
  };
}
