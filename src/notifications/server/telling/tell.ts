import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Transaction } from '../../../platform/server/database.ts';
import { toldOf } from '../../core/events/index.ts';
import type { Told } from '../../core/message.ts';
import type { About } from '../../core/teller.ts';
import type { Channels } from '../channels/channels.ts';
import type { Bound } from '../deliveries/make.ts';
import { acknowledge, keepMessage, resolve, type ToSend } from './incidents.ts';
import { readListener, readWays } from './organization.ts';
import { type OutboxRow, withKnown } from './readers.ts';
import { sendOut, tellResolved } from './send-out.ts';

/** Events that are told in one transaction. */
const BATCH = 100;

const takeEvents = async (tx: Transaction): Promise<OutboxRow[]> =>
  (
    await sql<OutboxRow>`select id, type, payload, created_at from outbox where told_at is null
      order by id limit ${BATCH} for update skip locked`.execute(tx)
  ).rows;

/**
 * What an event comes to. One of which nothing can be said is logged: it would keep all others from being told, since the same
 * is said of it each time.
 */
function readEvent({ id, type, payload, created_at }: OutboxRow, about: About, log: Logger): Told[] {
  try {
    return toldOf({ type, payload, occurred_at: created_at }, about);
  } catch (error) {
    log.error({ err: error, outbox_id: id, type }, 'an event could not be read, so that nobody is told of it');
    return [];
  }
}

/**
 * Makes notifications and their deliveries of events that nobody was told of, and marks these as told, all in `tx`. Answers how
 * many events those were: 0 when all are told.
 */
export async function tellEvents(tx: Transaction, bound: Bound, channels: Channels, log: Logger): Promise<number> {
  const taken = await takeEvents(tx);
  if (taken.length === 0) return 0;
  const [{ about, hours }, ways] = [await readListener(tx), await readWays(tx, channels)];
  const wanted = new Map<string, ToSend>();
  for (const row of await withKnown(tx, taken))
    for (const told of readEvent(row, about, log)) {
      if (told.kind === 'message') {
        const kept = await keepMessage(tx, bound, told);
        if (kept) wanted.set(kept.notification_id, kept);
      } else if (told.kind === 'acknowledged') await acknowledge(tx, bound, told.key, told.by);
      else {
        const resolved = await resolve(tx, bound, told.key);
        if (resolved) await tellResolved(tx, bound, ways, hours, resolved);
      }
    }
  await sendOut(tx, bound, ways, hours, [...wanted.values()]);
  await tx
    .updateTable('outbox')
    .set({ told_at: bound.now.toISOString() })
    .where(
      'id',
      'in',
      taken.map(({ id }) => id),
    )
    .execute();
  return taken.length;
}
