import type { Cause } from './cause.ts';
import { addUp, differenceOf, isNothing } from './explain/change.ts';
import { aspectsOf, dimensionOf, ranked } from './explain/dimensions.ts';
import { pathOf } from './explain/path.ts';
import { resourcesOf, splitOf } from './explain/split.ts';
import { summaryOf } from './explain/summary.ts';
import type { CauseFacts } from './explain-facts.ts';

export {
  baselineOf,
  type CauseCell,
  type CauseFacts,
  comparedDays,
  feeBaselineOf,
  weekdayWeights,
} from './explain-facts.ts';

/** A page shows so many; the difference is in the first of them. */
const MOST_RESOURCES = 25;

/**
 * What stands behind the difference of an incident's days from days like them before: by every aspect the fewest values
 * that make 80 % of it, the aspect first whose shares of the cost moved most (after Bhagwan et al., "Adtributor: Revenue
 * Debugging in Advertising Systems", NSDI 2014), the way down to one place, and why: price, use, resources that came or
 * went. Where the days cost as much as before there is nothing to explain, and the summary says so.
 */
export function explain(facts: CauseFacts): Cause {
  const { cells, start, end, baseline_start, baseline_end, fees = null, neighbours, currency } = facts;
  const { expected, actual } = addUp(cells.map((cell) => ({ expected: cell.baseline_cost, actual: cell.actual_cost })));
  const difference = differenceOf({ expected, actual });
  const days = { start, end, baseline_start, baseline_end, fees };
  const shared = { ...days, expected, actual, split: splitOf(cells), neighbours };
  if (isNothing(difference))
    return { ...shared, summary: 'These days cost as much as those before.', dimensions: [], path: [], resources: [] };
  const aspects = aspectsOf(cells, facts.scope);
  const resources = resourcesOf(cells, difference);
  const dimensions = aspects.map((aspect) => dimensionOf(aspect, cells, difference));
  const found = {
    ...shared,
    dimensions: ranked(dimensions, aspects),
    path: pathOf(cells, aspects, difference),
    resources,
  };
  return { ...found, resources: resources.slice(0, MOST_RESOURCES), summary: summaryOf(found, currency) };
}
