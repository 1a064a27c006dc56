import { z } from 'zod';
import type { Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { identityContract, Settings } from '../core/contract.ts';
import { notificationSettingsSchema } from '../core/notification-settings.ts';
import { audit } from './audit.ts';

async function readSettings(tx: Transaction): Promise<Settings> {
  const { notification_settings, ...row } = await tx
    .selectFrom('organizations')
    .select(['name', 'currency', 'timezone', 'fiscal_year_start', 'locale', 'notification_settings'])
    .executeTakeFirstOrThrow();
  return { ...row, notifications: notificationSettingsSchema.parse(notification_settings) };
}

/** The audit log is in the order in which it was written. */
const NUMBER_ALONE = z.tuple([z.literal(''), z.string().regex(/^\d{1,15}$/)]);

/** Settings of the organization, and its audit log. */
export const settingsHandlers = {
  getSettings: async (context) => context.transaction(readSettings),
  updateSettings: async (context, { body }) =>
    context.transaction(async (tx) => {
      const before = await readSettings(tx);
      const { notifications, ...columns } = body;
      const changed = notifications ? { notification_settings: JSON.stringify(notifications) } : {};
      // The hour at which the week is told may be another.
      const week = notifications || body.timezone !== before.timezone ? { weekly_due_at: null } : {};
      await tx
        .updateTable('organizations')
        .set({ ...columns, ...changed, ...week })
        .where('id', '=', context.organization_id)
        .execute();
      const change = { action: 'settings.changed', target_kind: 'organization', target_id: context.organization_id };
      await audit(tx, context, { ...change, before: { ...before }, after: { ...before, ...body } });
      return readSettings(tx);
    }),
  listAuditLog: async (context, { query: { limit, cursor, start, end, ...equal } }) => {
    const after = decodeCursor(cursor, NUMBER_ALONE);
    const rows = await context.transaction((tx) => {
      let entries = tx
        .selectFrom('audit_log')
        .select([
          'id',
          'at',
          'actor_kind',
          'actor_id',
          'actor_name',
          'action',
          'target_kind',
          'target_id',
          'address',
          'before',
          'after',
        ])
        .orderBy('id', 'desc')
        .limit(limit + 1);
      for (const [column, value] of Object.entries(equal))
        if (value !== undefined) entries = entries.where(column as keyof typeof equal, '=', value);
      if (start) entries = entries.where('at', '>=', `${start}T00:00:00Z`);
      if (end) entries = entries.where('at', '<', `${end}T00:00:00Z`);
      return (after ? entries.where('id', '<', Number(after[1])) : entries).execute();
    });
    const items = rows.map((row) => ({ ...row, id: String(row.id) }));
    return pageOfRows(items, limit, (row) => ['', row.id]);
  },
} satisfies Partial<Handlers<typeof identityContract>>;
