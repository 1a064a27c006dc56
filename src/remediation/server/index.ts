import type { Anomalies } from '../../anomalies/server/index.ts';
import type { Connections } from '../../connections/server/index.ts';
import type { Costs } from '../../costs/server/index.ts';
import type { Auditor } from '../../identity/server/index.ts';
import { type Jobs, SYSTEM } from '../../jobs/server/index.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import type { Recommendations } from '../../recommendations/server/index.ts';
import { remediationContract } from '../core/contract.ts';
import { NO_OBJECTION } from '../core/guard.ts';
import type { State } from '../core/workflow.ts';
import { remediationJob } from './execution/job.ts';
import type { Guard } from './guard.ts';
import { remediationHandlers } from './http/index.ts';
import { readMadeChanges } from './made-changes.ts';
import { whyNotRemove } from './removal.ts';
import { readUnreviewed } from './reviews.ts';
import type { RemediationRow } from './store.ts';
import './tables.ts';

export type { Guard, Guarding } from './guard.ts';

export { countToApprove, readToldRemediations } from './told.ts';

/** In them something is to be done by the executor. */
const TO_TAKE_UP: ReadonlySet<State> = new Set(['scheduled', 'executing', 'verifying', 'rolling_back']);

/** Changes of clouds: proposed, approved, carried out and undone. */
export interface Remediation {
  served: ServedContract;
  /** Has `guard` judge changes when they are proposed, approved and about to begin. */
  guardBy(guard: Guard): void;
}

/** Makes the module. */
export function createRemediation(
  services: Services,
  costs: Costs,
  connections: Connections,
  anomalies: Anomalies,
  jobs: Jobs,
  recommendations: Recommendations,
): Remediation {
  const begin = async (auditor: Auditor, rows: readonly RemediationRow[]): Promise<void> => {
    const targets = rows.filter(({ state }) => TO_TAKE_UP.has(state)).map(({ id, title }) => ({ id, name: title }));
    if (targets.length === 0) return;
    await jobs.request(auditor, 'remediation', targets);
    // One that waits in the middle is to hear at once that people want it undone.
    await jobs.hurry(
      auditor.organization_id,
      'remediation',
      targets.map(({ id }) => id),
    );
  };
  const wake = async (organization_id: string): Promise<void> => {
    await jobs.hurry(organization_id, 'remediation');
    await jobs.wake(organization_id, 'remediation');
  };
  let judge: Guard = async (_, changes) => changes.map(() => NO_OBJECTION);
  const guard: Guard = (context, changes) => judge(context, changes);
  const { clouds } = connections;
  connections.beforeRemoval(whyNotRemove);
  jobs.register(remediationJob({ services, clouds, costs, jobs, recommendations, guard }));
  anomalies.tellMadeChanges(readMadeChanges);
  costs.onChange((organization_id) => void reviewSoon(services, jobs, organization_id));
  const handlers = remediationHandlers({ clouds, costs, events: services.events, guard, begin, wake });
  return {
    served: serve(remediationContract, handlers),
    guardBy: (given) => {
      judge = given;
    },
  };
}

/** Has completed changes looked at again, since the bill tells of more days. */
async function reviewSoon({ database, now, log }: Services, jobs: Jobs, organization_id: string): Promise<void> {
  try {
    const auditor: Auditor = { organization_id, actor: SYSTEM, address: null, now: now() };
    const targets = await database.transaction(organization_id, (tx) => readUnreviewed(tx, auditor.now));
    if (targets.length > 0) await jobs.request(auditor, 'remediation', targets);
  } catch (error) {
    // Costs are changed, whatever becomes of this; in some days they are looked at in any case.
    log.error({ err: error, organization_id }, 'completed changes could not be looked at');
  }
}
