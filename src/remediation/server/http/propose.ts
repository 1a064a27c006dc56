import type { z } from 'zod';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { proposalPreviewSchema } from '../../core/answers.ts';
import type { remediationContract } from '../../core/contract.ts';
import { type Draft, makeDraft, refusedBecause } from '../proposal/draft.ts';
import { keepProposal } from '../proposal/keep.ts';
import { tell } from '../store.ts';
import { readDetail } from './detail.ts';
import type { HttpServices } from './index.ts';

const previewed = (draft: Draft): z.input<typeof proposalPreviewSchema> => ({
  title: draft.title,
  change: draft.target.change,
  preview: draft.preview,
  risk: draft.risk,
  destructive: draft.action.destructive,
  environment: draft.environment,
  monthly_savings: draft.monthly_savings === null ? null : Number(draft.monthly_savings),
  currency: draft.currency,
  requirement: draft.requirement,
  refusals: draft.refusals,
  warnings: draft.warnings,
});

/** Previews, and what is proposed. */
export function proposeHandlers({ clouds, costs, events, guard, begin }: HttpServices) {
  return {
    previewRemediation: async (context: Context, { body }) =>
      previewed(await makeDraft(context, { clouds, guard }, body)),
    proposeRemediation: async (context, { body: { recommendation_id, inventory_id, change, ...proposal } }) => {
      const draft = await makeDraft(context, { clouds, guard }, { recommendation_id, inventory_id, change });
      if (draft.refusals.length > 0) throw refusedBecause(draft.refusals);
      const names = await costs.accountNames(context);
      const [row, detail] = await context.transaction(async (tx) => {
        const kept = await keepProposal(tx, context, draft, proposal);
        return [kept, await readDetail(tx, context, kept.id, names)] as const;
      });
      tell(events, context.organization_id, row);
      await begin(context, [row]);
      return detail;
    },
  } satisfies Partial<Handlers<typeof remediationContract>>;
}
