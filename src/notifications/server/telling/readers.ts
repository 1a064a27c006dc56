import { z } from 'zod';
import { readToldAnomalies } from '../../../anomalies/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { readToldRecommendations } from '../../../recommendations/server/index.ts';
import { readToldRemediations } from '../../../remediation/server/index.ts';

/** An event of the outbox as it is stored. */
export interface OutboxRow {
  id: number;
  type: string;
  payload: Record<string, unknown>;
  created_at: string;
}

type Known = ReadonlyMap<string, Record<string, unknown>>;

/** What tables say of the things that events of one kind are about, by their ids. */
const READERS: readonly { prefix: string; id_field: string; read(tx: Transaction, ids: string[]): Promise<Known> }[] = [
  { prefix: 'anomaly.', id_field: 'anomaly_id', read: readToldAnomalies },
  { prefix: 'recommendation.', id_field: 'recommendation_id', read: readToldRecommendations },
  { prefix: 'remediation.', id_field: 'id', read: readToldRemediations },
];

/** Events with what is known now of the things that they are about, as `known` in their payload; null when it is gone. */
export async function withKnown(tx: Transaction, rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
  const known = new Map<string, Record<string, unknown>>();
  for (const { prefix, id_field, read } of READERS) {
    const ids = rows.flatMap(({ type, payload }) => {
      const id = type.startsWith(prefix) ? z.uuid().safeParse(payload[id_field]).data : undefined;
      return id === undefined ? [] : [id];
    });
    if (ids.length === 0) continue;
    for (const [id, facts] of await read(tx, [...new Set(ids)])) known.set(`${prefix} ${id}`, facts);
  }
  return rows.map((row) => {
    const reader = READERS.find(({ prefix }) => row.type.startsWith(prefix));
    if (!reader) return row;
    const found = known.get(`${reader.prefix} ${String(row.payload[reader.id_field])}`) ?? null;
    return { ...row, payload: { ...row.payload, known: found } };
  });
}
