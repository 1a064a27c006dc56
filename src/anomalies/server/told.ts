import type { Transaction } from '../../platform/server/database.ts';

/** What messages say of an anomaly beside what its events carry. */
type ToldAnomaly = Awaited<ReturnType<typeof read>>[number];

const read = async (tx: Transaction, ids: readonly string[]) => {
  const rows = await tx
    .selectFrom('anomalies')
    .select(['id', 'scope', 'owner', 'cause', 'started_on', 'last_day', 'is_ongoing', 'expected', 'actual'])
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(({ cause, ...row }) => ({ ...row, cause: cause?.summary ?? null }));
};

/** Anomalies by their ids, as messages tell of them; those that are no longer there are left out. */
export const readToldAnomalies = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, ToldAnomaly>> =>
  new Map((await read(tx, ids)).map((row) => [row.id, row]));

/** How many anomalies somebody has to look at. */
export async function countOpenAnomalies(tx: Transaction): Promise<number> {
  const { count } = await tx
    .selectFrom('anomalies')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow();
  return count;
}
