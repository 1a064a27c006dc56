import { type CostCube, type Slice, slicesOf } from '../../costs/core/cube.ts';
import type { Grouping } from '../../costs/core/dimensions.ts';
import { type Scope, scopeKey } from '../../costs/core/scope.ts';
import type { Costs, Cubes } from '../../costs/server/index.ts';
import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import type { Context } from '../../platform/server/context.ts';
import { chooseSlices, type ForecastSlice } from '../core/slices.ts';
import { areKeptByDay } from './asked.ts';

/** Days of costs that forecasts are made from: a year, and what makes its first month whole. */
export const HISTORY_DAYS = 400;

/** The dimensions by which costs are forecast, besides the tags that are kept by day. */
const FORECAST_DIMENSIONS = ['provider', 'service', 'account'] as const;

/** Whether each value of a grouping is forecast, alone or in the rest; those of others only where they have a budget. */
export const isForecast = (grouping: Grouping): boolean =>
  grouping.startsWith('tag:') || FORECAST_DIMENSIONS.some((dimension) => dimension === grouping);

export type Reading = Pick<Context, 'organization_id' | 'transaction'>;

/** Daily costs in one currency, from the first day there is: of everything, and by each grouping. */
export interface History {
  currency: string;
  start: IsoDate;
  total: Slice;
  groupings: { grouping: Grouping; slices: Slice[] }[];
  /** Slices that are forecast whatever their size, since they have a budget. */
  followed: Slice[];
}

/** The cubes that both pages and forecasts are made from: the same question is answered once. */
export const readCubes = (costs: Costs, context: Reading, groupings: readonly Grouping[]): Promise<Cubes> =>
  costs.cubes(context, { groupings, most_days: HISTORY_DAYS, before_first_load: 'nothing' });

/** The histories of an organization, one for each currency, and its last complete day; none without costs. */
export async function readHistories(
  costs: Costs,
  context: Reading,
  followed: readonly Scope[],
): Promise<{ histories: History[]; data_through: IsoDate | null }> {
  const tags = (await costs.dailyTagKeys(context)).map((key): Grouping => `tag:${key}`);
  const totals = await readCubes(costs, context, []);
  const histories = totals.cubes.map((cube): History => {
    const [total] = slicesOf(cube, []);
    if (!total) throw new Error(`The costs in ${cube.currency} have no total.`);
    return { currency: cube.currency, start: cube.start, total, groupings: [], followed: [] };
  });
  for (const grouping of [...FORECAST_DIMENSIONS, ...tags]) {
    const { cubes } = await readCubes(costs, context, [grouping]);
    for (const history of histories) {
      const cube = cubes.find(({ currency }) => currency === history.currency);
      if (cube) history.groupings.push({ grouping, slices: slicesFrom(cube, grouping, history.start) });
    }
  }
  await addFollowed(costs, context, histories, followed);
  return { histories, data_through: totals.data_through };
}

/** Adds the slices of scopes, those whose costs are kept by day. */
async function addFollowed(costs: Costs, context: Reading, histories: History[], followed: readonly Scope[]) {
  const by_groupings = Map.groupBy(followed, (scope) => JSON.stringify(Object.keys(scope).toSorted()));
  for (const [groupings_text, scopes] of by_groupings) {
    const groupings = JSON.parse(groupings_text) as Grouping[];
    if (!(await areKeptByDay(costs, context, groupings))) continue;
    const keys = new Set(scopes.map(scopeKey));
    const { cubes } = await readCubes(costs, context, groupings);
    for (const history of histories) {
      const cube = cubes.find(({ currency, start }) => currency === history.currency && start === history.start);
      if (cube) history.followed.push(...slicesOf(cube, groupings).filter(({ key }) => keys.has(key)));
    }
  }
}

/** The slices of a cube; all cubes of an organization begin on the same day, unless its costs changed in between. */
function slicesFrom(cube: CostCube, grouping: Grouping, start: IsoDate): Slice[] {
  return cube.start === start ? slicesOf(cube, [grouping]) : [];
}

/** The slices to forecast as of the end of day `through`, the total first; none where no day is complete by then. */
export function slicesThrough({ start, total, groupings, followed }: History, through: IsoDate): ForecastSlice[] {
  const days = daysBetween(start, through) + 1;
  if (days <= 0) return [];
  const { key, scope, title } = total;
  const chosen: ForecastSlice[] = [
    { key, scope, title, partition: 'total', amounts: total.amounts.subarray(0, days) },
    ...groupings.flatMap(({ grouping, slices }) => chooseSlices(slices, grouping, days)),
  ];
  const keys = new Set(chosen.map((slice) => slice.key));
  const more = followed.filter((slice) => !keys.has(slice.key));
  return [
    ...chosen,
    ...more.map(({ amounts, ...slice }): ForecastSlice => {
      const { key, scope, title } = slice;
      return { key, scope, title, partition: 'budget', amounts: amounts.subarray(0, days) };
    }),
  ];
}
