import type { Costs } from '../../costs/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import type { ServedContract } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';

/** Forecasts and the calendar of what is known before the bill is. */
export interface Forecasts {
  served: ServedContract[];
}

/** Makes the module. */
export function createForecasts(_services: Services, _costs: Costs, _jobs: Jobs): Forecasts {
  return { served: [] };
}
