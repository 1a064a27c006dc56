import type { Scope } from '../../costs/core/scope.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { AlarmKind, Severity } from './analysis-contract.ts';
import type { AnomalyStatus, Direction, ENTRY_KINDS } from './contract.ts';
import type { FoundIncident, MergedAlarm } from './incidents-types.ts';

/** A stored anomaly, as far as it matters for following it. */
export interface KnownIncident {
  id: string;
  currency: string;
  scope: Scope;
  scope_key: string;
  title: string;
  kind: AlarmKind;
  direction: Direction;
  status: AnomalyStatus;
  severity: Severity;
  started_on: IsoDate;
  last_day: IsoDate;
  is_ongoing: boolean;
  /** Latest day that alarmed its way. */
  last_alarm_on: IsoDate;
  expected: number;
  actual: number;
  impact: number;
  /** The largest deviation of one day in its direction. */
  peak_per_day: number;
  alarms: readonly MergedAlarm[];
  /** Its stored costs by day, from `series_start` on. */
  series_start: IsoDate;
  series_actual: readonly (number | null)[];
  /** The last complete day when somebody resolved it; null while it is not resolved. */
  resolved_through: IsoDate | null;
}

/** What people have called normal: deviations of these costs in this direction up to so much a day. */
export interface KnownPattern {
  id: string;
  currency: string;
  scope: Scope;
  scope_key: string;
  direction: Direction;
  up_to_per_day: number;
}

/** An incident that an event of the calendar had announced: it is none. */
export interface AnnouncedIncident {
  found: FoundIncident;
  /** What the event is called. */
  event: string;
}

/** Days that the detector looked at; `judged_through` is the last of them. */
export interface JudgedDays {
  judged_from: IsoDate;
  judged_through: IsoDate;
}

/** What the detector looked at this time, and what else decides about what it found. */
export interface FollowedWindow extends JudgedDays {
  patterns: readonly KnownPattern[];
  /** True while the organization has not set itself what severities begin at. */
  severities_slide: boolean;
  announced: readonly AnnouncedIncident[];
  /** The costs as they are now, by scope key, from `start` on: what restatements are told by. */
  start: IsoDate;
  amounts: ReadonlyMap<string, Float64Array>;
}

/** A line of the timeline. */
export interface IncidentEntry {
  kind: (typeof ENTRY_KINDS)[number];
  text: string;
}

/** What is to be done with a stored anomaly, or a new one. `entries` go into its timeline. */
export type IncidentChange =
  | { change: 'new'; found: FoundIncident; entries: IncidentEntry[] }
  /** Store the new figures, alarms and explanation; the status stays. `entries` is empty when only the day has passed. */
  | { change: 'updated'; id: string; found: FoundIncident; entries: IncidentEntry[] }
  /** As updated, and its status becomes open. */
  | { change: 'reopened'; id: string; found: FoundIncident; entries: IncidentEntry[] }
  | { change: 'withdrawn'; id: string; entries: IncidentEntry[] }
  /** Not stored: within what people called normal. */
  | { change: 'suppressed'; found: FoundIncident; pattern_id: string };
