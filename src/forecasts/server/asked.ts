import { type CostCube, slicesOf } from '../../costs/core/cube.ts';
import { isDaily } from '../../costs/core/daily-costs.ts';
import type { Grouping } from '../../costs/core/dimensions.ts';
import { type Scope, TOTAL } from '../../costs/core/scope.ts';
import type { Costs } from '../../costs/server/index.ts';
import { notFound, ProblemError } from '../../platform/core/errors.ts';
import type { Context } from '../../platform/server/context.ts';
import type { DailyCosts } from '../core/period-ends.ts';
import { addedUp, type Partition, restGrouping, scopeOfKey } from '../core/slices.ts';
import type { Reading } from './history.ts';

/** Whether the costs by these groupings are few enough to be read for a page: those of resources, say, are not. */
export async function areKeptByDay(costs: Costs, context: Reading, groupings: readonly Grouping[]): Promise<boolean> {
  const others = groupings.filter((grouping) => !isDaily(grouping));
  if (others.length === 0) return true;
  const tags = new Set((await costs.dailyTagKeys(context)).map((key): Grouping => `tag:${key}`));
  return others.every((grouping) => tags.has(grouping));
}

/** A slice as it is asked for. */
export interface Asked {
  key: string;
  /** Of a rest: empty. */
  scope: Scope;
  partition: Partition;
  groupings: Grouping[];
}

/** The slice that a key names. Throws a 404 problem when it can be none, or its costs are not kept by day. */
export async function askedFor(costs: Costs, context: Context, key: string): Promise<Asked> {
  const rest = restGrouping(key);
  const scope = rest === null ? scopeOfKey(key) : TOTAL;
  if (scope === null) throw notFound('This slice');
  const groupings = rest === null ? (Object.keys(scope) as Grouping[]).toSorted() : [rest];
  if (!(await areKeptByDay(costs, context, groupings)))
    throw new ProblemError(
      404,
      'There are no forecasts of this slice: costs are forecast by every dimension but resources, and by frequent tags.',
    );
  return { key, scope, partition: groupings[0] ?? 'total', groupings };
}

/** The daily costs of a slice, and its title; null when nothing in the cube has its value. */
export function costsOf(
  cube: CostCube,
  { key, groupings }: Asked,
  forecast_keys: ReadonlySet<string>,
): (DailyCosts & { title: string | null }) | null {
  const slices = slicesOf(cube, groupings);
  if (restGrouping(key) === null) {
    const slice = slices.find((one) => one.key === key);
    return slice ? { start: cube.start, amounts: slice.amounts, title: slice.title } : null;
  }
  const rest = slices.filter((slice) => !forecast_keys.has(slice.key));
  if (rest.length === 0) return null;
  return { start: cube.start, amounts: addedUp(rest, cube.days), title: null };
}
