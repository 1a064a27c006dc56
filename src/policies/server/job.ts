import type { JobDefinition, RunContext, RunOutcome } from '../../jobs/server/index.ts';
import type { Services } from '../../platform/server/services.ts';

/** The job that checks policies, one run for an organization. */
export const policyCheckJob = (
  services: Services,
  check: (context: RunContext) => Promise<RunOutcome>,
): JobDefinition => ({
  name: 'policy_check',
  title: 'Policies',
  cron: services.config.JOB_POLICY_CHECK,
  attempts: 3,
  nothing_to_do: 'there are no policies. Make one first.',
  targets: async (tx) => {
    const policy = await tx.selectFrom('policies').select('id').limit(1).executeTakeFirst();
    return policy ? [{ id: null, name: null }] : [];
  },
  run: check,
});
