import type { IsoDate } from '../../platform/core/dates.ts';
import type { Grouping } from './dimensions.ts';
import { type Scope, scopeKey, scopeTitle } from './scope.ts';

/** Daily costs in one currency by the values of some groupings; statistics, not money: amounts are doubles. */
export interface CostCube {
  currency: string;
  /** The day of index 0 of all amounts. */
  start: IsoDate;
  days: number;
  groupings: readonly Grouping[];
  /** Values of the groupings, in their order; several cells may have the same values. */
  cells: readonly CostCell[];
  /** Readable names by `labelKey`. */
  labels: ReadonlyMap<string, string>;
}

export interface CostCell {
  values: readonly string[];
  /** NaN on days whose costs its billing account has not told of, or not completely; 0 on days without a charge. */
  amounts: Float64Array;
}

/** The costs of one scope by day. */
export interface Slice {
  scope: Scope;
  key: string;
  title: string;
  /** NaN on days that are not known for all of it. */
  amounts: Float64Array;
  /** The indices of its cells in the cube. */
  cells: readonly number[];
}

function added(cube: CostCube, cells: readonly number[]): Float64Array {
  const sum = new Float64Array(cube.days);
  for (const index of cells) {
    const { amounts } = cube.cells[index]!;
    for (let day = 0; day < cube.days; day++) sum[day] = sum[day]! + amounts[day]!;
  }
  return sum;
}

/** The slices of a cube by the values of `by` (some of its groupings): one of everything when `by` is empty. */
export function slicesOf(cube: CostCube, by: readonly Grouping[]): Slice[] {
  const columns = by.map((grouping) => cube.groupings.indexOf(grouping));
  const members = new Map<string, number[]>();
  for (const [index, { values }] of cube.cells.entries()) {
    const key = JSON.stringify(columns.map((column) => values[column]));
    const cells = members.get(key);
    if (cells) cells.push(index);
    else members.set(key, [index]);
  }
  return [...members.values()].map((cells) => {
    const { values } = cube.cells[cells[0]!]!;
    const scope: Scope = Object.fromEntries(by.map((grouping, index) => [grouping, values[columns[index]!]]));
    return { scope, key: scopeKey(scope), title: scopeTitle(scope, cube.labels), amounts: added(cube, cells), cells };
  });
}
