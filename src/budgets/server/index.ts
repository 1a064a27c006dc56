import type { Costs } from '../../costs/server/index.ts';
import type { Forecasts } from '../../forecasts/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { type Budget, budgetsContract } from '../core/contract.ts';
import { budgetCheckJob } from './check.ts';
import { readFollowed } from './followed.ts';
import { budgetHandlers } from './handlers.ts';
import type { Reading } from './known.ts';
import { readBudgets } from './rows.ts';
import { readShown } from './shown.ts';
import './tables.ts';

/** Budgets: what is meant to be spent, and who is told when it is not so. */
export interface Budgets {
  served: ServedContract;
  /** Every budget with how its running period goes, oldest first. */
  read(context: Reading, now: Date): Promise<Budget[]>;
}

/** Makes the module; budgets are checked on schedule, and whenever costs or forecasts change. */
export function createBudgets(services: Services, costs: Costs, jobs: Jobs, forecasts: Forecasts): Budgets {
  const sources = { costs, forecasts };
  const wake = (organization_id: string): void => void jobs.wake(organization_id, 'budget_check');
  jobs.register(budgetCheckJob(services, sources));
  costs.onChange(wake);
  forecasts.onMade(wake);
  forecasts.follow(readFollowed);
  return {
    served: serve(budgetsContract, budgetHandlers(sources, jobs, services.events)),
    read: async (context, now) => {
      const all = await context.transaction(readBudgets);
      return readShown(sources, context, all, { all, now });
    },
  };
}
