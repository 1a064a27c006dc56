import type { InventoryResource } from '../../../../../core/inventory.ts';

/**
 * A resource as the sample cloud keeps it. `beyond` is what its API tells and no inventory has: rules word by word, tokens,
 * what was modified last.
 */
export interface SampleResource extends InventoryResource {
  beyond?: Record<string, unknown>;
}

/** What an attribute of a resource says; undefined, which no answer shows, where it says nothing. */
export function told<T>({ attributes }: SampleResource, name: string): T | undefined {
  return (attributes[name] ?? undefined) as T | undefined;
}

/** What is kept of a resource beyond its inventory. */
export const beyond = <T>(resource: SampleResource, name: string): T | undefined =>
  resource.beyond?.[name] as T | undefined;

/** The resource with more kept of it. */
export const knowing = (resource: SampleResource, more: Record<string, unknown>): SampleResource => ({
  ...resource,
  beyond: { ...resource.beyond, ...more },
});
