import { sql } from 'kysely';
import type { JobDefinition } from '../../jobs/server/index.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { Services } from '../../platform/server/services.ts';
import type { Sender } from './deliveries/send.ts';

/** Each minute: what is to be tried again is tried then. */
const EVERY_MINUTE = '* * * * *';

/** Whether something is to be told, escalated or sent now. */
async function hasWork(tx: Transaction, now: Date): Promise<boolean> {
  const at = now.toISOString();
  const { rows } = await sql<{ has_work: boolean }>`select
    exists (select from outbox where told_at is null)
    or exists (select from notification_escalations where done_at is null and due_at <= ${at})
    or exists (select from notification_deliveries where state = 'waiting' and due_at <= ${at})
    or exists (select from notification_deliveries where state = 'sending' and leased_until <= ${at}) as has_work`.execute(
    tx,
  );
  return rows[0]?.has_work === true;
}

/** The job that tells people what happened. */
export const notificationsJob = (
  { now }: Pick<Services, 'now'>,
  sender: Sender,
  changed: (organization_id: string) => void,
): JobDefinition => ({
  name: 'notifications',
  title: 'Notifications',
  cron: EVERY_MINUTE,
  attempts: 5,
  nothing_to_do: 'nobody has to be told of anything.',
  targets: async (tx) => ((await hasWork(tx, now())) ? [{ id: null, name: null }] : []),
  run: async (context) => {
    const counts = await sender.sendDue(context);
    changed(context.organization_id);
    return { counts: { ...counts }, warnings: [] };
  },
});
