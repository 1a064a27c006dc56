import { sql } from 'kysely';
import { accountKey } from '../../../costs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Violation } from '../../core/contract.ts';
import { linkTo } from '../links.ts';

const COLUMNS = [
  'policy_violations.id',
  'policy_violations.policy_id',
  'policies.name as policy_name',
  'policies.severity',
  'policy_violations.subject',
  'policy_violations.subject_id',
  'policy_violations.subject_name',
  'policy_violations.page_id',
  'policy_violations.provider',
  'policy_violations.account_id',
  'policy_violations.region',
  'policy_violations.owner',
  'policy_violations.monthly_cost',
  'policy_violations.currency',
  'policy_violations.state',
  'policy_violations.facts',
  'policy_violations.found_at',
  'policy_violations.seen_at',
  'policy_violations.resolved_at',
  'policy_violations.changed_by',
  'policy_violations.note',
] as const;

/** The last day's end of the exceptions that cover a violation. */
const EXCEPTED_UNTIL = sql<string | null>`case when policy_violations.state = 'excepted' then (
  select max(expires_on) from policy_exceptions where policy_exceptions.policy_id = policy_violations.policy_id
    and (policy_exceptions.subject_id = policy_violations.subject_id
      or policy_exceptions.account_id = policy_violations.account_id)) end`;

/** Violations with what lists show of them. */
export const selectViolations = (tx: Transaction) =>
  tx
    .selectFrom('policy_violations')
    .innerJoin('policies', 'policies.id', 'policy_violations.policy_id')
    .select([...COLUMNS, EXCEPTED_UNTIL.as('excepted_until')]);
type ViolationRow = Awaited<ReturnType<ReturnType<typeof selectViolations>['executeTakeFirstOrThrow']>>;

/** A violation as the API shows it; `names` are what bills call accounts, by `accountKey`. */
export function asViolation({ page_id, ...row }: ViolationRow, names: ReadonlyMap<string, string>): Violation {
  return {
    ...row,
    link: linkTo(row.subject, page_id),
    account_name: row.account_id === null ? null : (names.get(accountKey(row.account_id)) ?? null),
    monthly_cost: row.monthly_cost === null ? null : Number(row.monthly_cost),
  };
}
