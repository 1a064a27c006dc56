import type { ColumnType, Generated } from 'kysely';
import type { Scope } from '../../costs/core/scope.ts';
import type { AlarmKind, Sensitivity, Severity } from '../core/analysis-contract.ts';
import type { Cause } from '../core/cause.ts';
import type { AnomalySettings, AnomalyStatus, Direction, ENTRY_KINDS } from '../core/contract.ts';
import type { MergedAlarm } from '../core/incidents.ts';

type Json<T> = ColumnType<T, string, string>;

interface SettingsTable {
  organization_id: string;
  sensitivity: Sensitivity;
  minimum_impact: number | null;
  severity_impacts: ColumnType<AnomalySettings['severity_impacts'], string | null, string | null>;
}

interface StateTable {
  organization_id: string;
  judged_from: string;
  judged_through: string;
  inputs: string;
  detector_version: string;
  series: number;
  digests_start: string;
  day_digests: string[];
  finished_at: string;
}

export interface AnomalyTable {
  id: string;
  organization_id: string;
  currency: string;
  scope_key: string;
  scope: Json<Scope>;
  title: string;
  kind: AlarmKind;
  direction: Direction;
  status: AnomalyStatus;
  severity: Severity;
  started_on: string;
  last_day: string;
  is_ongoing: boolean;
  first_alarm_on: string;
  last_alarm_on: string;
  detected_on: string;
  resolved_through: string | null;
  expected: number;
  actual: number;
  impact: number;
  peak_per_day: number;
  series_start: string;
  series_actual: (number | null)[];
  series_expected: (number | null)[];
  series_lower: (number | null)[];
  series_upper: (number | null)[];
  alarms: Json<MergedAlarm[]>;
  explanation: Json<string[]>;
  cause: ColumnType<Cause | null, string | null, string | null>;
  owner: string | null;
  load_version: string;
  detector_version: string;
  created_at: string;
  changed_at: string;
}

interface EntryTable {
  id: string;
  place: Generated<number>;
  organization_id: string;
  anomaly_id: string;
  kind: (typeof ENTRY_KINDS)[number];
  actor: string;
  text: string | null;
  created_at: string;
}

interface PatternTable {
  id: string;
  organization_id: string;
  anomaly_id: string | null;
  currency: string;
  scope_key: string;
  scope: Json<Scope>;
  title: string;
  direction: Direction;
  up_to_per_day: number;
  note: string | null;
  created_by: string;
  created_at: string;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    anomaly_settings: SettingsTable;
    anomaly_states: StateTable;
    anomalies: AnomalyTable;
    anomaly_entries: EntryTable;
    normal_patterns: PatternTable;
  }
}
