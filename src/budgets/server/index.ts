import type { Forecasts } from '../../forecasts/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import { budgetsContract } from '../core/contract.ts';
import { budgetHandlers } from './handlers.ts';
import './tables.ts';

/** Budgets: what is meant to be spent. */
export function createBudgets(forecasts: Forecasts, jobs: Jobs): { served: ServedContract } {
  forecasts.follow(async (tx) => {
    const rows = await tx
      .selectFrom('budgets')
      .select(['name', 'scope', 'period', 'amount', 'currency'])
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(({ amount, ...row }) => ({ ...row, amount: Number(amount) }));
  });
  return { served: serve(budgetsContract, budgetHandlers(forecasts, jobs)) };
}
