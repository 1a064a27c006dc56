import { sumDecimals } from '../../platform/core/decimal.ts';
import type { BudgetBody } from './budget.ts';

/** Deeper than this nobody finds their way. */
const MOST_LEVELS = 5;

/** What of a budget decides what it can be a part of. */
export interface BudgetNode
  extends Pick<BudgetBody, 'name' | 'period' | 'calendar' | 'start' | 'end' | 'metric' | 'currency' | 'parent_id'> {
  id: string;
}

/** In what a part differs from what it is a part of though it must not, in words; empty when it may be one. */
function differences(one: BudgetNode, other: BudgetNode): string {
  const { period } = one;
  const is_same_period = period === other.period;
  // Months are the same in every calendar.
  const has_calendar = period === 'quarter' || period === 'year';
  const different: [string, boolean][] = [
    ['period', !is_same_period],
    ['calendar', is_same_period && has_calendar && one.calendar !== other.calendar],
    ['start or end', is_same_period && period === 'custom' && (one.start !== other.start || one.end !== other.end)],
    ['metric', one.metric !== other.metric],
    ['currency', one.currency !== other.currency],
  ];
  return different.flatMap(([name, is_different]) => (is_different ? [name] : [])).join(', ');
}

/** The budgets that one is a part of, nearest first; ends where it would come to one a second time. */
function ancestorsOf(node: BudgetNode, by_id: ReadonlyMap<string, BudgetNode>): BudgetNode[] {
  const ancestors: BudgetNode[] = [];
  for (let at = node; at.parent_id !== null; ) {
    const parent = by_id.get(at.parent_id);
    if (parent === undefined || ancestors.includes(parent)) break;
    ancestors.push(parent);
    at = parent;
  }
  return ancestors;
}

/** The levels from a budget down, itself included. */
function levelsBelow(id: string, all: readonly BudgetNode[]): number {
  const levels = all.filter(({ parent_id }) => parent_id === id).map((child) => levelsBelow(child.id, all));
  return 1 + Math.max(0, ...levels);
}

/**
 * What is wrong with where a budget stands, a sentence each; `others` are those that there are, itself as it was before
 * included or not.
 */
export function hierarchyProblems(budget: BudgetNode, others: readonly BudgetNode[]): string[] {
  const all = [...others.filter(({ id }) => id !== budget.id), budget];
  const by_id = new Map(all.map((one) => [one.id, one]));
  const problems: string[] = [];
  for (const child of all.filter(({ parent_id }) => parent_id === budget.id)) {
    const different = differences(child, budget);
    if (different !== '' && child !== budget) problems.push(`${child.name} is a part of it, with another ${different}`);
  }
  if (budget.parent_id === null) return problems;
  const parent = by_id.get(budget.parent_id);
  if (parent === undefined) return [...problems, 'there is no such budget'];
  const ancestors = ancestorsOf(budget, by_id);
  if (ancestors.includes(budget)) return [...problems, 'it would be a part of itself'];
  const different = differences(budget, parent);
  if (different !== '') problems.push(`${parent.name} has another ${different}`);
  if (ancestors.length + levelsBelow(budget.id, all) > MOST_LEVELS)
    problems.push(`budgets can be parts of each other over ${MOST_LEVELS} levels at most`);
  return problems;
}

/** The sum of exact decimals; null where one of them is not known. */
export const rolledUp = (amounts: readonly (string | null)[]): string | null =>
  amounts.includes(null) ? null : sumDecimals(amounts.filter((amount) => amount !== null));
