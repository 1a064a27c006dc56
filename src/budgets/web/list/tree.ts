import type { Budget } from '../../core/contract.ts';

/** A line of the tree of budgets. */
export interface TreeRow {
  budget: Budget;
  /** 0 for those that are no part of another one here. */
  depth: number;
  /** Whether what is below it is shown; null where nothing is. */
  is_open: boolean | null;
}

interface TreeWish {
  /** Those that are looked for; what they are parts of is shown with them. */
  is_wanted: (budget: Budget) => boolean;
  /** Ids of those whose parts are hidden. */
  closed: ReadonlySet<string>;
  /** The order of those that are parts of the same one. */
  compare: (one: Budget, other: Budget) => number;
}

/** Budgets as lines of a tree, each below what it is a part of. A budget whose parent is not among them stands for itself. */
export function treeRows(budgets: readonly Budget[], { is_wanted, closed, compare }: TreeWish): TreeRow[] {
  const ids = new Set(budgets.map(({ id }) => id));
  const parts = new Map<string | null, Budget[]>();
  for (const budget of budgets) {
    const parent = budget.parent_id !== null && ids.has(budget.parent_id) ? budget.parent_id : null;
    parts.set(parent, [...(parts.get(parent) ?? []), budget]);
  }
  const below = (parent: string | null, depth: number): TreeRow[] =>
    (parts.get(parent) ?? []).toSorted(compare).flatMap((budget) => {
      const rows = below(budget.id, depth + 1);
      if (rows.length === 0 && !is_wanted(budget)) return [];
      const is_open = rows.length === 0 ? null : !closed.has(budget.id);
      return [{ budget, depth, is_open }, ...(is_open ? rows : [])];
    });
  return below(null, 0);
}
