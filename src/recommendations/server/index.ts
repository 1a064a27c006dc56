import type { Connections } from '../../connections/server/index.ts';
import type { Costs } from '../../costs/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { type RecommendationsEvent, recommendationsContract } from '../core/contract.ts';
import { RULES } from '../core/rules/index.ts';
import { type CarriedOut, carriedOut, takenBack } from './carried-out.ts';
import type { CodeGuard } from './code/guard.ts';
import { evaluateTask } from './evaluate-task.ts';
import { readBatchOf } from './facts/explain-facts.ts';
import { recommendationHandlers } from './http/index.ts';
import { readPotentialSavings } from './http/summary.ts';
import { createPrices } from './prices/index.ts';
import type { Engine } from './run/engine.ts';
import { recommendationsJob } from './run/job.ts';
import { settle } from './run/settle.ts';
import { rulesVersion } from './run/version.ts';
import './tables.ts';

export type { CarriedOut } from './carried-out.ts';
export { readLabels } from './run/settings.ts';
export { readSavings, readToldRecommendations } from './told.ts';

/** Recommendations: what to change to save, and what it saves. */
export interface Recommendations {
  served: ServedContract[];
  /** Marks one as implemented, since its change was carried out; one that nobody waits for is left as it is. */
  carriedOut: CarriedOut;
  /** Opens it again, since its change was undone; one that is not marked as implemented is left as it is. */
  takenBack: CarriedOut;
  /** Has `guard` say for which recommendations no code may be made. */
  guardCodeBy(guard: CodeGuard): void;
  /** Tells pages that recommendations have changed; after the transaction of `carriedOut` and `takenBack`. */
  tell(organization_id: string): void;
}

/** Makes the module; recommendations are looked for on schedule, and whenever costs or inventory change. */
export function createRecommendations(
  services: Services,
  costs: Costs,
  connections: Connections,
  jobs: Jobs,
): Recommendations {
  const engine: Engine = {
    rules: RULES,
    task: evaluateTask,
    version: rulesVersion,
    costs,
    prices: createPrices(services, connections),
  };
  const job = recommendationsJob(services, engine);
  const wake = (organization_id: string): Promise<void> => jobs.wake(organization_id, 'recommendations');
  jobs.register(job);
  costs.tellPotentialSavings(readPotentialSavings);
  costs.onChange((organization_id) => void wakeUnlessSyncing(services, organization_id, wake));
  connections.onSync((organization_id) => void wake(organization_id));
  let guard: CodeGuard = async () => new Map();
  const handlers = recommendationHandlers({
    costs,
    jobs,
    job,
    events: services.events,
    readBatch: (context, id) => readBatchOf(context, engine, id),
    settle: (tx) => settle(tx, null),
    guardCode: (context, ids) => guard(context, ids),
    wake,
  });
  return {
    served: [serve(recommendationsContract, handlers)],
    carriedOut,
    takenBack,
    guardCodeBy: (given) => {
      guard = given;
    },
    tell: (organization_id) => {
      const event: RecommendationsEvent = { type: 'recommendations.changed' };
      services.events.publish(organization_id, event);
    },
  };
}

/**
 * Has a job look at costs that changed; in the middle of a sync that waits for its end, when they are judged with the
 * inventory of the same day.
 */
export async function wakeUnlessSyncing(
  { database, log }: Services,
  organization_id: string,
  wake: (organization_id: string) => Promise<void>,
): Promise<void> {
  try {
    const sync = await database.transaction(organization_id, (tx) =>
      tx
        .selectFrom('job_runs')
        .select('id')
        .where('name', '=', 'cost_sync')
        .where('status', '=', 'running')
        .limit(1)
        .executeTakeFirst(),
    );
    if (!sync) await wake(organization_id);
  } catch (error) {
    // Costs are changed, whatever becomes of this; the nightly run looks at them.
    log.error({ err: error, organization_id }, 'what changed with costs could not be looked at');
  }
}
