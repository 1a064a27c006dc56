import type { CostCube, Slice } from '../../costs/core/cube.ts';
import type { Scope } from '../../costs/core/scope.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { AlarmKind, Severity } from './analysis-contract.ts';
import type { AnomalySettings, Direction } from './contract.ts';

/** A day of a slice that the detector found out of the ordinary. */
export interface SliceAlarm {
  /** The day, counted from the start of the cube. */
  index: number;
  expected: number;
  lower: number;
  upper: number;
  actual: number;
  kind: AlarmKind;
}

/** A slice of a cube with what the detector said of it. */
export interface JudgedSlice extends Slice {
  /** The cube it is of: an index into `cubes` of the input. */
  cube: number;
  /** The day of index 0 of the arrays below, counted from the start of the cube. */
  first_index: number;
  /** What was expected of each judged day before it was seen; NaN where nothing could be. */
  expected: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  alarms: readonly SliceAlarm[];
}

/** A stored incident that alarmed before the first judged day, on days that are thus not found again (`continuingIncidents`). */
export interface ContinuingIncident {
  scope_key: string;
  direction: Direction;
  kind: AlarmKind;
  started_on: IsoDate;
  /** Latest day on which it alarmed itself; of all its merged alarms where that cannot be told. */
  last_alarm_on: IsoDate;
}

export interface IncidentInput {
  /**
   * Daily costs in one currency, with the same start and days. Slices of the first lie within each other in ways its cells
   * tell; the others (by tag) overlap with it in ways nobody knows. May be empty: nothing is found then.
   */
  cubes: readonly CostCube[];
  slices: readonly JudgedSlice[];
  /** Incidents still going on by what was known before; those of slices that are not given are left out. */
  continuing: readonly ContinuingIncident[];
  severity_impacts: AnomalySettings['severity_impacts'];
}

/** A slice whose alarms are one with an incident. */
export interface MergedAlarm {
  scope_key: string;
  title: string;
  first_day: IsoDate;
  last_day: IsoDate;
  /** Days that alarmed, those of the costs going back among them. */
  days: number;
  /** What the days that alarmed its way were away from what was expected of them, added up. */
  impact: number;
}

/** The days around an incident; null where a day's costs are not known. */
export interface IncidentSeries {
  start: IsoDate;
  actual: (number | null)[];
  /** What the detector expected of each day; from the first day of the incident to its last, the usual from before it. */
  expected: (number | null)[];
  lower: (number | null)[];
  upper: (number | null)[];
}

export interface FoundIncident {
  currency: string;
  /** The narrowest slice that shows it. */
  scope: Scope;
  scope_key: string;
  title: string;
  kind: AlarmKind;
  direction: Direction;
  severity: Severity;
  started_on: IsoDate;
  last_day: IsoDate;
  is_ongoing: boolean;
  /** First and latest day that alarmed, of all merged slices. */
  first_alarm_on: IsoDate;
  last_alarm_on: IsoDate;
  /** Over its days so far, of those whose costs are known. */
  expected: number;
  actual: number;
  /** actual − expected: negative for a drop. */
  impact: number;
  /** The largest deviation of one day in its direction, 0 or more: what a normal pattern is compared with. */
  peak_per_day: number;
  series: IncidentSeries;
  /** The slices that alarmed, by impact, largest first. */
  alarms: MergedAlarm[];
  /** Why it was reported, in sentences. */
  explanation: string[];
}
