import { randomUUID } from 'node:crypto';
import type { Message } from '../../src/notifications/core/message.ts';
import type { Transaction } from '../../src/platform/server/database.ts';
import '../../src/identity/server/tables.ts';
import '../../src/notifications/server/tables.ts';

/** Writes a notification that somebody has read, one to be escalated, and a delivery of it that failed. */
export async function addNotification(
  tx: Transaction,
  organization_id: string,
  channel_id: string,
): Promise<{ notification_id: string; delivery_id: string }> {
  const [notification_id, delivery_id] = [randomUUID(), randomUUID()];
  const at = '2026-11-26T10:00:00Z';
  const message: Message = {
    event: 'connection_failing',
    severity: 'warning',
    title: 'The connection Production fails',
    text: 'The key is out of date.',
    facts: [],
    amount: null,
    link: '/connections',
    occurred_at: at,
    scope: {},
    owner: null,
  };
  await tx
    .insertInto('notifications')
    .values({
      id: notification_id,
      organization_id,
      key: `connection ${notification_id}`,
      event: message.event,
      severity: message.severity,
      message: JSON.stringify(message),
      count: 1,
      first_at: at,
      last_at: at,
      acknowledged_by: null,
      acknowledged_at: null,
      resolved_at: null,
    })
    .execute();
  const { id: user_id } = await tx.selectFrom('users').select('id').limit(1).executeTakeFirstOrThrow();
  await tx
    .insertInto('notification_reads')
    .values({ organization_id, notification_id, user_id, read_at: at })
    .execute();
  await tx
    .insertInto('notification_escalations')
    .values({
      id: randomUUID(),
      organization_id,
      notification_id,
      route_id: randomUUID(),
      channel_ids: [channel_id],
      due_at: at,
      done_at: at,
    })
    .execute();
  await tx
    .insertInto('notification_deliveries')
    .values({
      id: delivery_id,
      organization_id,
      channel_id,
      channel_kind: 'webhook',
      channel_name: 'Hook',
      reason: 'immediate',
      state: 'failed',
      notification_ids: [notification_id],
      letter: null,
      attempts: 1,
      due_at: null,
      leased_until: null,
      error: 'It was not there.',
      answer_status: 404,
      created_at: at,
      delivered_at: null,
    })
    .execute();
  return { notification_id, delivery_id };
}
