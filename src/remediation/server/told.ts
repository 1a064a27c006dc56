import { sql } from 'kysely';
import type { Transaction } from '../../platform/server/database.ts';

/** What messages say of a change beside what its events carry. */
type ToldRemediation = Awaited<ReturnType<typeof read>>[number];

const read = (tx: Transaction, ids: readonly string[]) =>
  tx
    .selectFrom('remediations')
    .select(['id', 'resource_name', 'region', 'currency', 'note'])
    // As it is written: the column has 18 places.
    .select(sql<string | null>`trim_scale(monthly_savings)::text`.as('monthly_savings'))
    .where('id', 'in', [...ids])
    .execute();

/** Changes by their ids, as messages tell of them; those that are no longer there are left out. */
export const readToldRemediations = async (
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ToldRemediation>> => new Map((await read(tx, ids)).map((row) => [row.id, row]));

/** How many changes wait for somebody to approve them. */
export async function countToApprove(tx: Transaction): Promise<number> {
  const { count } = await tx
    .selectFrom('remediations')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('state', '=', 'proposed')
    .executeTakeFirstOrThrow();
  return count;
}
