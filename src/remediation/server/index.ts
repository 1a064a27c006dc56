import type { Connections } from '../../connections/server/index.ts';
import type { Costs } from '../../costs/server/index.ts';
import type { Auditor } from '../../identity/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import type { Recommendations } from '../../recommendations/server/index.ts';
import { remediationContract } from '../core/contract.ts';
import type { State } from '../core/workflow.ts';
import { remediationJob } from './execution/job.ts';
import { remediationHandlers } from './http/index.ts';
import type { RemediationRow } from './store.ts';
import './tables.ts';

/** In them something is to be done by the executor. */
const TO_TAKE_UP: ReadonlySet<State> = new Set(['scheduled', 'executing', 'verifying', 'rolling_back']);

/** Makes the module: changes of clouds, proposed, approved, carried out and undone. */
export function createRemediation(
  services: Services,
  costs: Costs,
  connections: Connections,
  jobs: Jobs,
  recommendations: Recommendations,
): { served: ServedContract } {
  const begin = async (auditor: Auditor, rows: readonly RemediationRow[]): Promise<void> => {
    const targets = rows.filter(({ state }) => TO_TAKE_UP.has(state)).map(({ id, title }) => ({ id, name: title }));
    if (targets.length > 0) await jobs.request(auditor, 'remediation', targets);
  };
  const wake = (organization_id: string): Promise<void> => jobs.wake(organization_id, 'remediation');
  const { clouds } = connections;
  jobs.register(remediationJob({ services, clouds, jobs, recommendations }));
  const handlers = remediationHandlers({ clouds, costs, events: services.events, begin, wake });
  return { served: serve(remediationContract, handlers) };
}
