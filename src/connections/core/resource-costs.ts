import { sumDecimals } from '../../platform/core/decimal.ts';

/** The exact sum of decimal texts of at most 18 decimal places, as the nearest number. */
export const sumExactly = (amounts: Iterable<string>): number => Number(sumDecimals(amounts));

/** What bills say of one resource in one currency. */
export interface KnownCost {
  resource_id: string;
  currency: string;
  amount: string;
}

/** All that bills say of a resource under its names. */
export const costsOf = (
  billed_as: readonly string[],
  by_resource: ReadonlyMap<string, readonly KnownCost[]>,
): readonly KnownCost[] =>
  [...new Set(billed_as.map((name) => name.toLowerCase()))].flatMap((name) => by_resource.get(name) ?? []);

/** One amount, where all is in one currency; null when no bill names the resource, or it is billed in several. */
export function singleCost(costs: readonly KnownCost[]): { monthly_cost: number | null; currency: string | null } {
  const [first] = costs;
  if (!first || costs.some(({ currency }) => currency !== first.currency))
    return { monthly_cost: null, currency: null };
  return { monthly_cost: sumExactly(costs.map(({ amount }) => amount)), currency: first.currency };
}
