import type { Budgets } from '../../budgets/server/index.ts';
import type { Connections } from '../../connections/server/index.ts';
import type { Costs } from '../../costs/server/index.ts';
import type { Jobs, RunContext, RunOutcome } from '../../jobs/server/index.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { type Recommendations, wakeUnlessSyncing } from '../../recommendations/server/index.ts';
import type { Remediation } from '../../remediation/server/index.ts';
import { type PoliciesEvent, policiesContract } from '../core/contract.ts';
import { runCheck } from './check/run.ts';
import { judgeChanges } from './guard/changes.ts';
import { blocksOfCode } from './guard/code.ts';
import { policiesHandlers } from './http/index.ts';
import { policyCheckJob } from './job.ts';
import './tables.ts';
import { wakeByEvents } from './wake.ts';

export { countOpenViolations } from './violations/count.ts';

/** Makes the module: policies, where they are not kept, and what follows from it. */
export function createPolicies(
  services: Services,
  costs: Costs,
  connections: Connections,
  budgets: Budgets,
  jobs: Jobs,
  recommendations: Recommendations,
  remediation: Remediation,
): { served: ServedContract } {
  const tell = (organization_id: string): void => {
    const event: PoliciesEvent = { type: 'policies.changed' };
    services.events.publish(organization_id, event);
  };
  const wake = (organization_id: string): Promise<void> => jobs.wake(organization_id, 'policy_check');
  const sources = { costs, budgets };
  const check = async (context: RunContext): Promise<RunOutcome> => {
    const outcome = await runCheck(context, services, sources);
    tell(context.organization_id);
    return outcome;
  };
  jobs.register(policyCheckJob(services, check));
  costs.onChange((organization_id) => void wakeUnlessSyncing(services, organization_id, wake));
  connections.onSync((organization_id) => void wake(organization_id));
  wakeByEvents(services, wake);
  const guarding = { analysis: services.analysis, sources };
  remediation.guardBy((context, changes) =>
    judgeChanges(
      context,
      guarding,
      changes.map((change) => ({ ...change, carried_out_by: 'product' })),
    ),
  );
  recommendations.guardCodeBy((context, ids) => blocksOfCode(context, guarding, ids));
  const changed = async (organization_id: string): Promise<void> => {
    tell(organization_id);
    // What a policy kept waiting may begin now.
    await jobs.hurry(organization_id, 'remediation');
    await wake(organization_id);
  };
  return {
    served: serve(
      policiesContract,
      policiesHandlers({ costs, simulation: { analysis: services.analysis, sources }, tell, changed }),
    ),
  };
}
