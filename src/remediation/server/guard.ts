import type { Context } from '../../platform/server/context.ts';
import { type GuardedChange, NO_OBJECTION, type Verdict } from '../core/guard.ts';
import type { RemediationRow } from './store.ts';

/** What guards look with. */
export interface Guarding extends Pick<Context, 'organization_id' | 'transaction'> {
  now: Date;
  signal: AbortSignal;
}

/** Judges changes before they are made, in their order; as the module knows that comes after. Not within a transaction. */
export type Guard = (context: Guarding, changes: readonly GuardedChange[]) => Promise<readonly Verdict[]>;

/** A change that was proposed, as guards judge it. */
export const guardedChange = (row: RemediationRow): GuardedChange => ({
  id: row.id,
  change: row.change,
  title: row.title,
  provider: row.provider,
  resource_id: row.resource_id,
  account_id: row.account_id,
  region: row.region,
  environment: row.environment,
  owner: row.owner,
  risk: row.risk,
  destructive: row.destructive,
  reversibility: row.reversibility,
  from_recommendation: row.recommendation_id !== null,
  proposed_by: row.proposed_by,
  monthly_savings: row.monthly_savings,
  currency: row.currency,
  after: row.preview.after,
});

/** What is said of the changes of some rows as they are, by id. */
export async function verdictsOn(
  context: Guarding,
  guard: Guard,
  rows: readonly RemediationRow[],
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = rows.length === 0 ? [] : await guard(context, rows.map(guardedChange));
  return new Map(rows.map(({ id }, index) => [id, verdicts[index] ?? NO_OBJECTION]));
}
