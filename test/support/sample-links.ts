import type { InventoryResource } from '../../src/connections/core/inventory.ts';

/** Every link of these resources that leads nowhere. */
export function openLinks(resources: InventoryResource[]): string[] {
  const ids = new Set(resources.map(({ resource_id }) => resource_id));
  return resources.flatMap(({ resource_id, attached_to, parent_id }) =>
    [...attached_to, ...(parent_id === null ? [] : [parent_id])]
      .filter((id) => !ids.has(id))
      .map((id) => `${resource_id} to ${id}`),
  );
}
