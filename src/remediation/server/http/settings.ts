import { audit } from '../../../identity/server/index.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { remediationContract } from '../../core/contract.ts';
import { readSettings, readStops } from '../settings.ts';

/** Settings as they are answered, with what is stopped. */
export const readAnswer = async (tx: Transaction) => ({ ...(await readSettings(tx)), stops: await readStops(tx) });

/** Who has to approve what, and when changes may begin; `wake` has what waits looked at again. */
export const settingsHandlers = (wake: (organization_id: string) => Promise<void>) =>
  ({
    getRemediationSettings: (context) => context.transaction(readAnswer),
    updateRemediationSettings: async (context, { body }) => {
      const { organization_id, actor, now } = context;
      const answer = await context.transaction(async (tx) => {
        const before = await readSettings(tx);
        const row = { settings: JSON.stringify(body), changed_by: actor.name, changed_at: now.toISOString() };
        await tx
          .insertInto('remediation_settings')
          .values({ ...row, organization_id })
          .onConflict((onConflict) => onConflict.column('organization_id').doUpdateSet(row))
          .execute();
        await audit(tx, context, {
          action: 'remediation_settings.changed',
          target_kind: 'organization',
          target_id: organization_id,
          before: { ...before },
          after: { ...body },
        });
        return readAnswer(tx);
      });
      await wake(organization_id);
      return answer;
    },
  }) satisfies Partial<Handlers<typeof remediationContract>>;
