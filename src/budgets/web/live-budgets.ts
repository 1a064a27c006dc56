import type { ImportEvent } from '../../costs/core/imports-contract.ts';
import type { ForecastEvent } from '../../forecasts/core/contract.ts';
import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { BudgetsEvent } from '../core/contract.ts';

/** Asks anew for budgets when they stand otherwise, or what they are held against has changed. */
export const budgetHandlers = liveHandlers<BudgetsEvent | ForecastEvent | ImportEvent>({
  'budgets.changed': () => void invalidate('budgets'),
  'forecast.changed': () => void invalidate('budgets'),
  'costs.changed': () => void invalidate('budgets'),
});
