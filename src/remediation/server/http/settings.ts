import { audit } from '../../../identity/server/index.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { EventBus } from '../../../platform/server/events.ts';
import type { RemediationEvent, remediationContract } from '../../core/contract.ts';
import { readSettings, readStops } from '../settings.ts';
import type { HttpServices } from './index.ts';

/** Settings as they are answered, with what is stopped. */
export const readAnswer = async (tx: Transaction) => ({ ...(await readSettings(tx)), stops: await readStops(tx) });

/** Tells pages that settings or stops are others. */
export function tellSettings(events: EventBus, organization_id: string): void {
  const event: RemediationEvent = { type: 'remediation.settings_changed' };
  events.publish(organization_id, event);
}

/** Who has to approve what, and when changes may begin; what waits is looked at again. */
export const settingsHandlers = ({ events, wake }: Pick<HttpServices, 'events' | 'wake'>) =>
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
      tellSettings(events, organization_id);
      await wake(organization_id);
      return answer;
    },
  }) satisfies Partial<Handlers<typeof remediationContract>>;
