import { audit } from '../../identity/server/index.ts';
import type { Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { notificationsContract } from '../core/contract.ts';
import { type NotificationSettings, notificationSettingsSchema } from '../core/settings.ts';
import type { ChannelServices } from './channels/handlers.ts';

/** When and how the organization that `tx` is bound to is told: as set, else as the product has it. */
async function readNotificationSettings(tx: Transaction): Promise<NotificationSettings> {
  const row = await tx.selectFrom('organizations').select('notification_settings').executeTakeFirstOrThrow();
  return notificationSettingsSchema.parse(row.notification_settings);
}

/** Settings of notifications over HTTP. */
export const notificationSettingsHandlers = ({ changed }: Pick<ChannelServices, 'changed'>) =>
  ({
    getNotificationSettings: (context) => context.transaction(readNotificationSettings),
    updateNotificationSettings: async (context, { body }) => {
      const { organization_id } = context;
      await context.transaction(async (tx) => {
        const before = await readNotificationSettings(tx);
        const notification_settings = JSON.stringify(body);
        await tx
          .updateTable('organizations')
          .set({ notification_settings, weekly_due_at: null })
          .where('id', '=', organization_id)
          .execute();
        const change = {
          action: 'notification_settings.changed',
          target_kind: 'organization',
          target_id: organization_id,
        };
        await audit(tx, context, { ...change, before: { ...before }, after: { ...body } });
      });
      changed(organization_id);
      return body;
    },
  }) satisfies Partial<Handlers<typeof notificationsContract>>;
