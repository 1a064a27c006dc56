import type { ResolvedSelection, Source } from '../../core/compile.ts';
import { isDaily } from '../../core/daily-costs.ts';
import { type Grouping, tagKeyOf } from '../../core/dimensions.ts';
import { literal } from '../../core/sql.ts';
import type { PromotedTags } from './promoted-tags.ts';

/** The costs of one organization as one query sees them: only active loads, as of one moment. */
export interface Snapshot {
  catalog: string;
  /** Keeps a query on any table to the loads that were active at that moment. */
  condition: string;
  load_ids: readonly number[];
  /** The currencies of the loads, each once. */
  currencies: string[];
  promoted_tags: PromotedTags;
}

/** The charge rows of a snapshot. */
export const chargesOf = ({ catalog, condition, currencies, promoted_tags }: Snapshot): Source => ({
  table: `${catalog}.charges`,
  is_daily: false,
  condition,
  currencies,
  tag_columns: promoted_tags.columns,
});

/** The smallest table of a snapshot that knows `groupings` and what `selection` filters by. */
export function sourceFor(
  snapshot: Snapshot,
  selection: Pick<ResolvedSelection, 'filters'>,
  ...groupings: Grouping[]
): Source {
  const { catalog, condition, promoted_tags } = snapshot;
  const used = new Set([...selection.filters.map((filter) => filter.grouping), ...groupings]);
  const charges = chargesOf(snapshot);
  if ([...used].every(isDaily)) return { ...charges, table: `${catalog}.daily_costs`, is_daily: true };
  const [first] = used;
  const key = used.size === 1 && first !== undefined ? tagKeyOf(first) : null;
  if (key === null || !promoted_tags.daily.has(key)) return charges;
  return {
    ...charges,
    table: `${catalog}.daily_tag_costs`,
    is_daily: true,
    condition: `${condition} and key = ${literal(key)}`,
    tag_columns: new Map([[key, 'value']]),
  };
}
