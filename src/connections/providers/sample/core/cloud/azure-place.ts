import type { InventoryResource } from '../../../../core/inventory.ts';
import { AZURE_TYPES } from '../../../azure/core/inventory/azure-types.ts';
import { type Details, type GraphRow, resourceOf } from '../../../azure/core/inventory/resource.ts';
import type { Resource } from '../resources.ts';
import { machineSize } from './instance-types.ts';
import { tagsOf, type World } from './world.ts';

/** What a type adds to the row of a resource, as Resource Graph answers it. */
export interface Told {
  properties: Record<string, unknown>;
  sku?: Record<string, unknown>;
  kind?: string;
  managedBy?: string;
  tags?: Record<string, string>;
  /** Rules of lifecycle management, of storage accounts. */
  lifecycle_rules?: number;
}

const detailsOf = ({ lifecycle_rules }: Told): Details => ({
  vmSize: (_region, name) => machineSize(name),
  lifecycleRules: () => lifecycle_rules ?? null,
  clusterOf: () => null,
});

/** Billed under their path, inventoried under their id. */
export const subscriptionOf = ({ account }: Pick<Resource, 'account'>): string =>
  account.id.replace('/subscriptions/', '');
const groupOf = ({ account }: Pick<Resource, 'account'>): string => `rg-${account.name}`;

/** The id of something beside a resource in its resource group, in lower case. */
export const idBeside = (resource: Resource, type: string, name: string): string =>
  `${resource.account.id}/resourceGroups/${groupOf(resource)}/providers/${type}/${name}`.toLowerCase();

/** The inventory's resource of a billed one, read as the real collector reads Resource Graph. */
export function azureResource(world: World, resource: Resource, resource_type: string, told: Told): InventoryResource {
  const type = AZURE_TYPES.find((one) => one.resource_type === resource_type);
  const created = world.createdAt(resource);
  const row: GraphRow = {
    id: resource.id,
    name: resource.name,
    type: resource_type,
    location: resource.region,
    resourceGroup: groupOf(resource),
    subscriptionId: subscriptionOf(resource),
    kind: told.kind ?? null,
    managedBy: told.managedBy ?? null,
    sku: told.sku ?? null,
    tags: { ...tagsOf(resource), ...told.tags },
    properties: told.properties,
    systemData: { createdAt: created },
  };
  const read = type && resourceOf(type, row, detailsOf(told));
  if (!read) throw new Error(`The inventory of Azure has no ${resource_type}.`);
  // The servers of databases and pools are neither billed nor collected.
  return { ...read, parent_id: null };
}
