import { sql } from 'kysely';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { compliancePercent, sumCounts } from '../../core/compliance.ts';
import type { policiesContract } from '../../core/contract.ts';
import { POLICY_SEVERITIES, type PolicySeverity } from '../../core/policy.ts';
import { IS_OPEN } from './policy-rows.ts';

/**
 * What accounts and resources in violation cost a month, each once: whatever number of policies they violate, and no resource
 * beside its account. Findings and changes cost nothing themselves.
 */
async function readCost(tx: Transaction): Promise<{ amount: number; currency: string }[]> {
  const { rows } = await sql<{ amount: number; currency: string }>`
    with costly as (
      select distinct on (subject, subject_id) subject, provider, account_id, currency, monthly_cost from policy_violations
      where ${IS_OPEN} and subject in ('account', 'resource') order by subject, subject_id, seen_at desc, id)
    select currency, sum(monthly_cost)::double precision as amount from costly as one
    where currency is not null and monthly_cost is not null and (subject = 'account' or not exists (
      select from costly as account where account.subject = 'account' and account.monthly_cost is not null
        and (account.provider, account.account_id, account.currency) = (one.provider, one.account_id, one.currency)))
    group by currency order by currency`.execute(tx);
  return rows;
}

async function readOpen(tx: Transaction): Promise<{ severity: PolicySeverity; open: number }[]> {
  const { rows } = await sql<{ severity: PolicySeverity; open: number }>`
    select policies.severity, count(*)::integer as open from policy_violations
    join policies on policies.id = policy_violations.policy_id where ${IS_OPEN} group by 1`.execute(tx);
  const open = new Map(rows.map((row) => [row.severity, row.open]));
  return POLICY_SEVERITIES.toReversed().map((severity) => ({ severity, open: open.get(severity) ?? 0 }));
}

/** How policies are kept altogether. */
export const summaryHandlers = {
  getPoliciesSummary: (context) =>
    context.transaction(async (tx) => {
      const policies = await tx
        .selectFrom('policies')
        .select(['kept', 'broken', 'excepted', 'unknown', 'checked_at'])
        .where('enabled', '=', true)
        .execute();
      const counts = sumCounts(policies);
      const by_severity = await readOpen(tx);
      return {
        policies: policies.length,
        ...counts,
        compliance_percent: compliancePercent(counts),
        open_violations: by_severity.reduce((sum, { open }) => sum + open, 0),
        by_severity,
        monthly_cost: await readCost(tx),
        checked_at: policies.reduce<string | null>(
          (last, { checked_at }) => (checked_at !== null && (last === null || checked_at > last) ? checked_at : last),
          null,
        ),
      };
    }),
} satisfies Partial<Handlers<typeof policiesContract>>;
