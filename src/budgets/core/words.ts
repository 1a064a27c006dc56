import { groupingTitle, isDimension, valueTitle } from '../../costs/core/dimensions.ts';
import type { Filter } from '../../costs/core/query.ts';

/** Values that are named one by one; of more the rest is counted. */
const MOST_NAMED = 3;

/** The values of a filter, such as `Amazon EC2, Amazon S3`. */
function valuesInWords({ grouping, values }: Filter, labelOf: Labels): string {
  const titles = values.map((value) => valueTitle(grouping, value, labelOf(grouping, value)));
  if (titles.length <= MOST_NAMED) return titles.join(', ');
  return `${titles.slice(0, MOST_NAMED).join(', ')} and ${titles.length - MOST_NAMED} more`;
}

/** The readable name of a value, where there is one. */
export type Labels = (grouping: Filter['grouping'], value: string) => string | undefined;

/** Filters in words, such as `Amazon EC2 · Tag team: web · not Account 3`. */
export function filtersInWords(filters: readonly Filter[], labelOf: Labels): string {
  const parts = filters.map((filter) => {
    const values = valuesInWords(filter, labelOf);
    const named = isDimension(filter.grouping) ? values : `${groupingTitle(filter.grouping)}: ${values}`;
    return filter.exclude ? `not ${named}` : named;
  });
  return parts.length > 0 ? parts.join(' · ') : 'All costs';
}
