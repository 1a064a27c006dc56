import type { Filter } from '../../costs/core/filters.ts';
import { type Scope, scopeFilters, scopeKey } from '../../costs/core/scope.ts';
import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { overlapWith } from './followed.ts';
import type { KnownEvent } from './planned.ts';
import { bandsOf, notBelowZero, type SliceForecast } from './slice-forecast.ts';
import type { Partition } from './slices.ts';

// Scenarios change forecasts when they are read: by what the calendar says lies ahead, and by growth that is asked about.
// Both keep the sums of partitions: growth is the same factor for every slice, and what an event adds to the total is
// added to the slices of each partition in shares that make a whole.

const DAYS_OF_GROWTH = 365;

/** What costs grow to by each of `days` days of a forecast, when they are `percent` more after a year, evenly: factors. */
export const growthFactors = (percent: number, days: number): number[] =>
  Array.from({ length: days }, (_, day) => 1 + ((percent / 100) * (day + 1)) / DAYS_OF_GROWTH);

/** Costs by day multiplied by `factors`. */
export const multiplied = (values: readonly number[], factors: readonly number[]): number[] =>
  values.map((value, day) => value * factors[day]!);

/**
 * What an event adds to each of `days` days from `start` on in its whole scope, whose costs without it are `baseline`
 * (null when that is not known, which leaves out what is said in percent).
 */
export function addedByDay(
  event: KnownEvent,
  baseline: readonly number[] | null,
  start: IsoDate,
  days: number,
): number[] {
  const first = daysBetween(start, event.start_date);
  const end = event.end_date === null ? days : daysBetween(start, event.end_date);
  const amount = (day: number): number =>
    event.percent === null ? (event.amount_per_day ?? 0) : ((baseline?.[day] ?? 0) * event.percent) / 100;
  return Array.from({ length: days }, (_, day) => (day >= first && day < end ? amount(day) : 0));
}

/** A slice as a member of its partition; `last_30_days` says how much of the partition it is. */
export interface Member {
  key: string;
  partition: Partition;
  scope: Scope;
  /** Where no scope says what is in it: only of slices that have a budget. */
  filters?: readonly Filter[] | undefined;
  last_30_days: number;
}

/**
 * The share of a slice in what an event adds: all of it for the total and where the slice's value is the event's; where a
 * partition says nothing of the event, as large as the slice is. A value that is not forecast on its own is in the rest.
 * `members` are all slices of the partition, also this one: their shares make 1.
 */
export function shareOfEvent(scope: Scope, slice: Member, members: readonly Member[]): number {
  const { partition } = slice;
  if (partition === 'total') return 1;
  if (partition === 'budget') return shareOfFollowed(scope, slice, members);
  const value = scope[partition];
  const holder =
    value === undefined
      ? undefined
      : (members.find((member) => member.scope[partition] === value) ??
        members.find((member) => member.scope[partition] === undefined));
  if (holder !== undefined) return holder.key === slice.key ? 1 : 0;
  const all = members.reduce((sum, { last_30_days }) => sum + Math.abs(last_30_days), 0);
  return all > 0 ? Math.abs(slice.last_30_days) / all : 1 / members.length;
}

/**
 * Of a slice beside the partitions: all of what is within it, nothing of what is elsewhere, else as large as it is in what
 * both are in, such as its service (in everything, where that is not forecast on its own).
 */
function shareOfFollowed(scope: Scope, slice: Member, members: readonly Member[]): number {
  const filters = slice.filters ?? scopeFilters(slice.scope);
  const overlap = overlapWith(scope, filters);
  if (overlap !== 'some') return overlap === 'all' ? 1 : 0;
  const common = filters.filter(({ grouping, exclude }) => scope[grouping] !== undefined && !exclude);
  const key = scopeKey(Object.fromEntries(common.map(({ grouping }) => [grouping, scope[grouping]!])));
  const is_one_value = common.every(({ values }) => values.length === 1);
  const around = is_one_value ? members.find((member) => member.key === key) : undefined;
  const whole = around ?? members.find(({ partition }) => partition === 'total');
  return whole ? sizeIn(whole, slice) : 0;
}

const sizeIn = ({ last_30_days: whole }: Member, { last_30_days: part }: Member): number =>
  whole === 0 ? 0 : Math.min(1, Math.abs(part / whole));

/**
 * A forecast with its days multiplied by `factors` and `added` upon them; intervals keep their width but for the factor,
 * and where costs could not fall below zero they still can't.
 */
export function changed(forecast: SliceForecast, factors: readonly number[], added: readonly number[]): SliceForecast {
  const mean = forecast.mean.map((value, day) => value * factors[day]! + added[day]!);
  const shift = (before: readonly number[], after: readonly number[], bounds: readonly number[]): number[] =>
    bounds.map((bound, day) =>
      notBelowZero(after[day]! + (bound - before[day]!) * factors[day]!, after[day]!, bound >= 0),
    );
  const before = runningSums(forecast.mean);
  const after = runningSums(mean);
  return {
    start: forecast.start,
    mean,
    daily: bandsOf((band) => shift(forecast.mean, mean, forecast.daily[band])),
    cumulative: bandsOf((band) => shift(before, after, forecast.cumulative[band])),
  };
}

function runningSums(values: readonly number[]): number[] {
  let total = 0;
  return values.map((value) => (total += value));
}

/** The first `days` days of a forecast. */
export const firstDays = (forecast: SliceForecast, days: number): SliceForecast => ({
  start: forecast.start,
  mean: forecast.mean.slice(0, days),
  daily: bandsOf((band) => forecast.daily[band].slice(0, days)),
  cumulative: bandsOf((band) => forecast.cumulative[band].slice(0, days)),
});
