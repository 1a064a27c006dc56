import { type Grouping, groupingTitle, isGrouping, valueTitle } from '../../../costs/core/dimensions.ts';
import type { Scope } from '../../../costs/core/scope.ts';
import { addDays } from '../../../platform/core/dates.ts';
import { type WaterfallStep, waterfallSteps } from '../../../platform/web/chart/waterfall-steps.ts';
import type { Search } from '../../../platform/web/search.ts';
import type { Cause, CauseDimension } from '../../core/cause.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import { explorerSearch } from '../explorer-link.ts';

/** What the value of a grouping is called; causes also name things that costs can't be grouped by. */
export const causeValueTitle = (grouping: string, value: string, label: string | null): string =>
  isGrouping(grouping) ? valueTitle(grouping, value, label) : label || value || 'Not named';

/** What a grouping is called, also one that costs can't be grouped by: `usage_type` is `Usage type`. */
export function causeGroupingTitle(grouping: string): string {
  if (isGrouping(grouping)) return groupingTitle(grouping);
  const words = grouping.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The resources as what explains the difference, beside the dimensions; null where the bill names none. */
function byResource({ resources }: Cause): CauseDimension | null {
  if (resources.length === 0) return null;
  const told = resources.reduce((total, { share_percent }) => total + share_percent, 0);
  return {
    grouping: 'resource',
    title: 'Resource',
    surprise: 0,
    values: resources.map(({ resource_id, name, ...compared }) => ({ ...compared, value: resource_id, label: name })),
    rest_percent: 100 - told,
  };
}

/** True when one value makes all of the difference, and nothing else moved: that says where, not what. */
const isPlain = ({ values, rest_percent }: CauseDimension): boolean =>
  values.length === 1 && Math.abs(rest_percent) < 0.05;

/** Everything that the difference can be explained by, and which of it tells most. */
export function explainedBy(cause: Cause): { all: CauseDimension[]; best: CauseDimension | null } {
  const resources = byResource(cause);
  const has_own = cause.dimensions.some(({ grouping }) => grouping === 'resource');
  const all = resources && !has_own ? [...cause.dimensions, resources] : cause.dimensions;
  return { all, best: all.find((dimension) => !isPlain(dimension)) ?? all.at(-1) ?? null };
}

/**
 * From what as many days cost before, through the values of a dimension, to what it was. What was expected is another
 * amount: the forecast of these very days.
 */
export const dimensionSteps = (cause: Cause, { grouping, values }: CauseDimension): WaterfallStep[] =>
  waterfallSteps(
    { name: 'total:expected', title: 'Before', amount: cause.expected },
    values.map(({ value, label, difference }) => ({
      name: `value:${value}`,
      title: causeValueTitle(grouping, value, label),
      amount: difference,
    })),
    { name: 'total:actual', title: 'Actual', amount: cause.actual },
    'All others',
  );

/** Parts of the difference by what changed, in the order they are told; those of nothing are left out. */
export const splitParts = ({ split }: Cause): { name: string; title: string; note: string; amount: number }[] =>
  [
    { name: 'price', title: 'Price', note: 'Same resources and use, another unit price', amount: split.price },
    { name: 'usage', title: 'Usage', note: 'Same resources, other use', amount: split.usage },
    { name: 'new', title: 'New resources', note: 'Cost nothing before', amount: split.new_resources },
    { name: 'vanished', title: 'Vanished resources', note: 'Cost nothing any more', amount: split.vanished_resources },
    { name: 'unsplit', title: 'Not split', note: 'The bill has no quantity for it', amount: split.unsplit },
  ].filter(({ amount }) => amount !== 0);

/** Share of the whole difference in percent; null when there is no difference. */
export const shareOf = ({ expected, actual }: Cause, amount: number): number | null =>
  actual === expected ? null : (amount / (actual - expected)) * 100;

/**
 * The explorer's query for the rows of the last of `values` within those before it, over the days compared; null where
 * costs can't be filtered by it. Of those before it, what can't be filtered by is left out.
 */
export function valueSearch(
  { scope, currency }: AnomalyDetail,
  cause: Cause,
  values: [string, string][],
): Search | null {
  const last = values.at(-1);
  if (!last || !isGrouping(last[0])) return null;
  const known = values.filter(([grouping]) => isGrouping(grouping));
  const narrowed: Scope = { ...scope, ...(Object.fromEntries(known) as Partial<Record<Grouping, string>>) };
  return explorerSearch({ scope: narrowed, currency, first_day: cause.start, last_day: addDays(cause.end, -1) });
}
