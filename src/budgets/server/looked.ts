import { filtersTitle, labelKey } from '../../costs/core/scope.ts';
import { accountKey } from '../../costs/server/index.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { BudgetTree } from '../core/amounts.ts';
import { type BudgetPart, runningPeriod } from '../core/calendar.ts';
import { type Reading, readRunningDay, type Sources } from './known.ts';
import { type BudgetRow, type Kept, readFiscalYearStart, treeOf } from './rows.ts';

/** A budget with its parts, and the period of it that is looked at. */
export interface Looked {
  row: Kept & { id: string };
  tree: BudgetTree;
  part: BudgetPart;
}

/** What the filters of budgets are called, with the names that bills have for accounts. */
export async function readScopeTitles({ costs }: Sources, context: Reading, rows: readonly Pick<Kept, 'filters'>[]) {
  const names = await costs.accountNames(context);
  return rows.map(({ filters }) => {
    const accounts = filters.flatMap(({ grouping, values }) => (grouping === 'account' ? values : []));
    const labels = accounts.flatMap((id): [string, string][] => {
      const name = names.get(accountKey(id));
      return name === undefined ? [] : [[labelKey('account', id), name]];
    });
    return filtersTitle(filters, new Map(labels));
  });
}

/** The day whose periods run, and the calendar of the organization. */
export async function readCalendar(sources: Sources, context: Reading, now: Date) {
  const day = await readRunningDay(sources, context, now);
  return { day, fiscal_year_start: await context.transaction(readFiscalYearStart) };
}

/** Budgets with the period of each that runs on `day`. */
export const lookAt = (
  rows: readonly (Kept & { id: string })[],
  all: readonly BudgetRow[],
  { day, fiscal_year_start }: { day: IsoDate; fiscal_year_start: number },
): Looked[] =>
  rows.map((row) => {
    const tree = treeOf(row, all, fiscal_year_start);
    return { row, tree, part: runningPeriod(tree, day) };
  });
