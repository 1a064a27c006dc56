import type { Scope } from '../../costs/core/scope.ts';
import { addDays, addMonths, daysBetween, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import type { Cause } from './cause.ts';

/** Costs of one combination of values, over the days of an incident and over those before it. */
export interface CauseCell {
  service: string;
  service_label?: string | null;
  account: string;
  account_name: string | null;
  region: string;
  region_name?: string | null;
  /** What is charged for: the description of the charge, or its SKU; empty where the rows have none. */
  usage_type: string;
  /** Empty where the rows name no resource. */
  resource_id: string;
  resource_name: string | null;
  tags?: Record<string, string>;
  /**
   * What the days of the incident would have cost: use by the baseline's days, each multiplied with the weight of its
   * weekday (`weekdayWeights`); charges that are not for use (fees, taxes, credits: a charge frequency of One-Time or
   * Recurring) by the same days of an earlier month (`feeBaselineOf`), since they come by the month. Where the costs do
   * not reach back to those, fees are weighed as use is.
   */
  baseline_cost: number;
  /** Likewise; null where any of its rows has no quantity. */
  baseline_quantity: number | null;
  actual_cost: number;
  actual_quantity: number | null;
}

/** What `explain` goes by. All costs in one currency, of the incident's scope. */
export interface CauseFacts {
  currency: string;
  scope: Scope;
  /** Days of the incident that are compared, `end` not included: all of them, or the latest of a long one. */
  start: IsoDate;
  end: IsoDate;
  /** Days before it, see `baselineOf`. */
  baseline_start: IsoDate;
  baseline_end: IsoDate;
  /** Days before it that fees are compared with, see `feeBaselineOf`; absent where they are compared as everything else. */
  fees?: Cause['fees'];
  /** In any order; several may have the same values. */
  cells: readonly CauseCell[];
  /** What else happened at about the time: passed on as it is. */
  neighbours: Cause['neighbours'];
}

/** A quarter tells what a long incident is about; its rows are read in every run. */
const MOST_DAYS = 92;

/** The days of an incident that are compared: all, or the last 92. */
export function comparedDays(started_on: IsoDate, last_day: IsoDate): { start: IsoDate; end: IsoDate } {
  const end = addDays(last_day, 1);
  const earliest = addDays(end, -MOST_DAYS);
  return { start: started_on < earliest ? earliest : started_on, end };
}

/** Four whole weeks, so that each weekday is in it as often as every other. */
const BASELINE_DAYS = 28;

/** The days that an incident is compared with: the four weeks before it, or those of them since `first_day`. */
export function baselineOf(
  started_on: IsoDate,
  first_day: IsoDate,
): { baseline_start: IsoDate; baseline_end: IsoDate } {
  const wanted = addDays(started_on, -BASELINE_DAYS);
  return { baseline_start: wanted < first_day ? first_day : wanted, baseline_end: started_on };
}

/** The same day of the month `months` before, or the last of that month where it has no such day. */
function monthsBefore(date: IsoDate, months: number): IsoDate {
  const first = addMonths(date, -months);
  const wanted = addDays(first, daysBetween(monthStart(date), date));
  const next = addMonths(first, 1);
  return wanted < next ? wanted : addDays(next, -1);
}

/**
 * The days whose fees those of [start, end) are compared with: the same of the latest month in which they are all before
 * `began`, the day the incident began where that is before `start`.
 */
export function feeBaselineOf(start: IsoDate, end: IsoDate, began = start): { fee_start: IsoDate; fee_end: IsoDate } {
  const last = addDays(end, -1);
  let months = 1;
  while (monthsBefore(last, months) >= began) months += 1;
  return { fee_start: monthsBefore(start, months), fee_end: addDays(monthsBefore(last, months), 1) };
}

/** Days in [start, end) by weekday, 0 Monday to 6 Sunday. */
function weekdaysIn(start: IsoDate, end: IsoDate): number[] {
  const days = daysBetween(start, end);
  const first = (new Date(`${start}T00:00:00Z`).getUTCDay() + 6) % 7;
  return Array.from({ length: 7 }, (_, weekday) =>
    Math.max(0, Math.floor((days - 1 - ((weekday - first + 7) % 7)) / 7) + 1),
  );
}

/**
 * What each day of the baseline counts for, by weekday (0 Monday to 6 Sunday), so that the baseline adds up to days like
 * those of the incident. A baseline that lacks a weekday of the incident counts all days the same.
 */
export function weekdayWeights(facts: Pick<CauseFacts, 'start' | 'end' | 'baseline_start' | 'baseline_end'>): number[] {
  const wanted = weekdaysIn(facts.start, facts.end);
  const given = weekdaysIn(facts.baseline_start, facts.baseline_end);
  const all_given = given.reduce((sum, days) => sum + days, 0);
  if (all_given === 0) return given;
  const is_covered = wanted.every((days, weekday) => days === 0 || given[weekday]! > 0);
  if (!is_covered) return given.map(() => wanted.reduce((sum, days) => sum + days, 0) / all_given);
  return wanted.map((days, weekday) => (days === 0 ? 0 : days / given[weekday]!));
}
