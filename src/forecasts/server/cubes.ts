import { isDaily } from '../../costs/core/daily-costs.ts';
import type { Grouping } from '../../costs/core/dimensions.ts';
import type { Costs, Cubes } from '../../costs/server/index.ts';
import type { Context } from '../../platform/server/context.ts';
import type { FollowedSlice } from '../core/followed.ts';

export type Reading = Pick<Context, 'organization_id' | 'transaction'>;

/** Days of costs that forecasts are made from: a year, and what makes its first month whole. */
export const HISTORY_DAYS = 400;

/** The cubes that both pages and forecasts are made from: the same question is answered once. */
export const readCubes = (costs: Costs, context: Reading, groupings: readonly Grouping[]): Promise<Cubes> =>
  costs.cubes(context, { groupings, most_days: HISTORY_DAYS, before_first_load: 'nothing' });

/** The costs that filters alone select, in each currency; none where nothing ever cost anything. */
export const readFilteredCubes = (
  costs: Costs,
  context: Reading,
  { filters, metric }: Pick<FollowedSlice, 'filters' | 'metric'>,
): Promise<Cubes> =>
  costs.cubes(context, { groupings: [], filters, metric, most_days: HISTORY_DAYS, before_first_load: 'nothing' });

/** Whether the costs by these groupings are few enough to be read for a page: those of resources, say, are not. */
export async function areKeptByDay(costs: Costs, context: Reading, groupings: readonly Grouping[]): Promise<boolean> {
  const others = groupings.filter((grouping) => !isDaily(grouping));
  if (others.length === 0) return true;
  const tags = new Set((await costs.dailyTagKeys(context)).map((key): Grouping => `tag:${key}`));
  return others.every((grouping) => tags.has(grouping));
}
