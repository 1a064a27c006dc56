import type { Auditor } from '../../../identity/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emitAll } from '../../../platform/server/outbox.ts';
import { eventOf, TOLD_COLUMNS } from './events.ts';

/** Resolves every violation of a policy that nobody asks for any more, and tells whoever was told of one. */
export async function resolveAll(
  tx: Transaction,
  auditor: Pick<Auditor, 'organization_id' | 'now'>,
  policy_id: string,
): Promise<void> {
  const policy = await tx
    .selectFrom('policies')
    .select(['id', 'name', 'mode', 'severity'])
    .where('id', '=', policy_id)
    .executeTakeFirstOrThrow();
  const resolved = await tx
    .updateTable('policy_violations')
    .set({ state: 'resolved', resolved_at: auditor.now.toISOString() })
    .where('policy_id', '=', policy_id)
    .where('state', '<>', 'resolved')
    .returning([...TOLD_COLUMNS, 'is_told'])
    .execute();
  await emitAll(
    tx,
    auditor,
    resolved.flatMap(({ is_told, ...violation }) => (is_told ? [eventOf('policy.resolved', policy, violation)] : [])),
  );
}
