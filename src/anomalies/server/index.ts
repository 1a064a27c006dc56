import type { Costs } from '../../costs/server/index.ts';
import type { Forecasts } from '../../forecasts/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { anomaliesContract } from '../core/contract.ts';
import { changeHandlers } from './changes.ts';
import type { MadeChanges } from './detection/inputs.ts';
import { anomalyDetectJob } from './detection/job.ts';
import { listHandlers } from './list.ts';
import { patternHandlers } from './patterns.ts';
import { settingsHandlers } from './settings.ts';
import './tables.ts';

export { detectTask } from './analysis.ts';
export { countOpenAnomalies, readToldAnomalies } from './told.ts';

/** Anomalies: costs that are not as they were, and why. */
export interface Anomalies {
  served: ServedContract[];
  /** Has causes tell what was changed at about the time. */
  tellMadeChanges(reader: MadeChanges): void;
}

/** Makes the module; anomalies are looked for on schedule, and whenever costs or the calendar change. */
export function createAnomalies(services: Services, costs: Costs, jobs: Jobs, forecasts: Forecasts): Anomalies {
  const { events, analysis } = services;
  const wake = (organization_id: string): Promise<void> => jobs.wake(organization_id, 'anomaly_detect');
  let reader: MadeChanges = async () => [];
  const madeChanges: MadeChanges = (tx) => reader(tx);
  jobs.register(anomalyDetectJob(services, { analysis, costs, forecasts, madeChanges }));
  costs.onChange((organization_id) => void wake(organization_id));
  forecasts.onCalendarChange(wake);
  const handlers = {
    ...listHandlers,
    ...changeHandlers(events, wake),
    ...settingsHandlers(wake),
    ...patternHandlers(wake),
  };
  return {
    served: [serve(anomaliesContract, handlers)],
    tellMadeChanges: (told) => {
      reader = told;
    },
  };
}
