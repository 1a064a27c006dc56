import type { ColumnType, Generated } from 'kysely';
import type { CloudAnswer, CloudCall } from '../../connections/core/cloud-call.ts';
import type { Action, Change } from '../../recommendations/core/change.ts';
import type { Finding, Level } from '../../recommendations/core/types.ts';
import type { Reversibility } from '../core/action.ts';
import type { EntryKind, Phase, Preview, Review, StepState } from '../core/answers.ts';
import type { RemediationSettings } from '../core/settings.ts';
import type { Approval, Requirement, State } from '../core/workflow.ts';

type Json<T> = ColumnType<T, string, string>;

interface SettingsTable {
  organization_id: string;
  settings: Json<RemediationSettings>;
  changed_by: string;
  changed_at: string;
}

interface StopTable {
  organization_id: string;
  provider_id: string | null;
  reason: string;
  stopped_by: string;
  stopped_at: string;
}

interface BatchTable {
  id: string;
  organization_id: string;
  name: string;
  canaries: number;
  at_once: number;
  created_by: string;
  created_at: string;
}

export interface RemediationTable {
  id: string;
  organization_id: string;
  recommendation_id: string | null;
  batch_id: string | null;
  batch_place: number | null;
  provider_id: string;
  provider: 'aws' | 'azure';
  resource_id: string;
  resource_type: string;
  resource_name: string | null;
  account_id: string;
  region: string | null;
  environment: string | null;
  owner: string | null;
  action: Action;
  change: Json<Change>;
  title: string;
  note: string | null;
  risk: Level;
  destructive: boolean;
  reversibility: Reversibility;
  monthly_savings: string | null;
  currency: string | null;
  evidence: Json<Finding['evidence']>;
  evidence_since: string | null;
  preview: Json<Preview>;
  state: State;
  state_changed_at: string;
  requirement: Json<Requirement>;
  proposed_by_id: string | null;
  proposed_by: string;
  proposed_at: string;
  approvals: Json<Approval[]>;
  expires_at: string;
  execute_on_approval: boolean;
  wished_for: string | null;
  scheduled_for: string | null;
  has_changed: boolean;
  is_reversible: boolean;
  undo_until: string | null;
  stop_requested: boolean;
  executor: string | null;
  captured: ColumnType<Record<string, CloudAnswer> | null, string | null, string | null>;
  kept: Json<Record<string, string>>;
  waiting_for: string | null;
  problem: string | null;
  started_at: string | null;
  finished_at: string | null;
  completed_at: string | null;
}

interface StepTable {
  id: string;
  organization_id: string;
  remediation_id: string;
  phase: Phase;
  round: number;
  place: number;
  step_id: string;
  title: string;
  state: StepState;
  calls_made: Generated<number>;
  called_at: string | null;
  message: string | null;
  started_at: string | null;
  finished_at: string | null;
}

interface CallTable {
  id: string;
  place: Generated<number>;
  organization_id: string;
  remediation_id: string;
  step_row_id: string;
  kind: 'look' | 'change';
  call: Json<CloudCall>;
  answer: ColumnType<CloudAnswer | null, string | null, string | null>;
  started_at: string;
  finished_at: string | null;
}

interface EntryTable {
  id: string;
  place: Generated<number>;
  organization_id: string;
  remediation_id: string;
  kind: EntryKind;
  actor: string;
  text: string | null;
  created_at: string;
}

interface ReviewTable {
  organization_id: string;
  remediation_id: string;
  after: 'day' | 'week';
  reviewed_at: string;
  review: Json<Review>;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    remediation_settings: SettingsTable;
    remediation_stops: StopTable;
    remediation_batches: BatchTable;
    remediations: RemediationTable;
    remediation_steps: StepTable;
    remediation_calls: CallTable;
    remediation_entries: EntryTable;
    remediation_reviews: ReviewTable;
  }
}
