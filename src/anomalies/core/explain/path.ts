import type { Cause } from '../cause.ts';
import type { CauseCell } from '../explain-facts.ts';
import { addUp, differenceOf, sharesOf } from './change.ts';
import { type Aspect, type ValueChange, valuesOf } from './dimensions.ts';

type Step = Cause['path'][number];

/** A step that makes less than half of what is left leads astray. */
const STEP_SHARE = 0.5;
const MOST_STEPS = 4;

const RESOURCE: Aspect = {
  grouping: 'resource',
  title: 'Resource',
  value: (cell) => cell.resource_id,
  label: (cell) => cell.resource_name,
  weight: 1,
};

interface Choice {
  aspect: Aspect;
  best: ValueChange;
  is_choice: boolean;
}

const rank = ({ aspect, best }: Choice): number => Math.round(1e6 * best.surprise * aspect.weight);

/** The value that makes most of the cells' difference, by the aspect that it stands out in most. */
function choose(cells: readonly CauseCell[], aspects: readonly Aspect[], sign: number): Choice | null {
  const difference = cellsDifference(cells);
  const choices = aspects.flatMap((aspect): Choice[] => {
    const values = valuesOf(aspect, cells, sign);
    const [best] = values;
    if (!best || differenceOf(best) / difference < STEP_SHARE) return [];
    return [{ aspect, best, is_choice: values.length > 1 }];
  });
  const [chosen] = choices.toSorted((a, b) => Number(b.is_choice) - Number(a.is_choice) || rank(b) - rank(a));
  return chosen ?? null;
}

export const cellsDifference = (cells: readonly CauseCell[]): number =>
  differenceOf(addUp(cells.map((cell) => ({ expected: cell.baseline_cost, actual: cell.actual_cost }))));

const stepOf = ({ aspect, best }: Choice, difference: number): Step => ({
  grouping: aspect.grouping,
  value: best.value,
  label: best.label,
  share_percent: sharesOf([differenceOf(best)], difference).shares[0]!,
});

/**
 * The way down to where the difference is: at each step the value with most of it, by the aspect whose shares moved most
 * (those with one value alone come last: they say where, and tell nothing apart), and a resource at the end where one
 * makes half of what is left. Shares are of the whole difference.
 */
export function pathOf(cells: readonly CauseCell[], aspects: readonly Aspect[], difference: number): Step[] {
  const path: Step[] = [];
  let left = cells;
  let unused = aspects;
  while (path.length < MOST_STEPS) {
    const chosen = choose(left, unused, Math.sign(difference));
    if (!chosen) break;
    path.push(stepOf(chosen, difference));
    left = chosen.best.cells;
    unused = unused.filter((aspect) => aspect !== chosen.aspect);
  }
  const resource = choose(left, [RESOURCE], Math.sign(difference));
  return resource && resource.best.value !== '' ? [...path, stepOf(resource, difference)] : path;
}
