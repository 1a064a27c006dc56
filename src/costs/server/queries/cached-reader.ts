import { availableParallelism } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { CostStore } from '../store/cost-store.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** About 64 MB, at some 250 bytes a row. */
const MOST_ROWS = 256_000;

/** Reads the costs of organizations, each answer kept until the organization's costs change. */
export interface CachedReader {
  /** What `work` answers on the current snapshot; `key` names the question with everything that it depends on. */
  read<T extends object>(
    organization_id: string,
    key: unknown,
    work: (snapshot: Snapshot, connection: DuckDBConnection) => Promise<T>,
  ): Promise<T>;
}

/** The rows of an answer: its own, or those of the lists in it. */
const rowsIn = (answer: object): number =>
  (Array.isArray(answer) ? [answer] : Object.values(answer)).reduce(
    (rows, value) => rows + (Array.isArray(value) ? value.length : 0),
    1,
  );

/** A reader over `store`; equal questions that are asked at once are answered by one query. */
export function createCachedReader(store: CostStore): CachedReader {
  const answers = new LRUCache<string, object>({
    maxSize: MOST_ROWS,
    sizeCalculation: rowsIn,
  });
  // More at once would not end sooner, and take the processor from the thread that answers requests.
  const limit = pLimit(availableParallelism());
  const running = new Map<string, Promise<object>>();
  return {
    async read<T extends object>(
      organization_id: string,
      question: unknown,
      work: (snapshot: Snapshot, connection: DuckDBConnection) => Promise<T>,
    ): Promise<T> {
      const file = await store.open(organization_id);
      const key = `${organization_id} ${file.version} ${JSON.stringify(question)}`;
      const known = answers.get(key) ?? running.get(key);
      if (known) return (await known) as T;
      const asked = limit(() => file.read(work));
      running.set(key, asked);
      try {
        const answer = await asked;
        answers.set(key, answer);
        return answer;
      } finally {
        running.delete(key);
      }
    },
  };
}
