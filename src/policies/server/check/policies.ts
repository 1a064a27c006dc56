import { dayOf } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { PolicySubject } from '../../core/policy.ts';
import type { Exception } from '../../core/settle.ts';

const COLUMNS = ['id', 'name', 'subject', 'applies_when', 'must_hold', 'mode', 'severity', 'changed_at'] as const;

/** Policies that are in force, oldest first. */
export const readEnabled = (tx: Transaction) =>
  tx.selectFrom('policies').select(COLUMNS).where('enabled', '=', true).orderBy('created_at').orderBy('id').execute();
export type EnabledPolicy = Awaited<ReturnType<typeof readEnabled>>[number];

/** Exceptions that hold on the day of `now`, by policy. */
export async function readExceptions(tx: Transaction, now: Date): Promise<ReadonlyMap<string, Exception[]>> {
  const rows = await tx
    .selectFrom('policy_exceptions')
    .select(['policy_id', 'subject_id', 'account_id', 'reason', 'created_by', 'expires_on'])
    .where('expires_on', '>', dayOf(now))
    .execute();
  return Map.groupBy(rows, ({ policy_id }) => policy_id);
}

/** Policies by what they judge. */
export const bySubject = (policies: readonly EnabledPolicy[]): ReadonlyMap<PolicySubject, EnabledPolicy[]> =>
  Map.groupBy(policies, ({ subject }) => subject);
