import { audit } from '../../../identity/server/index.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { readLabels } from '../run/settings.ts';

/** By which tags environment and owner are known; `wake` has everything judged again. */
export const labelHandlers = (wake: (organization_id: string) => Promise<void>) =>
  ({
    getRecommendationSettings: (context) => context.transaction(readLabels),
    updateRecommendationSettings: async (context, { body }) => {
      const { organization_id } = context;
      await context.transaction(async (tx) => {
        const before = await readLabels(tx);
        const row = { labels: JSON.stringify(body) };
        await tx
          .insertInto('recommendation_settings')
          .values({ ...row, organization_id })
          .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(row))
          .execute();
        const change = {
          action: 'recommendation_settings.changed',
          target_kind: 'organization',
          target_id: organization_id,
        };
        await audit(tx, context, { ...change, before: { ...before }, after: { ...body } });
      });
      await wake(organization_id);
      return body;
    },
  }) satisfies Partial<Handlers<typeof recommendationsContract>>;
