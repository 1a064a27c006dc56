import { sql } from 'kysely';
import type { RunContext } from '../../jobs/server/index.ts';
import type { Transaction } from '../../platform/server/database.ts';

/** Events are kept for a look at what came of them, what people were told as long as a year is compared with the one before. */
const EVENT_DAYS = 30;
const TOLD_DAYS = 400;
/** Rows that are removed in one transaction. */
const BATCH = 1_000;

const DAY_MS = 86_400_000;

/** What is removed before an instant, in turn; each answers how many rows that were. What is not sent yet stays, and what it tells. */
const TRIMMED: readonly { days: number; remove(tx: Transaction, before: string): Promise<number> }[] = [
  {
    days: EVENT_DAYS,
    remove: async (tx, before) =>
      (
        await sql`delete from outbox where id in
          (select id from outbox where told_at < ${before} order by told_at limit ${BATCH}) returning id`.execute(tx)
      ).rows.length,
  },
  {
    days: TOLD_DAYS,
    remove: async (tx, before) =>
      (
        await sql`delete from notification_deliveries where id in
          (select id from notification_deliveries where created_at < ${before} and state in ('delivered', 'failed')
            order by created_at limit ${BATCH}) returning id`.execute(tx)
      ).rows.length,
  },
  {
    days: TOLD_DAYS,
    remove: async (tx, before) =>
      (
        await sql`delete from notifications where id in
          (select id from notifications n where last_at < ${before}
            and not exists (select from notification_escalations e where e.notification_id = n.id and e.done_at is null)
            and not exists (select from notification_deliveries d
              where d.state in ('waiting', 'sending') and n.id = any(d.notification_ids))
            order by last_at limit ${BATCH}) returning id`.execute(tx)
      ).rows.length,
  },
];

/** Removes what is older than it is kept, in batches that keep nobody waiting for long. */
export async function trim({ now, signal, transaction }: Pick<RunContext, 'now' | 'signal' | 'transaction'>) {
  for (const { days, remove } of TRIMMED) {
    const before = new Date(now().getTime() - days * DAY_MS).toISOString();
    while ((await transaction((tx) => remove(tx, before))) === BATCH) signal.throwIfAborted();
  }
}
