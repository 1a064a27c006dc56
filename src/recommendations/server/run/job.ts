import { type JobDefinition, type RunContext, RunError, type RunOutcome } from '../../../jobs/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import { ProblemError } from '../../../platform/core/errors.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { RecommendationsEvent } from '../../core/contract.ts';
import type { Engine } from './engine.ts';
import { readWantedPrices } from './prices.ts';
import { recommendOnce } from './run.ts';

const ATTEMPTS = 4;

/**
 * Reads price lists on the first run of a day. The very first run of an organization does without: somebody waits for it,
 * and the bundled prices do until the night.
 */
async function refreshPrices(context: RunContext, { prices }: Engine): Promise<string[]> {
  const run = await context.transaction((tx) =>
    tx.selectFrom('recommendation_runs').select('as_of').executeTakeFirst(),
  );
  if (!run || run.as_of === dayOf(context.now())) return [];
  const { wanted, connected } = await context.transaction(async (tx) => ({
    wanted: await readWantedPrices(tx),
    connected: await tx.selectFrom('providers').select('provider_type').where('enabled', '=', true).execute(),
  }));
  // The sample company is no reason to ask a cloud.
  const clouds = new Set(connected.map(({ provider_type }) => provider_type));
  const asked = wanted.filter(({ provider }) => clouds.has(provider));
  if (asked.length === 0) return [];
  context.progress('prices', null, 'Reading price lists');
  return (await prices.refresh(context, asked, context.signal)).warnings;
}

async function recommend(context: RunContext, { analysis, events }: Services, engine: Engine): Promise<RunOutcome> {
  const event: RecommendationsEvent = { type: 'recommendations.changed' };
  try {
    const warnings = await refreshPrices(context, engine);
    const pass = await recommendOnce(context, analysis, engine);
    if (pass === 'unchanged') return { counts: { resources_judged: 0 }, warnings };
    events.publish(context.organization_id, event);
    return { ...pass, warnings: [...warnings, ...pass.warnings] };
  } catch (error) {
    if (error instanceof ProblemError) throw new RunError(error.message, 'later', error);
    throw error;
  }
}

/** The job that looks for recommendations, one run for all resources of an organization; see `recommendOnce`. */
export const recommendationsJob = (services: Services, engine: Engine): JobDefinition => ({
  name: 'recommendations',
  title: 'Recommendations',
  cron: services.config.JOB_RECOMMENDATIONS,
  attempts: ATTEMPTS,
  nothing_to_do: 'no cloud is connected, and there are no costs. Connect a cloud first.',
  targets: async (tx) => {
    const provider = await tx.selectFrom('providers').select('id').limit(1).executeTakeFirst();
    const load = await tx
      .selectFrom('cost_loads')
      .select('load_id')
      .where('status', '=', 'active')
      .limit(1)
      .executeTakeFirst();
    const run = await tx.selectFrom('recommendation_runs').select('as_of').executeTakeFirst();
    return provider || load || run ? [{ id: null, name: null }] : [];
  },
  run: (context) => recommend(context, services, engine),
});
