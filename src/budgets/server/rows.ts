import { canonicalFilters } from '../../costs/core/filters.ts';
import { notFound } from '../../platform/core/errors.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { type BudgetTree, storedAmount } from '../core/amounts.ts';
import type { BudgetBody } from '../core/budget.ts';
import type { PeriodRule } from '../core/calendar.ts';
import type { BudgetNode } from '../core/hierarchy.ts';

const SHOWN = [
  'id',
  'name',
  'owner',
  'filters',
  'metric',
  'currency',
  'period',
  'calendar',
  'starts_on',
  'ends_on',
  'given_amount',
  'thresholds',
  'parent_id',
  'created_by',
  'created_at',
  'judged_since',
] as const;

export const selectBudgets = (tx: Transaction) => tx.selectFrom('budgets').select(SHOWN);
export type BudgetRow = Awaited<ReturnType<ReturnType<typeof selectBudgets>['executeTakeFirstOrThrow']>>;

/** Every budget of an organization, oldest first. */
export const readBudgets = (tx: Transaction): Promise<BudgetRow[]> =>
  selectBudgets(tx).orderBy('created_at').orderBy('id').execute();

/** Every budget, none of which another transaction changes until this one ends. */
export const lockBudgets = (tx: Transaction): Promise<BudgetRow[]> =>
  selectBudgets(tx).orderBy('created_at').orderBy('id').forUpdate().execute();

/** Throws a 404 problem when there is no such budget. */
export function findBudget(rows: readonly BudgetRow[], id: string): BudgetRow {
  const row = rows.find((one) => one.id === id);
  if (!row) throw notFound('This budget');
  return row;
}

/** What is given of a budget, as it is kept. */
export const keptOf = ({ filters, start, end, amount, thresholds, ...body }: BudgetBody) => ({
  ...body,
  filters: canonicalFilters(filters),
  starts_on: start,
  ends_on: end,
  given_amount: storedAmount(amount),
  thresholds,
});
export type Kept = ReturnType<typeof keptOf>;

/** The same for the columns of the table. */
export const columnsOf = ({ filters, given_amount, thresholds, ...kept }: Kept) => ({
  ...kept,
  filters: JSON.stringify(filters),
  given_amount: JSON.stringify(given_amount),
  thresholds: JSON.stringify(thresholds),
});

/** Month (1 to 12) that the organization's fiscal years begin with. */
export const readFiscalYearStart = async (tx: Transaction): Promise<number> =>
  (await tx.selectFrom('organizations').select('fiscal_year_start').executeTakeFirstOrThrow()).fiscal_year_start;

/** What the periods of a budget come from. */
export const ruleOf = (
  { period, calendar, starts_on: start, ends_on: end }: Pick<Kept, 'period' | 'calendar' | 'starts_on' | 'ends_on'>,
  fiscal_year_start: number,
): PeriodRule => ({ period, calendar, start, end, fiscal_year_start });

/** What decides what a budget can be a part of. */
export const nodeOf = ({ starts_on: start, ends_on: end, ...kept }: Kept & { id: string }): BudgetNode => ({
  ...kept,
  start,
  end,
});

/** A budget with all that are parts of it, and parts of these. */
export function treeOf(row: Kept & { id: string }, rows: readonly BudgetRow[], fiscal_year_start: number): BudgetTree {
  const children = rows.filter(({ parent_id }) => parent_id === row.id);
  return {
    ...ruleOf(row, fiscal_year_start),
    name: row.name,
    given: row.given_amount,
    children: children.map((child) => treeOf(child, rows, fiscal_year_start)),
  };
}
