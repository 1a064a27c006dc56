import { sql } from 'kysely';
import { audit } from '../../../identity/server/index.ts';
import { notFound, refused } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { Delivery, notificationsContract } from '../../core/contract.ts';
import type { ChannelServices } from '../channels/handlers.ts';

/** Whether a delivery tells of a notification. None is older than that, which its index knows, other than what a list holds. */
export const tells = (notification_id: string) =>
  sql<boolean>`(created_at >= (select first_at from notifications where id = ${notification_id})
    and ${notification_id}::uuid = any(notification_ids))`;

/** Titles as they were sent; before that, of what it gathered so far. */
const TITLES = sql<string[]>`coalesce(case when letter is null
  then (select jsonb_agg(n.message ->> 'title' order by array_position(notification_ids, n.id))
    from notifications n where n.id = any(notification_ids))
  else jsonb_path_query_array(letter, '$.messages[*].title') end, '[]')`;

const selectDeliveries = (tx: Transaction) =>
  tx
    .selectFrom('notification_deliveries')
    .select([
      'id',
      'channel_id',
      'channel_name',
      'channel_kind',
      'reason',
      'state',
      'attempts',
      'due_at',
      'error',
      'answer_status',
      'created_at',
      'delivered_at',
    ])
    .select(TITLES.as('titles'));

async function findDelivery(tx: Transaction, id: string): Promise<Delivery> {
  const row = await selectDeliveries(tx).where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('This delivery');
  return row;
}

/** The log of deliveries over HTTP; `send` has what is due sent. */
export const deliveryHandlers = ({
  changed,
  send,
}: Pick<ChannelServices, 'changed'> & { send(organization_id: string): Promise<void> }) =>
  ({
    listDeliveries: async (context, { query: { limit, cursor, channel_id, notification_id, state } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => {
        let found = selectDeliveries(tx)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1);
        if (channel_id) found = found.where('channel_id', '=', channel_id);
        if (notification_id) found = found.where(tells(notification_id));
        if (state) found = found.where('state', '=', state);
        if (after) found = found.where((e) => e(e.refTuple('created_at', 'id'), '<', e.tuple(after[0], after[1])));
        return found.execute();
      });
      return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
    },
    retryDelivery: async (context, { params: { id } }) => {
      const waiting = await context.transaction(async (tx) => {
        const before = await findDelivery(tx, id);
        if (before.state !== 'failed') throw refused('Only what failed can be sent again.');
        if (before.reason === 'test') throw refused('A test is not sent again. Send another.');
        await tx
          .updateTable('notification_deliveries')
          .set({ state: 'waiting', due_at: context.now.toISOString() })
          .where('id', '=', id)
          // Somebody else may have sent it again meanwhile.
          .where('state', '=', 'failed')
          .execute();
        const change = { action: 'notification_delivery.retried', target_kind: 'notification_delivery', target_id: id };
        await audit(tx, context, { ...change, after: { channel: before.channel_name, titles: before.titles } });
        return findDelivery(tx, id);
      });
      changed(context.organization_id);
      await send(context.organization_id);
      return waiting;
    },
  }) satisfies Partial<Handlers<typeof notificationsContract>>;
