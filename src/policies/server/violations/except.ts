import type { Auditor } from '../../../identity/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emitAll } from '../../../platform/server/outbox.ts';
import { eventOf, TOLD_COLUMNS } from './events.ts';

interface Excepting {
  policy_id: string;
  subject_id: string | null;
  account_id: string | null;
  reason: string;
}

/** Takes the violations that an exception covers from those that somebody has to act on; for whoever was told they are over. */
export async function exceptViolations(
  tx: Transaction,
  auditor: Auditor,
  { policy_id, subject_id, account_id, reason }: Excepting,
): Promise<void> {
  const policy = await tx
    .selectFrom('policies')
    .select(['id', 'name', 'mode', 'severity'])
    .where('id', '=', policy_id)
    .executeTakeFirstOrThrow();
  const covered = await tx
    .selectFrom('policy_violations')
    .select([...TOLD_COLUMNS, 'is_told'])
    .where('policy_id', '=', policy_id)
    .where('state', 'in', ['open', 'acknowledged'])
    .where((e) => (subject_id === null ? e('account_id', '=', account_id) : e('subject_id', '=', subject_id)))
    .forUpdate()
    .execute();
  if (covered.length === 0) return;
  await tx
    .updateTable('policy_violations')
    .set({ state: 'excepted', is_told: false, changed_by: auditor.actor.name, note: reason })
    .where((e) => e('id', '=', e.fn.any(e.val(covered.map(({ id }) => id)))))
    .execute();
  await emitAll(
    tx,
    auditor,
    covered.flatMap(({ is_told, ...violation }) => (is_told ? [eventOf('policy.resolved', policy, violation)] : [])),
  );
}
