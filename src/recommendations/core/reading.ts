import type { InventoryResource } from '../../connections/core/inventory.ts';

/** Attributes of a resource, which are loosely typed in the inventory; null is unknown. */
export const textOf = ({ attributes }: InventoryResource, name: string): string | null => {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

export const numberOf = ({ attributes }: InventoryResource, name: string): number | null => {
  const value = attributes[name];
  return typeof value === 'number' ? value : null;
};

export const flagOf = ({ attributes }: InventoryResource, name: string): boolean | null => {
  const value = attributes[name];
  return typeof value === 'boolean' ? value : null;
};

/** A list of objects or texts; null when it is not known. */
export const listOf = <T>({ attributes }: InventoryResource, name: string): readonly T[] | null => {
  const value = attributes[name];
  return Array.isArray(value) ? (value as T[]) : null;
};

/** The last part of an id: `i-1` of an instance's ARN, the name of an Azure resource. */
export const shortIdOf = ({ resource_id }: InventoryResource): string =>
  resource_id.split(/[/:]/).at(-1) ?? resource_id;

/** What people call it: its name with its id where they differ. */
export function nameOf(resource: InventoryResource): string {
  const id = shortIdOf(resource);
  return resource.name && resource.name.toLowerCase() !== id.toLowerCase() ? `${resource.name} (${id})` : id;
}
