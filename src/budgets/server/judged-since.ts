import { canonicalFilters } from '../../costs/core/filters.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { BudgetRow } from './rows.ts';

/** What a budget is judged by, as a text. */
const judgedBy = (row: BudgetRow): string =>
  JSON.stringify([
    canonicalFilters(row.filters),
    row.metric,
    row.currency,
    row.period,
    row.calendar,
    row.starts_on,
    row.ends_on,
    row.given_amount,
    row.thresholds,
  ]);

/** The budgets whose amount is a sum that a part of `parent_id` is in. */
function sumsOf(parent_id: string | null, all: readonly BudgetRow[]): string[] {
  const parent = all.find(({ id }) => id === parent_id);
  return parent?.given_amount.kind === 'children' ? [parent.id, ...sumsOf(parent.parent_id, all)] : [];
}

/** Has a changed budget, and those whose amounts are changed by it, judged from now on: not in periods that are over. */
export async function judgeAnew(
  tx: Transaction,
  now: Date,
  { before, after, all }: { before?: BudgetRow | undefined; after?: BudgetRow | undefined; all: readonly BudgetRow[] },
): Promise<void> {
  const is_other = !before || !after || judgedBy(before) !== judgedBy(after);
  if (!is_other && before.parent_id === after.parent_id) return;
  const sums = [before, after].flatMap((row) => (row ? sumsOf(row.parent_id, all) : []));
  const ids = [...sums, ...(is_other && after ? [after.id] : [])];
  if (ids.length === 0) return;
  await tx.updateTable('budgets').set({ judged_since: now.toISOString() }).where('id', 'in', ids).execute();
}
