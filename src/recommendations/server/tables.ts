import type { ColumnType, Generated } from 'kysely';
import type { DISMISSAL_REASONS, ENTRY_KINDS, Status } from '../core/contract.ts';
import type { LabelSettings } from '../core/labels.ts';
import type { ExceptionScope } from '../core/settings.ts';
import type { Claim, Effort, Finding, FreedCommitment, Level, RecommendationType } from '../core/types.ts';

type Json<T> = ColumnType<T, string, string>;

interface RunTable {
  organization_id: string;
  finished_at: string;
  as_of: string;
  inputs: string;
  load_version: string;
  resources: number;
  bill_start: string | null;
  bill_end: string | null;
  unknown: Json<Record<string, number>>;
  failed: Json<{ rule_id: string; message: string; resources: number }[]>;
}

interface InputTable {
  organization_id: string;
  provider_id: string;
  resource_id: string;
  changed_at: string;
  measured_on: string | null;
  bill_digest: string;
  unknown: string[];
  failed: string[];
}

/** What a cloud says of the same. Amounts are exact decimal texts. */
export interface KeptAdvice {
  source: string;
  action: string;
  title: string;
  monthly_savings: string | null;
  currency: string | null;
  details: Record<string, unknown>;
}

export interface RecommendationTable {
  id: string;
  organization_id: string;
  rule_id: string;
  type: RecommendationType;
  provider: 'aws' | 'azure';
  provider_id: string | null;
  resource_id: string;
  resource_type: string;
  resource_name: string | null;
  account_id: string;
  region: string | null;
  owner: string | null;
  status: Status;
  snoozed_until: string | null;
  dismissal_reason: (typeof DISMISSAL_REASONS)[number] | null;
  status_before: Status | null;
  implemented_on: string | null;
  resolved_on: string | null;
  title: string;
  reason: string;
  impact: Level;
  confidence: Level;
  risk: Level;
  effort: Effort;
  restart_needed: boolean;
  reversible: boolean;
  has_code: boolean;
  monthly_savings: string | null;
  expected_savings: string | null;
  list_savings: string | null;
  contracted_savings: string | null;
  taken_up: string | null;
  stranded: string | null;
  currency: string | null;
  in_total: boolean;
  own_savings: string | null;
  claims: Json<Claim[]>;
  freed_commitments: Json<FreedCommitment[]>;
  sources: string[];
  finding: Json<Finding>;
  advice: Json<KeptAdvice[]>;
  stale_because: string | null;
  first_found_at: string;
  found_at: string;
  changed_at: string;
}

interface EntryTable {
  id: string;
  place: Generated<number>;
  organization_id: string;
  recommendation_id: string;
  kind: (typeof ENTRY_KINDS)[number];
  actor: string;
  text: string | null;
  created_at: string;
}

interface ResultTable {
  organization_id: string;
  recommendation_id: string;
  rule_id: string;
  changed_on: string;
  measured_through: string;
  days: number;
  promised: string | null;
  realised: string | null;
  lower: string | null;
  upper: string | null;
  currency: string;
  explanation: string;
}

interface RuleTable {
  organization_id: string;
  rule_id: string;
  enabled: boolean;
  parameters: Json<Record<string, unknown>>;
  changed_by: string;
  changed_at: string;
}

interface ExceptionTable {
  id: string;
  organization_id: string;
  rule_id: string | null;
  scope: Json<ExceptionScope>;
  excluded: boolean;
  parameters: Json<Record<string, unknown>>;
  reason: string;
  created_by: string;
  created_at: string;
}

interface SettingsTable {
  organization_id: string;
  labels: Json<LabelSettings>;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    recommendation_runs: RunTable;
    recommendation_inputs: InputTable;
    recommendations: RecommendationTable;
    recommendation_entries: EntryTable;
    recommendation_results: ResultTable;
    recommendation_rules: RuleTable;
    recommendation_exceptions: ExceptionTable;
    recommendation_settings: SettingsTable;
  }
}
