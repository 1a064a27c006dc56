import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';

/**
 * A text that names the active loads of an organization: a new load has a higher number than all before, and one that is
 * taken away leaves fewer. Empty without costs.
 */
export async function readLoadVersion(tx: Transaction): Promise<string> {
  const { newest, loads } = await tx
    .selectFrom('cost_loads')
    .select((e) => [e.fn.max<number | null>('load_id').as('newest'), sql<number>`count(*)::integer`.as('loads')])
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow();
  return newest === null ? '' : `${newest}-${loads}`;
}
