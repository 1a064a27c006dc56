import type { Metric } from '../../costs/core/dimensions.ts';
import { canonicalFilters, type Filter, filterParameter } from '../../costs/core/filters.ts';
import { type Scope, scopeKey } from '../../costs/core/scope.ts';
import { LONGEST_KEY } from './slices.ts';

/** Costs that are forecast because someone watches them, whatever their size. */
export interface FollowedSlice {
  /** Canonical. */
  filters: readonly Filter[];
  metric: Metric;
  currency: string;
}

/** The scope that just these costs are of; null when no scope says it: of several values, without some, or other metrics. */
export function scopeOfFilters({ filters, metric }: Pick<FollowedSlice, 'filters' | 'metric'>): Scope | null {
  const is_scope = filters.every(({ values, exclude }) => !exclude && values.length === 1);
  if (metric !== 'effective' || !is_scope) return null;
  return Object.fromEntries(filters.map(({ grouping, values }) => [grouping, values[0]!]));
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a of ASCII text, 64 bits (Fowler, Noll and Vo; RFC 9923). */
function hashOf(text: string): string {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * FNV_PRIME);
  return hash.toString(16).padStart(16, '0');
}

/** Whether all, some or none of what has every value of a scope may be in these costs. */
export type Overlap = 'all' | 'some' | 'none';

/** How much of what `scope` names is in the costs that `filters` let through, as far as their values alone tell. */
export function overlapWith(scope: Scope, filters: readonly Filter[]): Overlap {
  let overlap: Overlap = 'all';
  for (const { grouping, values, exclude } of filters) {
    const value = scope[grouping];
    if (value === undefined) overlap = 'some';
    else if (values.includes(value) === exclude) return 'none';
  }
  return overlap;
}

/**
 * The text that identifies a slice: that of its scope, where it is one, so that it is forecast once; else its metric and
 * filters after `filters:`, or their hash, where that would be too long. The same for filters in any order.
 */
export function followedKey({ filters, metric }: Pick<FollowedSlice, 'filters' | 'metric'>): string {
  const canonical = canonicalFilters(filters);
  const scope = scopeOfFilters({ filters: canonical, metric });
  const scope_key = scope && scopeKey(scope);
  if (scope_key !== null && scope_key.length <= LONGEST_KEY) return scope_key;
  const parts = canonical.flatMap(({ grouping, values, exclude }) =>
    values.map((value) => `${encodeURIComponent(filterParameter(grouping, exclude))}=${encodeURIComponent(value)}`),
  );
  const key = `filters:${[`metric=${metric}`, ...parts].join('&')}`;
  return key.length <= LONGEST_KEY ? key : `filters:hash=${hashOf(key)}`;
}
