import type { JobDefinition, Jobs } from '../../../jobs/server/index.ts';
import { refused } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { recommendationsContract } from '../../core/contract.ts';

/** Looking for recommendations when somebody asks. */
export const generateHandlers = (jobs: Pick<Jobs, 'request'>, job: Pick<JobDefinition, 'targets' | 'nothing_to_do'>) =>
  ({
    generateRecommendations: async (context) => {
      const targets = await context.transaction((tx) => job.targets(tx));
      if (targets.length === 0) throw refused(`There is nothing to look at: ${job.nothing_to_do}`);
      const [job_id = ''] = await jobs.request(context, 'recommendations', targets);
      return { job_id };
    },
  }) satisfies Partial<Handlers<typeof recommendationsContract>>;
