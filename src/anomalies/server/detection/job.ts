import { type JobDefinition, type RunContext, RunError, type RunOutcome } from '../../../jobs/server/index.ts';
import { ProblemError } from '../../../platform/core/errors.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { AnomaliesEvent } from '../../core/contract.ts';
import { type Counts, detectOnce, type Surroundings } from './run.ts';

const ATTEMPTS = 4;
/** Costs that change again and again meanwhile ask for a run of their own every time. */
const MOST_PASSES = 20;

const NOTHING_DONE: Counts = {
  series: 0,
  days: 0,
  anomalies_new: 0,
  anomalies_updated: 0,
  anomalies_reopened: 0,
  anomalies_withdrawn: 0,
  anomalies_suppressed: 0,
  anomalies_planned: 0,
};

/** Passes until nothing has changed since the last; counts of what they changed are added up. */
async function detect(context: RunContext, surroundings: Surroundings, tell: () => void): Promise<RunOutcome> {
  let counts = NOTHING_DONE;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    context.signal.throwIfAborted();
    const done = await detectOnce(context, surroundings);
    if (done === 'unchanged') break;
    if (done === 'stale') continue;
    const before = counts;
    counts = Object.fromEntries(
      Object.entries(done.counts).map(([name, value]) => [
        name,
        name.startsWith('anomalies') ? value + before[name as keyof Counts] : value,
      ]),
    ) as Counts;
    tell();
  }
  return { counts, warnings: [] };
}

/** The job that looks for anomalies, one run for all costs of an organization; see `detectOnce`. */
export function anomalyDetectJob(services: Services, surroundings: Surroundings): JobDefinition {
  return {
    name: 'anomaly_detect',
    title: 'Detection of anomalies',
    cron: services.config.JOB_ANOMALY_DETECT,
    attempts: ATTEMPTS,
    nothing_to_do: 'there are no costs. Load some first.',
    targets: async (tx) => {
      const load = await tx
        .selectFrom('cost_loads')
        .select('load_id')
        .where('status', '=', 'active')
        .executeTakeFirst();
      const state = await tx.selectFrom('anomaly_states').select('judged_through').executeTakeFirst();
      return load || state ? [{ id: null, name: null }] : [];
    },
    run: async (context) => {
      const event: AnomaliesEvent = { type: 'anomalies.changed' };
      try {
        return await detect(context, surroundings, () => services.events.publish(context.organization_id, event));
      } catch (error) {
        if (error instanceof ProblemError) throw new RunError(error.message, 'later', error);
        throw error;
      }
    },
  };
}
