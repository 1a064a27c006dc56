import { sql } from 'kysely';
import { notFound } from '../../../platform/core/errors.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { compliancePercent } from '../../core/compliance.ts';
import type { PolicyAnswer } from '../../core/contract.ts';

type Money = PolicyAnswer['monthly_cost'];

/** Violations that somebody has to act on: excepted and resolved ones are not. */
export const IS_OPEN = sql<boolean>`policy_violations.state in ('open', 'acknowledged')`;

const COLUMNS = [
  'policies.id',
  'policies.name',
  'policies.description',
  'policies.subject',
  'policies.applies_when',
  'policies.must_hold',
  'policies.severity',
  'policies.mode',
  'policies.enabled',
  'policies.template_id',
  'policies.created_by',
  'policies.created_at',
  'policies.changed_at',
  'policies.checked_at',
  'policies.problem',
  'policies.unknown_because',
  'policies.kept',
  'policies.broken',
  'policies.excepted',
  'policies.unknown',
] as const;

/** Policies with what lists show of them, without their violations. */
export const selectPolicies = (tx: Transaction) => tx.selectFrom('policies').select(COLUMNS);
export type PolicyRow = Awaited<ReturnType<ReturnType<typeof selectPolicies>['executeTakeFirstOrThrow']>>;

interface Open {
  violations: number;
  monthly_cost: Money;
}

/** Open violations of policies, and what their subjects cost, by policy. */
async function readOpen(tx: Transaction, policy_ids: readonly string[]): Promise<ReadonlyMap<string, Open>> {
  const { rows } = await sql<{ policy_id: string; currency: string | null; violations: number; amount: number | null }>`
    select policy_id, currency, count(*)::integer as violations, sum(monthly_cost)::double precision as amount
    from policy_violations where policy_id = any(${[...policy_ids]}::uuid[]) and ${IS_OPEN}
    group by policy_id, currency order by policy_id, currency`.execute(tx);
  const open = new Map<string, Open>();
  for (const { policy_id, currency, violations, amount } of rows) {
    const one = open.get(policy_id) ?? { violations: 0, monthly_cost: [] };
    one.violations += violations;
    if (currency !== null && amount !== null) one.monthly_cost.push({ amount, currency });
    open.set(policy_id, one);
  }
  return open;
}

/** Policies as the API shows them, in the order of `rows`. */
export async function asPolicies(tx: Transaction, rows: readonly PolicyRow[]): Promise<PolicyAnswer[]> {
  const open = await readOpen(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...row,
    compliance_percent: compliancePercent(row),
    open_violations: open.get(row.id)?.violations ?? 0,
    monthly_cost: open.get(row.id)?.monthly_cost ?? [],
  }));
}

/** One policy. Throws a 404 problem when there is none of this id. */
export async function readPolicy(tx: Transaction, id: string): Promise<PolicyAnswer> {
  const row = await selectPolicies(tx).where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('This policy');
  const [shown] = await asPolicies(tx, [row]);
  return shown!;
}
