import type { ResolvedSelection, Source } from '../../core/compile.ts';
import { isDaily } from '../../core/daily-costs.ts';
import type { Grouping } from '../../core/dimensions.ts';
import type { PromotedTags } from './promoted-tags.ts';

/** The costs of one organization as one query sees them: only active loads, as of one moment. */
export interface Snapshot {
  catalog: string;
  /** Keeps a query on any table to the loads that were active at that moment. */
  condition: string;
  /** The currencies of the loads, each once. */
  currencies: string[];
  tag_columns: PromotedTags;
}

/** The charge rows of a snapshot. */
export const chargesOf = (snapshot: Snapshot): Source => ({
  ...snapshot,
  table: `${snapshot.catalog}.charges`,
  is_daily: false,
});

/** The smallest table of a snapshot that knows `groupings` and what `selection` filters by. */
export function sourceFor(
  snapshot: Snapshot,
  selection: Pick<ResolvedSelection, 'filters'>,
  ...groupings: Grouping[]
): Source {
  const used = [...selection.filters.map((filter) => filter.grouping), ...groupings];
  if (!used.every(isDaily)) return chargesOf(snapshot);
  return { ...snapshot, table: `${snapshot.catalog}.daily_costs`, is_daily: true };
}
