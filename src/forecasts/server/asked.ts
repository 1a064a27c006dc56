import { type CostCube, slicesOf } from '../../costs/core/cube.ts';
import type { Grouping } from '../../costs/core/dimensions.ts';
import { type Scope, scopeTitle, TOTAL } from '../../costs/core/scope.ts';
import type { Costs, Cubes } from '../../costs/server/index.ts';
import { notFound, ProblemError } from '../../platform/core/errors.ts';
import type { Context } from '../../platform/server/context.ts';
import type { DailyCosts } from '../core/period-ends.ts';
import { addedUp, type Partition, restGrouping, scopeOfKey } from '../core/slices.ts';
import { areKeptByDay, type Reading, readCubes, readFilteredCubes } from './cubes.ts';
import { byKey, type FollowedBudgets, type KeyedSlice, sliceTitle } from './followed.ts';

/** A slice as it is asked for. */
export interface Asked {
  key: string;
  /** Of a rest, and of what filters alone select: empty. */
  scope: Scope;
  title: string;
  partition: Partition;
  groupings: Grouping[];
  /** The slice of a budget that filters alone select: by a resource, by several values, or of another metric. */
  filtered: KeyedSlice | null;
}

/** The slice that a key names. Throws a 404 problem when it can be none, or its costs are not kept by day. */
export async function askedFor(costs: Costs, budgets: FollowedBudgets, context: Context, key: string): Promise<Asked> {
  const rest = restGrouping(key);
  const scope = rest === null ? scopeOfKey(key) : TOTAL;
  const groupings = rest === null ? (Object.keys(scope ?? TOTAL) as Grouping[]).toSorted() : [rest];
  if (scope !== null && (await areKeptByDay(costs, context, groupings)))
    return { key, scope, title: scopeTitle(scope), partition: groupings[0] ?? 'total', groupings, filtered: null };
  const filtered = byKey(await context.transaction(budgets.slices)).get(key);
  if (filtered)
    return { key, scope: scope ?? TOTAL, title: sliceTitle(filtered), partition: 'budget', groupings: [], filtered };
  if (scope === null) throw notFound('This slice');
  throw new ProblemError(
    404,
    'There are no forecasts of this slice: costs are forecast by every dimension but resources, and by frequent tags. Set a budget for it: it is then forecast, too.',
  );
}

/** The cubes that the daily costs of a slice are in. */
export const readAskedCubes = (costs: Costs, context: Reading, { groupings, filtered }: Asked): Promise<Cubes> =>
  filtered ? readFilteredCubes(costs, context, filtered) : readCubes(costs, context, groupings);

/** The daily costs of a slice, and its title; null when nothing in the cube has its value. */
export function costsOf(
  cube: CostCube,
  { key, groupings, filtered, title }: Asked,
  forecast_keys: ReadonlySet<string>,
): (DailyCosts & { title: string | null }) | null {
  const slices = slicesOf(cube, groupings);
  if (restGrouping(key) === null) {
    const slice = filtered ? slices[0] : slices.find((one) => one.key === key);
    return slice ? { start: cube.start, amounts: slice.amounts, title: filtered ? title : slice.title } : null;
  }
  const rest = slices.filter((slice) => !forecast_keys.has(slice.key));
  if (rest.length === 0) return null;
  return { start: cube.start, amounts: addedUp(rest, cube.days), title: null };
}
