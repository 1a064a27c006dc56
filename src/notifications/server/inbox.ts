import { sql } from 'kysely';
import { audit } from '../../identity/server/index.ts';
import { notFound } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { Notification, notificationsContract } from '../core/contract.ts';
import type { ChannelServices } from './channels/handlers.ts';

/** The person who reads; keys of the API read nothing. */
const readerOf = ({ actor }: Context): string | null => (actor.kind === 'user' ? actor.id : null);

/** What was told before somebody came is no news to them. */
const isReadBy = (user_id: string | null) =>
  sql<boolean>`(exists (select from notification_reads r where r.notification_id = notifications.id and r.user_id = ${user_id}::uuid)
    or coalesce(last_at < (select created_at from users where id = ${user_id}::uuid), false))`;
const IS_OPEN = sql<boolean>`acknowledged_at is null and resolved_at is null`;

const selectNotifications = (tx: Transaction, user_id: string | null) =>
  tx
    .selectFrom('notifications')
    .select(['id', 'message', 'count', 'first_at', 'last_at', 'acknowledged_by', 'acknowledged_at', 'resolved_at'])
    .select(isReadBy(user_id).as('is_read'));
type Row = Awaited<ReturnType<ReturnType<typeof selectNotifications>['executeTakeFirstOrThrow']>>;

const shown = ({ message, ...row }: Row): Notification => ({ ...message, ...row });

/** The inbox over HTTP: what happened, and who has read and taken it up. */
export function inboxHandlers({ channels, changed }: Pick<ChannelServices, 'channels' | 'changed'>) {
  const findOne = async (tx: Transaction, id: string, user_id: string | null): Promise<Notification> => {
    const row = await selectNotifications(tx, user_id).where('id', '=', id).executeTakeFirst();
    if (!row) throw notFound('This notification');
    return shown(row);
  };

  return {
    listNotifications: async (context, { query: { limit, cursor, event, severity, show } }) => {
      const after = decodeCursor(cursor);
      const user_id = readerOf(context);
      const rows = await context.transaction((tx) => {
        let found = selectNotifications(tx, user_id)
          .orderBy('last_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1);
        if (event) found = found.where('event', '=', event);
        if (severity) found = found.where('severity', '=', severity);
        if (show === 'unread') found = found.where(sql<boolean>`not ${isReadBy(user_id)}`);
        if (show === 'open') found = found.where(IS_OPEN);
        if (after) found = found.where((e) => e(e.refTuple('last_at', 'id'), '<', e.tuple(after[0], after[1])));
        return found.execute();
      });
      const page = pageOfRows(rows, limit, (row) => [row.last_at, row.id]);
      return { ...page, items: page.items.map(shown) };
    },
    getNotificationSummary: async (context) =>
      context.transaction(async (tx) => {
        const counts = await tx
          .selectFrom('notifications')
          .select((e) => [
            sql<number>`count(*) filter (where not ${isReadBy(readerOf(context))})`.as('unread'),
            e.fn.countAll<number>().filterWhere(IS_OPEN).as('open'),
          ])
          .executeTakeFirstOrThrow();
        const states = (await channels.read(tx)).filter(({ enabled }) => enabled).map(({ state }) => state);
        const failing_channels = states.filter((state) => state === 'failing' || state === 'gone').length;
        return { ...counts, failing_channels };
      }),
    readNotifications: async (context, { body: { ids } }) => {
      const user_id = readerOf(context);
      if (user_id === null) return;
      const { organization_id, now } = context;
      await context.transaction((tx) =>
        sql`insert into notification_reads (organization_id, notification_id, user_id, read_at)
          select ${organization_id}::uuid, id, ${user_id}::uuid, ${now.toISOString()}::timestamptz from notifications
          where ${ids === undefined ? sql`true` : sql`id = any(${ids}::uuid[])`} on conflict do nothing`.execute(tx),
      );
      changed(organization_id);
    },
    acknowledgeNotification: async (context, { params: { id } }) => {
      const { actor, now, organization_id } = context;
      const acknowledged = await context.transaction(async (tx) => {
        const before = await findOne(tx, id, null);
        if (before.acknowledged_at === null) {
          const set = { acknowledged_by: actor.name, acknowledged_at: now.toISOString() };
          await tx.updateTable('notifications').set(set).where('id', '=', id).execute();
          const change = { action: 'notification.acknowledged', target_kind: 'notification', target_id: id };
          await audit(tx, context, { ...change, after: { title: before.title } });
        }
        return findOne(tx, id, readerOf(context));
      });
      changed(organization_id);
      return acknowledged;
    },
  } satisfies Partial<Handlers<typeof notificationsContract>>;
}
