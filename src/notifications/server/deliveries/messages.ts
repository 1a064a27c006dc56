import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import { asTold } from '../../core/as-told.ts';
import type { Message } from '../../core/message.ts';

/** What is to be said of notifications as they stand now, in the order of `ids`. */
export async function readMessages(tx: Transaction, ids: string[]): Promise<Message[]> {
  const { timezone, locale } = await tx
    .selectFrom('organizations')
    .select(['timezone', 'locale'])
    .executeTakeFirstOrThrow();
  const rows = await tx
    .selectFrom('notifications')
    .select(['message', 'count', 'resolved_at'])
    .where('id', 'in', ids)
    .orderBy(sql`array_position(${ids}::uuid[], id)`)
    .execute();
  return rows.map((row) => asTold(row, { timezone, locale }));
}
