import type { InventoryResource } from '../../../connections/core/inventory.ts';
import type { PriceList } from '../rule.ts';
import type { PriceRow } from '../types.ts';
import { databasePrice, databaseSize, partsOf } from './databases.ts';

/**
 * Families before the fifth generation. AWS has announced the end of M4, R4 and T2 on RDS for 2024 (AWS re:Post, FAQ on their
 * migration to M5, R5 and T3); what is left of them is in the hands of people.
 */
const PREVIOUS = /^(t[12]|m[1-4]|r[34]|cr1)$/;
/** General families of RDS with nothing besides, such as disks or more network, the newest first. */
const CURRENT: Record<string, readonly string[]> = {
  m: ['m7i', 'm6i', 'm5'],
  r: ['r7i', 'r6i', 'r5'],
  t: ['t3'],
};
const GRAVITON: Record<string, readonly string[]> = {
  m: ['m8g', 'm7g', 'm6g'],
  r: ['r8g', 'r7g', 'r6g'],
  t: ['t4g'],
};

export const isPreviousFamily = (family: string): boolean => PREVIOUS.test(family);

/** The same size of other families, of which the tables know the machine. */
const sameSize = (families: readonly string[], size: string): string[] =>
  families.map((family) => `db.${family}.${size}`).filter((name) => databaseSize(name) !== null);

/** Classes of today in place of one of a previous generation, the newest first. */
export function currentClasses(instance_class: string): string[] {
  const parts = partsOf(instance_class);
  if (!parts) return [];
  return sameSize(CURRENT[parts.family[0] ?? ''] ?? [], parts.size);
}

/** Classes with Graviton in place of one with an x86 processor and nothing besides, the newest first. */
export function gravitonClasses(instance_class: string): string[] {
  const parts = partsOf(instance_class);
  if (!parts || !/^(?:[mr]\d+i?|t\d)$/.test(parts.family)) return [];
  return sameSize(GRAVITON[parts.family[0] ?? ''] ?? [], parts.size);
}

/** The first of `candidates` that is known to cost at most `most` times what the database's own class costs. */
export function firstCheaper(
  resource: InventoryResource,
  prices: PriceList,
  from: string,
  candidates: readonly string[],
  most: number,
): { instance_class: string; from: PriceRow; to: PriceRow } | null {
  const own = databasePrice(resource, from);
  for (const instance_class of candidates) {
    const other = databasePrice(resource, instance_class);
    const pair = own && other && prices.pair(own, other);
    if (pair && pair.to.price <= pair.from.price * most) return { instance_class, ...pair };
  }
  return null;
}
