import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Channel, Delivery } from '../../core/contract.ts';

/** Whose deliveries are written, and when. */
export interface Bound {
  organization_id: string;
  now: Date;
}

/** What is to be sent to a channel. */
export interface NewDelivery {
  channel: Pick<Channel, 'id' | 'kind' | 'name' | 'state'>;
  reason: Exclude<Delivery['reason'], 'test'>;
  notification_ids: string[];
  due_at: Date;
}

const GONE =
  'Nobody takes messages at this channel any more. Give it another address and test it, then send this again.';

/** Writes deliveries. To a channel that is gone nothing is sent, and the log says so. */
export async function addDeliveries(
  tx: Transaction,
  { organization_id, now }: Bound,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  const rows = deliveries.map(({ channel, reason, notification_ids, due_at }) => {
    const is_gone = channel.state === 'gone';
    return {
      id: randomUUID(),
      organization_id,
      channel_id: channel.id,
      channel_kind: channel.kind,
      channel_name: channel.name,
      reason,
      state: is_gone ? ('failed' as const) : ('waiting' as const),
      notification_ids,
      letter: null,
      attempts: 0,
      due_at: is_gone ? null : due_at.toISOString(),
      leased_until: null,
      error: is_gone ? GONE : null,
      answer_status: null,
      created_at: now.toISOString(),
      delivered_at: null,
    };
  });
  await tx.insertInto('notification_deliveries').values(rows).execute();
}

/** Adds a notification to the digest that a channel gets at `due_at`. */
export async function gather(
  tx: Transaction,
  bound: Bound,
  { channel, notification_id, due_at }: { channel: NewDelivery['channel']; notification_id: string; due_at: Date },
): Promise<void> {
  const joined = await tx
    .updateTable('notification_deliveries')
    .set({
      notification_ids: sql<string[]>`case when ${notification_id}::uuid = any(notification_ids) then notification_ids
        else notification_ids || ${notification_id}::uuid end`,
    })
    .where('channel_id', '=', channel.id)
    .where('reason', '=', 'digest')
    .where('state', '=', 'waiting')
    .where('letter', 'is', null)
    .where('due_at', '=', due_at.toISOString())
    .returning('id')
    .executeTakeFirst();
  if (!joined)
    await addDeliveries(tx, bound, [{ channel, reason: 'digest', notification_ids: [notification_id], due_at }]);
}
