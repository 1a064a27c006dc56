import type { Transaction } from '../../../platform/server/database.ts';

/** How many violations somebody has to look at. */
export async function countOpenViolations(tx: Transaction): Promise<number> {
  const { count } = await tx
    .selectFrom('policy_violations')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return count;
}
