import type { Costs } from '../../costs/server/index.ts';
import type { Forecasts } from '../../forecasts/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import type { ServedContract } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';

/** Anomalies: costs that are not as they were, and why. */
export interface Anomalies {
  served: ServedContract[];
}

/** Makes the module. */
export function createAnomalies(_services: Services, _costs: Costs, _jobs: Jobs, _forecasts: Forecasts): Anomalies {
  return { served: [] };
}
