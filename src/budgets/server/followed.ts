import type { FollowedBudget } from '../../forecasts/server/index.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { amountIn, type BudgetTree } from '../core/amounts.ts';
import { overlapOf, type Period, runningPeriod } from '../core/calendar.ts';
import { readBudgets, readFiscalYearStart, treeOf } from './rows.ts';

/** The periods of a budget that meet some days, those of them with an amount. */
function periodsIn(tree: BudgetTree, days: Period): ReturnType<FollowedBudget['periodsIn']> {
  const periods: ReturnType<FollowedBudget['periodsIn']> = [];
  for (let day = days.start; day < days.end; ) {
    const part = runningPeriod(tree, day);
    if (part.end <= day) break;
    const { amount } = amountIn(tree, part);
    if (amount !== null && overlapOf(part, days) !== null)
      periods.push({ start: part.start, end: part.end, amount: Number(amount) });
    day = part.end;
  }
  return periods;
}

/** The budgets whose costs are forecast as slices of their own. */
export async function readFollowed(tx: Transaction): Promise<FollowedBudget[]> {
  const rows = await readBudgets(tx);
  const fiscal_year_start = await readFiscalYearStart(tx);
  return rows.map((row) => {
    const { filters, metric, currency, name, period } = row;
    const tree = treeOf(row, rows, fiscal_year_start);
    return { filters, metric, currency, name, period, periodsIn: (days) => periodsIn(tree, days) };
  });
}
