import { sql } from 'kysely';
import type { Transaction } from './database.ts';

/** Something that happened, for the modules that come after: `type` is `<what>.<verb>`, `payload` holds no secrets. */
export interface OutboxEvent {
  type: string;
  payload: Record<string, unknown>;
}

/** Writes an event in the transaction of the change it tells of, so that neither is there without the other. */
export async function emit(
  tx: Transaction,
  { organization_id, now }: { organization_id: string; now: Date },
  { type, payload }: OutboxEvent,
): Promise<void> {
  await sql`insert into outbox (organization_id, type, payload, created_at)
    values (${organization_id}, ${type}, ${JSON.stringify(payload)}::jsonb, ${now.toISOString()})`.execute(tx);
}
