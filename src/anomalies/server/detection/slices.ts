import { type CostCube, type Slice, slicesOf } from '../../../costs/core/cube.ts';
import type { Grouping } from '../../../costs/core/dimensions.ts';

/** What the first cube is grouped by. */
export const BASE: readonly Grouping[] = ['provider', 'account', 'service', 'region'];

/** The slices that are judged; of those that are the same rows the earlier counts, which says more. */
const PARTITIONS: readonly (readonly Grouping[])[] = [
  ['account', 'service'],
  ['service'],
  ['account'],
  ['region'],
  ['provider'],
  [],
];

/** What the largest organizations have; of more, those with the largest swings are judged. */
const MOST_SERIES = 5_000;

/** A slice with the cube it is of, by its index. */
export interface CubeSlice extends Slice {
  cube: number;
}

const MONTH_DAYS = 30;

/** What the last 30 known days of a cube cost; 0 without any. */
export function monthlyCost(cube: CostCube): number {
  const [total] = slicesOf(cube, []);
  const known = (total?.amounts ?? new Float64Array()).filter((amount) => !Number.isNaN(amount));
  return known.slice(-MONTH_DAYS).reduce((sum, amount) => sum + amount, 0);
}

/** The most that a day of a slice can be away from another, or from nothing. */
function swingOf(amounts: Float64Array): number {
  let [least, most] = [0, 0];
  for (const amount of amounts) {
    if (amount < least) least = amount;
    if (amount > most) most = amount;
  }
  return most - least;
}

function withoutTwins(slices: CubeSlice[], kept: ReadonlySet<string>): CubeSlice[] {
  const seen = new Set<string>();
  return slices.filter((slice) => {
    const rows = `${slice.cube} ${slice.cells.join()}`;
    const is_twin = seen.has(rows);
    seen.add(rows);
    return !is_twin || kept.has(slice.key);
  });
}

const slicesBy = (cube: CostCube, index: number): Slice[] => {
  if (index === 0) return PARTITIONS.flatMap((by) => slicesOf(cube, by));
  // Costs without the tag lie all over the others.
  return slicesOf(cube, cube.groupings).filter(({ scope }) => Object.values(scope).every((value) => value !== ''));
};

/**
 * The slices of an organization's cubes in one currency (the first by `BASE`, the others by one tag each) that are worth
 * judging: those whose days can differ by `floor` at all, which leaves out nothing that could be reported, each set of
 * rows once. `kept` are the keys of slices that stay in any case: those of anomalies.
 */
export function slicesToJudge(cubes: readonly CostCube[], floor: number, kept: ReadonlySet<string>): CubeSlice[] {
  const all = cubes.flatMap((cube, index) => slicesBy(cube, index).map((slice) => ({ ...slice, cube: index })));
  const single = withoutTwins(all, kept);
  const sized = single
    .map((slice) => ({ slice, swing: swingOf(slice.amounts) }))
    .filter(({ slice, swing }) => (swing > 0 && swing >= floor) || kept.has(slice.key));
  const most = sized.toSorted((a, b) => b.swing - a.swing).slice(0, MOST_SERIES);
  const chosen = new Set(most.map(({ slice }) => slice));
  return single.filter((slice) => chosen.has(slice) || kept.has(slice.key));
}
