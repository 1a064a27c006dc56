import { sql } from 'kysely';
import { sumDecimals } from '../../../platform/core/decimal.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emit, emitAll } from '../../../platform/server/outbox.ts';
import { eventOf, type ToldViolation } from '../violations/events.ts';
import type { EnabledPolicy } from './policies.ts';

/** Violations of a run that people are told of one by one; where a policy has more, they are told of them in one. */
export const MOST_SINGLE = 20;

/** What violations cost a month, by currency, as exact decimal texts. */
function costOf(violations: readonly ToldViolation[]): { amount: string; currency: string }[] {
  const known = violations.flatMap(({ monthly_cost, currency }) =>
    monthly_cost === null || currency === null ? [] : [{ monthly_cost, currency }],
  );
  return [...Map.groupBy(known, ({ currency }) => currency)].map(([currency, own]) => ({
    currency,
    amount: sumDecimals(own.map(({ monthly_cost }) => monthly_cost)),
  }));
}

/**
 * Tells people of violations of a policy, one by one where `room` of the run lets it, and remembers which. Answers how many
 * were told so.
 */
export async function tellOfViolations(
  tx: Transaction,
  bound: { organization_id: string; now: Date },
  policy: EnabledPolicy,
  violations: readonly ToldViolation[],
  room: number,
): Promise<number> {
  if (violations.length === 0) return 0;
  if (violations.length > room) {
    const { id: policy_id, name: policy_name, severity } = policy;
    const payload = { policy_id, policy_name, severity, count: violations.length, monthly_cost: costOf(violations) };
    await emit(tx, bound, { type: 'policy.violated_many', payload });
    return 0;
  }
  await emitAll(
    tx,
    bound,
    violations.map((violation) => eventOf('policy.violated', policy, violation)),
  );
  await tx
    .updateTable('policy_violations')
    .set({ is_told: true })
    .where(sql<boolean>`id = any(${violations.map(({ id }) => id)}::uuid[])`)
    .execute();
  return violations.length;
}
