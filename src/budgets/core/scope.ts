import { tagKeyOf } from '../../costs/core/dimensions.ts';
import type { Filter } from '../../costs/core/filters.ts';

/** The one value that a budget's costs have, of what notifications are routed by. */
export interface BudgetScope {
  provider?: string;
  account?: string;
  service?: string;
  region?: string;
  resource?: string;
  tags?: Record<string, string>;
}

const ROUTED = ['provider', 'account', 'service', 'region', 'resource'] as const;

/** What the filters of a budget leave just one value of. */
export function scopeOf(filters: readonly Filter[]): BudgetScope {
  const scope: BudgetScope = {};
  for (const { grouping, values, exclude } of filters) {
    const [value] = values;
    if (exclude || values.length !== 1 || value === undefined || value === '') continue;
    const routed = ROUTED.find((name) => name === grouping);
    const tag = tagKeyOf(grouping);
    if (routed) scope[routed] = value;
    else if (tag !== null) scope.tags = { ...scope.tags, [tag]: value };
  }
  return scope;
}
