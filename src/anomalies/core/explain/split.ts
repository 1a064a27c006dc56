import type { Cause, CauseResource } from '../cause.ts';
import type { CauseCell } from '../explain-facts.ts';
import { type Change, differenceOf, isNothing, kindOfChange, sharesOf } from './change.ts';

type Split = Cause['split'];

/** One thing charged for one resource, whatever its tags were meanwhile. */
interface Line extends Change {
  resource_id: string;
  /** Null where a row of it has none. */
  quantity_before: number | null;
  quantity_after: number | null;
}

const added = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** No cost and no quantity is nothing, not something unknown. */
const quantityOf = (quantity: number | null, cost: number): number | null => quantity ?? (isNothing(cost) ? 0 : null);

function linesOf(cells: readonly CauseCell[]): Line[] {
  const lines = new Map<string, Line>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.resource_id, cell.service, cell.account, cell.region, cell.usage_type]);
    const line = lines.get(key);
    const before = quantityOf(cell.baseline_quantity, cell.baseline_cost);
    const after = quantityOf(cell.actual_quantity, cell.actual_cost);
    lines.set(key, {
      resource_id: cell.resource_id,
      expected: (line?.expected ?? 0) + cell.baseline_cost,
      actual: (line?.actual ?? 0) + cell.actual_cost,
      quantity_before: line ? added(line.quantity_before, before) : before,
      quantity_after: line ? added(line.quantity_after, after) : after,
    });
  }
  return [...lines.values()];
}

/**
 * Of one line: use is the change of quantity at the mean of both prices, price the change of price at the mean of both
 * quantities (Bennet, "The Theory of Measurement of Changes in Cost of Living", 1920): symmetric, and nothing is left over. What had
 * no use on one side has the price of the other there.
 */
function priceAndUsage(line: Line): Pick<Split, 'price' | 'usage'> | null {
  const { quantity_before: before, quantity_after: after, expected, actual } = line;
  if (before === null || after === null || before < 0 || after < 0) return null;
  if (isNothing(before) && isNothing(after)) return null;
  // A cost without any use is a fee: it has no price.
  if ((isNothing(before) && !isNothing(expected)) || (isNothing(after) && !isNothing(actual))) return null;
  if (isNothing(before) || isNothing(after)) return { price: 0, usage: differenceOf(line) };
  const usage = ((after - before) * (expected / before + actual / after)) / 2;
  return { price: differenceOf(line) - usage, usage };
}

/** Costs by resource; '' is what has none. */
export function resourceChanges(cells: readonly CauseCell[]): Map<string, Change & { name: string | null }> {
  const changes = new Map<string, Change & { name: string | null }>();
  for (const cell of cells) {
    const known = changes.get(cell.resource_id) ?? { expected: 0, actual: 0, name: null };
    changes.set(cell.resource_id, {
      expected: known.expected + cell.baseline_cost,
      actual: known.actual + cell.actual_cost,
      name: known.name ?? cell.resource_name,
    });
  }
  return changes;
}

/** Parts of the difference by why it came about; they add up to it. */
export function splitOf(cells: readonly CauseCell[]): Split {
  const split: Split = { price: 0, usage: 0, new_resources: 0, vanished_resources: 0, unsplit: 0 };
  const changes = resourceChanges(cells);
  for (const line of linesOf(cells)) {
    const resource = line.resource_id === '' ? undefined : changes.get(line.resource_id);
    const change = resource ? kindOfChange(resource) : 'changed';
    if (change === 'new') split.new_resources += differenceOf(line);
    else if (change === 'vanished') split.vanished_resources += differenceOf(line);
    else {
      const parts = priceAndUsage(line);
      split.price += parts?.price ?? 0;
      split.usage += parts?.usage ?? 0;
      split.unsplit += parts ? 0 : differenceOf(line);
    }
  }
  return split;
}

/** The resources that changed, the largest part of the difference first. */
export function resourcesOf(cells: readonly CauseCell[], difference: number): CauseResource[] {
  const sign = Math.sign(difference);
  return [...resourceChanges(cells)]
    .filter(([id, change]) => id !== '' && !isNothing(differenceOf(change)))
    .toSorted(([id_a, a], [id_b, b]) => sign * (differenceOf(b) - differenceOf(a)) || (id_a < id_b ? -1 : 1))
    .map(([resource_id, { name, expected, actual }]) => ({
      resource_id,
      name,
      expected,
      actual,
      difference: actual - expected,
      share_percent: sharesOf([actual - expected], difference).shares[0]!,
      change: kindOfChange({ expected, actual }),
    }));
}
