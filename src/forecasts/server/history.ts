import { type CostCube, type Slice, slicesOf } from '../../costs/core/cube.ts';
import type { Grouping } from '../../costs/core/dimensions.ts';
import { TOTAL } from '../../costs/core/scope.ts';
import type { Costs } from '../../costs/server/index.ts';
import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { chooseSlices, type ForecastSlice } from '../core/slices.ts';
import { areKeptByDay, type Reading, readCubes, readFilteredCubes } from './cubes.ts';
import { type KeyedSlice, sliceTitle } from './followed.ts';

/** The dimensions by which costs are forecast, besides the tags that are kept by day. */
const FORECAST_DIMENSIONS = ['provider', 'service', 'account'] as const;

/** Whether each value of a grouping is forecast, alone or in the rest; those of others only where they have a budget. */
export const isForecast = (grouping: Grouping): boolean =>
  grouping.startsWith('tag:') || FORECAST_DIMENSIONS.some((dimension) => dimension === grouping);

/** The costs of a followed slice, with its filters where no scope says what is in it. */
type FollowedCosts = Slice & Pick<ForecastSlice, 'filters'>;

/** Daily costs in one currency, from the first day there is: of everything, and by each grouping. */
export interface History {
  currency: string;
  start: IsoDate;
  total: Slice;
  groupings: { grouping: Grouping; slices: Slice[] }[];
  /** Slices that are forecast whatever their size, since they have a budget. */
  followed: FollowedCosts[];
}

/** The histories of an organization, one for each currency, and its last complete day; none without costs. */
export async function readHistories(
  costs: Costs,
  context: Reading,
  followed: readonly KeyedSlice[],
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
      const cube = cubeIn(cubes, history);
      if (cube) history.groupings.push({ grouping, slices: slicesOf(cube, [grouping]) });
    }
  }
  await addFollowed(costs, context, histories, followed);
  return { histories, data_through: totals.data_through };
}

/** Adds followed slices, each to the history in its currency; those without any cost have none. */
async function addFollowed(costs: Costs, context: Reading, histories: History[], followed: readonly KeyedSlice[]) {
  for (const [groupings_text, own] of Map.groupBy(followed, groupingsTextOf)) {
    const groupings = JSON.parse(groupings_text) as Grouping[] | null;
    if (groupings !== null && (await areKeptByDay(costs, context, groupings))) {
      const { cubes } = await readCubes(costs, context, groupings);
      for (const history of histories) {
        const keys = new Set(own.flatMap(({ key, currency }) => (currency === history.currency ? key : [])));
        const cube = cubeIn(cubes, history);
        if (cube) history.followed.push(...slicesOf(cube, groupings).filter(({ key }) => keys.has(key)));
      }
    } else {
      for (const slice of own) {
        const history = histories.find(({ currency }) => currency === slice.currency);
        const cube = history && cubeIn((await readFilteredCubes(costs, context, slice)).cubes, history);
        if (cube) history.followed.push(...filteredSlices(cube, slice));
      }
    }
  }
}

const groupingsTextOf = ({ scope }: KeyedSlice): string => JSON.stringify(scope && Object.keys(scope).toSorted());

/** All cubes of an organization begin on the same day, unless its costs changed in between. */
const cubeIn = (cubes: readonly CostCube[], { currency, start }: History): CostCube | undefined =>
  cubes.find((cube) => cube.currency === currency && cube.start === start);

/** The whole of a cube of `readFilteredCubes` as the slice it was read for. */
const filteredSlices = (cube: CostCube, slice: KeyedSlice): FollowedCosts[] =>
  slicesOf(cube, []).map((whole) => {
    const { key, scope, filters } = slice;
    return { ...whole, key, scope: scope ?? TOTAL, title: sliceTitle(slice), ...(scope === null ? { filters } : {}) };
  });

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
    ...more.map(({ amounts, cells: _cells, ...slice }): ForecastSlice => {
      return { ...slice, partition: 'budget', amounts: amounts.subarray(0, days) };
    }),
  ];
}
