import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../../platform/server/database.ts';
import { toldAgain } from '../../core/incident.ts';
import type { Message, Told } from '../../core/message.ts';
import type { Bound } from '../deliveries/make.ts';

/** A notification that is to be sent where routes say. */
export interface ToSend {
  notification_id: string;
  message: Message;
}

async function addNotification(
  tx: Transaction,
  { organization_id, now }: Bound,
  { key, message, is_over }: Extract<Told, { kind: 'message' }>,
): Promise<ToSend> {
  const id = randomUUID();
  const at = now.toISOString();
  await tx
    .insertInto('notifications')
    .values({
      id,
      organization_id,
      key,
      event: message.event,
      severity: message.severity,
      message: JSON.stringify(message),
      count: 1,
      first_at: at,
      last_at: at,
      acknowledged_by: null,
      acknowledged_at: null,
      resolved_at: is_over ? at : null,
    })
    .execute();
  return { notification_id: id, message };
}

/** Keeps what is told of an incident: as a notification, or with the one that is not over. Null where it is not to be sent. */
export async function keepMessage(
  tx: Transaction,
  bound: Bound,
  told: Extract<Told, { kind: 'message' }>,
): Promise<ToSend | null> {
  const known = await tx
    .selectFrom('notifications')
    .select(['id', 'severity', 'count', 'acknowledged_by', 'acknowledged_at'])
    .where('key', '=', told.key)
    .where('resolved_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!known) return addNotification(tx, bound, told);
  const { next, message, is_sent } = toldAgain(known, told.message);
  await tx
    .updateTable('notifications')
    .set({ ...next, message: JSON.stringify(message), last_at: bound.now.toISOString() })
    .where('id', '=', known.id)
    .execute();
  if (!is_sent) return null;
  await tx.deleteFrom('notification_reads').where('notification_id', '=', known.id).execute();
  return { notification_id: known.id, message };
}

/** Marks an incident as taken up by `by`, unless somebody has done so. */
export const acknowledge = (tx: Transaction, { now }: Bound, key: string, by: string | null) =>
  tx
    .updateTable('notifications')
    .set({ acknowledged_by: by, acknowledged_at: now.toISOString() })
    .where('key', '=', key)
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .execute();

/** Marks an incident as over; answers the notification, null where there is none that was not. */
export async function resolve(tx: Transaction, { now }: Bound, key: string): Promise<string | null> {
  const row = await tx
    .updateTable('notifications')
    .set({ resolved_at: now.toISOString() })
    .where('key', '=', key)
    .where('resolved_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}
