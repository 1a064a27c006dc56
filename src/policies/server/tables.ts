import type { ColumnType, Generated } from 'kysely';
import type { VIOLATION_STATES } from '../core/contract.ts';
import type { PolicyMode, PolicySeverity, PolicySubject } from '../core/policy.ts';

type Json<T> = ColumnType<T, string, string>;

interface PolicyTable {
  id: string;
  organization_id: string;
  name: string;
  description: string;
  subject: PolicySubject;
  applies_when: string;
  must_hold: string;
  severity: PolicySeverity;
  mode: PolicyMode;
  enabled: boolean;
  template_id: string | null;
  created_by: string;
  created_at: string;
  changed_at: string;
  checked_at: string | null;
  problem: string | null;
  unknown_because: string | null;
  kept: Generated<number>;
  broken: Generated<number>;
  excepted: Generated<number>;
  unknown: Generated<number>;
}

export interface ViolationTable {
  id: string;
  organization_id: string;
  policy_id: string;
  subject: PolicySubject;
  subject_id: string;
  subject_name: string;
  /** Id of the subject's page; null without one. */
  page_id: string | null;
  provider: string | null;
  account_id: string | null;
  region: string | null;
  owner: string | null;
  tags: Json<Record<string, string>>;
  /** Exact decimal text. */
  monthly_cost: string | null;
  currency: string | null;
  state: (typeof VIOLATION_STATES)[number];
  facts: Json<{ path: string; value: string }[]>;
  found_at: string;
  seen_at: string;
  resolved_at: string | null;
  changed_by: string | null;
  note: string | null;
  /** People were told of it by itself. */
  is_told: Generated<boolean>;
}

interface ExceptionTable {
  id: string;
  organization_id: string;
  policy_id: string;
  subject_id: string | null;
  account_id: string | null;
  reason: string;
  expires_on: string;
  created_by: string;
  created_at: string;
}

interface ComplianceTable {
  organization_id: string;
  policy_id: string;
  date: string;
  /** Empty text is none, as of `owner`. */
  account_id: string;
  owner: string;
  kept: number;
  broken: number;
  excepted: number;
  unknown: number;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    policies: PolicyTable;
    policy_violations: ViolationTable;
    policy_exceptions: ExceptionTable;
    policy_compliance: ComplianceTable;
  }
}
