import type { ImportEvent } from '../../costs/core/imports-contract.ts';
import type { ForecastEvent } from '../../forecasts/core/contract.ts';
import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';

/** Asks anew for budgets when the costs or the forecasts that they are held against have changed. */
export const budgetHandlers = liveHandlers<ForecastEvent | ImportEvent>({
  'forecast.changed': () => void invalidate('budgets'),
  'costs.changed': () => void invalidate('budgets'),
});
