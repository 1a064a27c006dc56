import { sql } from 'kysely';
import type { Transaction } from './database.ts';

/** Something that happened, for the modules that come after: `type` is `<what>.<verb>`, `payload` holds no secrets. */
export interface OutboxEvent {
  type: string;
  payload: Record<string, unknown>;
}

interface Bound {
  organization_id: string;
  now: Date;
}

/** Transactions that wrote events. */
const writers = new WeakSet<Transaction>();

/** Whether events were written in `tx`. */
export const hasEmitted = (tx: Transaction): boolean => writers.has(tx);

/** Writes events in the transaction of the changes they tell of, so that neither is there without the other. */
export async function emitAll(tx: Transaction, { organization_id, now }: Bound, events: OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  writers.add(tx);
  await sql`insert into outbox (organization_id, type, payload, created_at)
    select ${organization_id}::uuid, one.type, one.payload, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as one (type text, payload jsonb)`.execute(tx);
}

/** Writes one event; see `emitAll`. */
export const emit = (tx: Transaction, bound: Bound, event: OutboxEvent): Promise<void> => emitAll(tx, bound, [event]);
