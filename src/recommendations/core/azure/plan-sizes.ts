import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { holds } from '../checks.ts';
import { textOf } from '../reading.ts';
import type { Check } from '../types.ts';

/** Tiers of App Service that cost nothing while nothing runs in them. */
const FREE_TIERS = ['Free', 'Shared', 'Dynamic', 'FlexConsumption'];

/** Holds for a plan that is charged by the hour, whatever its apps do; unknown when its tier is. */
export function isChargedByHour(plan: InventoryResource): Check {
  const tier = textOf(plan, 'tier');
  return holds(
    { check: 'tier', text: 'tier' },
    tier === null ? null : !FREE_TIERS.includes(tier),
    `none of ${FREE_TIERS.join(', ')}, which are not charged by the hour`,
    tier,
  );
}

/** A size of App Service plan. */
export interface PlanSize {
  /** `P1v3`. */
  sku: string;
  memory_gib: number;
}

const sizes = (...all: [sku: string, memory_gib: number][]): PlanSize[] =>
  all.map(([sku, memory_gib]) => ({ sku, memory_gib }));

/** Sizes of each tier, the smallest first, with the memory of an instance. Microsoft, price page of App Service. */
const TIERS: Record<string, readonly PlanSize[]> = {
  Basic: sizes(['B1', 1.75], ['B2', 3.5], ['B3', 7]),
  Standard: sizes(['S1', 1.75], ['S2', 3.5], ['S3', 7]),
  PremiumV2: sizes(['P1v2', 3.5], ['P2v2', 7], ['P3v2', 14]),
  PremiumV3: sizes(['P0v3', 4], ['P1v3', 8], ['P2v3', 16], ['P3v3', 32]),
  ElasticPremium: sizes(['EP1', 3.5], ['EP2', 7], ['EP3', 14]),
};

/** A plan's size, and the smaller ones of its tier, the smallest first; null for sizes that are not in the table. */
export function planSizes(tier: string, sku: string): { current: PlanSize; smaller: readonly PlanSize[] } | null {
  const all = TIERS[tier] ?? [];
  const index = all.findIndex((one) => one.sku.toLowerCase() === sku.toLowerCase());
  const current = all[index];
  return current ? { current, smaller: all.slice(0, index) } : null;
}
