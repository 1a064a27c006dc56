import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Letter, SendResult } from '../../channels/channel.ts';
import { nextAttempt } from '../../core/retry.ts';
import { writeLetter } from './letter.ts';
import { readMessages } from './messages.ts';

/** Longer than any attempt: who has not written its result by then is gone. */
export const LEASE_MS = 90_000;

/** A delivery that this process sends. */
export interface Taken {
  id: string;
  channel_id: string;
  /** Which attempt it is: a later one may not be written over. */
  attempts: number;
  letter: Letter;
}

/**
 * What is due: also what somebody took who did not come back. What tells of the same thing earlier goes first, but for a digest
 * whose time has not come: what is urgent does not wait for that. That is found out for all that waits at once, since it may be
 * thousands where a receiver is down.
 */
const isDue = (now: Date) => {
  const at = now.toISOString();
  return sql<boolean>`d.reason <> 'test' and ((d.state = 'waiting' and d.due_at <= ${at}) or (d.state = 'sending' and d.leased_until <= ${at}))
    and d.id not in (
      select later.id from (select id, channel_id, created_at, unnest(notification_ids) as told
        from notification_deliveries where state in ('waiting', 'sending')) as later
      join (select channel_id, unnest(notification_ids) as told, min(created_at) as created_at from notification_deliveries
        where state = 'sending' or (state = 'waiting' and (letter is not null or due_at <= ${at})) group by 1, 2) as first
      using (channel_id, told) where later.created_at > first.created_at)`;
};

const INTERRUPTED = 'The server stopped while this was sent. Send another test.';

/** Gives up tests whose senders did not come back: nobody waits for them any more. */
export async function endLostTests(tx: Transaction, now: Date): Promise<void> {
  await tx
    .updateTable('notification_deliveries')
    .set({ state: 'failed', due_at: null, leased_until: null, error: INTERRUPTED })
    .where('reason', '=', 'test')
    .where('state', '=', 'sending')
    .where('leased_until', '<=', now.toISOString())
    .execute();
}

/** Ends the leases of all that is being sent, for a process that knows that nobody else is there. */
export async function endLeases(tx: Transaction, now: Date): Promise<void> {
  await tx
    .updateTable('notification_deliveries')
    .set({ leased_until: now.toISOString() })
    .where('reason', '<>', 'test')
    .where('state', '=', 'sending')
    .execute();
}

/** Whether something is to be sent now. */
export async function hasDue(tx: Transaction, now: Date): Promise<boolean> {
  const { rows } = await sql`select from notification_deliveries d where ${isDue(now)} limit 1`.execute(tx);
  return rows.length > 0;
}

/** Channels to which something is to be sent now. */
export async function readDueChannels(tx: Transaction, now: Date): Promise<string[]> {
  const { rows } = await sql<{ channel_id: string }>`select channel_id from notification_deliveries d
    where ${isDue(now)} group by channel_id order by min(d.due_at), channel_id`.execute(tx);
  return rows.map(({ channel_id }) => channel_id);
}

/** Takes the next delivery of a channel; what it says is fixed from now on. Null when there is none that nobody else has. */
export async function takeNext(
  tx: Transaction,
  channel_id: string,
  now: Date,
  base_url: string | undefined,
): Promise<Taken | null> {
  const { rows } = await sql<{ id: string }>`select id from notification_deliveries d
    where channel_id = ${channel_id} and ${isDue(now)}
    order by due_at, created_at, id limit 1 for update skip locked`.execute(tx);
  const [found] = rows;
  if (!found) return null;
  const kept = await tx
    .selectFrom('notification_deliveries')
    .select(['letter', 'notification_ids', 'reason', 'created_at'])
    .where('id', '=', found.id)
    .executeTakeFirstOrThrow();
  const fixed = kept.letter ?? (await writeLetter(tx, base_url, await readMessages(tx, kept.notification_ids)));
  // As it is stored: other attempts read it so, and have the same words in the same order.
  const { attempts, letter } = await tx
    .updateTable('notification_deliveries')
    .set({
      state: 'sending',
      attempts: sql<number>`attempts + 1`,
      leased_until: new Date(now.getTime() + LEASE_MS).toISOString(),
      letter: JSON.stringify(fixed),
    })
    .where('id', '=', found.id)
    .returning(['attempts', 'letter'])
    .executeTakeFirstOrThrow();
  if (!letter) throw new Error(`Delivery ${found.id} has lost its letter.`);
  const { reason, created_at } = kept;
  return { id: found.id, channel_id, attempts, letter: { ...letter, id: found.id, reason, created_at } };
}

/** Gives back what was being sent when this process was told to stop: whoever comes next sends it again. */
export const giveBack = (tx: Transaction, { id, attempts }: Pick<Taken, 'id' | 'attempts'>, now: Date) =>
  tx
    .updateTable('notification_deliveries')
    .set({ state: 'waiting', due_at: now.toISOString(), leased_until: null })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('attempts', '=', attempts)
    .execute();

/** What is written of an attempt; `is_last` gives up where it could be tried again. */
function stateAfter(attempt: number, result: SendResult, now: Date, jitter: number, is_last: boolean) {
  if (result.outcome === 'delivered')
    return { state: 'delivered', error: null, due_at: null, delivered_at: now } as const;
  const { outcome, error, after } = result;
  const due_at = outcome === 'later' && !is_last ? nextAttempt({ attempt, now, after, jitter }) : null;
  return { state: due_at ? 'waiting' : 'failed', error, due_at, delivered_at: null } as const;
}

/** Keeps how the channel stands after an attempt; defaults of the server have no row that could. */
async function writeChannel(tx: Transaction, id: string, result: SendResult, now: Date): Promise<void> {
  const set =
    result.outcome === 'delivered'
      ? { state: 'ok' as const, last_error: null, last_delivered_at: now.toISOString() }
      : { state: result.outcome === 'gone' ? ('gone' as const) : ('failing' as const), last_error: result.error };
  await tx.updateTable('notification_channels').set(set).where('id', '=', id).execute();
}

/** What waits for a channel waits as long as that asks for, and is given up where there is nobody any more. */
async function tellOthers(tx: Transaction, channel_id: string, result: SendResult): Promise<void> {
  if (result.outcome === 'gone')
    await tx
      .updateTable('notification_deliveries')
      .set({ state: 'failed', due_at: null, error: result.error })
      .where('channel_id', '=', channel_id)
      .where('state', '=', 'waiting')
      .execute();
  if (result.outcome !== 'later' || result.after === null) return;
  const after = result.after.toISOString();
  await tx
    .updateTable('notification_deliveries')
    .set({ due_at: after })
    .where('channel_id', '=', channel_id)
    .where('state', '=', 'waiting')
    .where('due_at', '<', after)
    .execute();
}

/** Writes how an attempt went, unless it took so long that another was made meanwhile. */
export async function writeResult(
  tx: Transaction,
  { id, channel_id, attempts }: Pick<Taken, 'id' | 'channel_id' | 'attempts'>,
  result: SendResult,
  { now, jitter, is_last = false }: { now: Date; jitter: number; is_last?: boolean },
): Promise<void> {
  const { due_at, delivered_at, ...after } = stateAfter(attempts, result, now, jitter, is_last);
  const written = await tx
    .updateTable('notification_deliveries')
    .set({
      ...after,
      due_at: due_at?.toISOString() ?? null,
      delivered_at: delivered_at?.toISOString() ?? null,
      leased_until: null,
      answer_status: result.status,
    })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('attempts', '=', attempts)
    .returning('id')
    .executeTakeFirst();
  if (!written) return;
  await tellOthers(tx, channel_id, result);
  await writeChannel(tx, channel_id, result, now);
}
