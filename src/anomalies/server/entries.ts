import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../platform/server/database.ts';
import type { AnomalyEntry } from '../core/contract.ts';

interface NewEntry {
  anomaly_id: string;
  kind: AnomalyEntry['kind'];
  text: string | null;
}

/** Writes lines into the timelines of anomalies, in their order. */
export async function addEntries(
  tx: Transaction,
  { organization_id, actor, now }: { organization_id: string; actor: { name: string }; now: Date },
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const shared = { organization_id, actor: actor.name, created_at: now.toISOString() };
  await tx
    .insertInto('anomaly_entries')
    .values(entries.map((entry) => ({ ...entry, ...shared, id: randomUUID() })))
    .execute();
}
