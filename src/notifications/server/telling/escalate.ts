import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import { addDeliveries, type Bound, type NewDelivery } from '../deliveries/make.ts';
import type { Ways } from './organization.ts';

interface Due {
  id: string;
  notification_id: string;
  channel_ids: string[];
  is_open: boolean;
}

/** Tells others of what nobody has acknowledged in time; answers how many notifications that were. */
export async function escalate(tx: Transaction, bound: Bound, { channels }: Ways): Promise<number> {
  const at = bound.now.toISOString();
  const { rows } = await sql<Due>`
    select e.id, e.notification_id, e.channel_ids, n.acknowledged_at is null and n.resolved_at is null as is_open
    from notification_escalations e join notifications n on n.id = e.notification_id
    where e.done_at is null and e.due_at <= ${at} order by e.due_at, e.id for update of e skip locked`.execute(tx);
  if (rows.length === 0) return 0;
  const open = rows.filter(({ is_open }) => is_open);
  const deliveries = open.flatMap(({ notification_id, channel_ids }) =>
    channel_ids.flatMap((channel_id): NewDelivery[] => {
      const channel = channels.get(channel_id);
      return channel ? [{ channel, reason: 'escalation', notification_ids: [notification_id], due_at: bound.now }] : [];
    }),
  );
  await addDeliveries(tx, bound, deliveries);
  const ids = rows.map(({ id }) => id);
  await tx.updateTable('notification_escalations').set({ done_at: at }).where('id', 'in', ids).execute();
  return open.length;
}
