import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Escalation } from '../../core/routing.ts';
import { dispatch } from '../../core/routing.ts';
import { afterQuiet, type Hours, nextDigest } from '../../core/timing.ts';
import { tells } from '../deliveries/log.ts';
import { addDeliveries, type Bound, gather, type NewDelivery } from '../deliveries/make.ts';
import type { ToSend } from './incidents.ts';
import type { Ways } from './organization.ts';

/** So many at once are sent one by one; more of them, as after a first look at an organization, are one letter. */
const MOST_SINGLE = 5;

async function addEscalations(
  tx: Transaction,
  { organization_id }: Bound,
  notification_id: string,
  escalations: readonly Escalation[],
): Promise<void> {
  for (const { route_id, channel_ids, due_at } of escalations) {
    const set = { channel_ids, due_at: due_at.toISOString(), done_at: null };
    await tx
      .insertInto('notification_escalations')
      .values({ id: randomUUID(), organization_id, notification_id, route_id, ...set })
      .onConflict((conflict) => conflict.columns(['notification_id', 'route_id']).doUpdateSet(set))
      .execute();
  }
}

/** Writes deliveries of notifications to where the routes of the organization say, and whom to tell if nobody takes them up. */
export async function sendOut(
  tx: Transaction,
  bound: Bound,
  { routes, channels }: Ways,
  hours: Hours,
  wanted: readonly ToSend[],
): Promise<void> {
  const at_once = new Map<string, string[]>();
  for (const { notification_id, message } of wanted) {
    const ways = { routes, channel_ids: [...channels.keys()], hours };
    const { dispatches, escalations } = dispatch(message, ways, bound.now);
    for (const { channel_id, due_at, is_gathered } of dispatches) {
      const channel = channels.get(channel_id);
      if (!channel) continue;
      if (is_gathered) await gather(tx, bound, { channel, notification_id, due_at });
      else at_once.set(channel_id, [...(at_once.get(channel_id) ?? []), notification_id]);
    }
    await addEscalations(tx, bound, notification_id, escalations);
  }
  const deliveries = [...at_once].flatMap(([channel_id, ids]): NewDelivery[] => {
    const channel = channels.get(channel_id);
    if (!channel) return [];
    const letters = ids.length > MOST_SINGLE ? [ids] : ids.map((id) => [id]);
    return letters.map((notification_ids) => ({ channel, reason: 'immediate', notification_ids, due_at: bound.now }));
  });
  await addDeliveries(tx, bound, deliveries);
}

/**
 * Tells the channels that were told of a notification that it is over: those that got it with a digest with the next one. Where
 * it has not been sent yet, it will say so itself.
 */
export async function tellResolved(
  tx: Transaction,
  bound: Bound,
  { channels }: Ways,
  hours: Hours,
  notification_id: string,
): Promise<void> {
  const { rows } = await sql<{ channel_id: string; is_by_digest: boolean }>`
    select channel_id, bool_and(reason = 'digest') as is_by_digest from notification_deliveries
    where ${tells(notification_id)} and letter is not null and state <> 'failed'
    group by channel_id order by channel_id`.execute(tx);
  for (const { channel_id, is_by_digest } of rows) {
    const channel = channels.get(channel_id);
    if (!channel) continue;
    if (is_by_digest)
      await gather(tx, bound, { channel, notification_id, due_at: nextDigest(bound.now, 'daily', hours) });
    else {
      const due_at = afterQuiet(bound.now, hours);
      await addDeliveries(tx, bound, [{ channel, reason: 'resolved', notification_ids: [notification_id], due_at }]);
    }
  }
}
