import { type Scope, scopeFilters, scopeKey } from '../../costs/core/scope.ts';
import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import type { EventKind } from './calendar-contract.ts';
import { overlapWith } from './followed.ts';
import type { Holiday, PlannedChange } from './series.ts';
import { type ForecastSlice, recentCost } from './slices.ts';

/** An event of the calendar. */
export interface KnownEvent {
  id: string;
  kind: EventKind;
  name: string;
  scope: Scope;
  start_date: IsoDate;
  /** Exclusive; null is for good. */
  end_date: IsoDate | null;
  amount_per_day: number | null;
  /** Null where the event says no amount: it is then about costs in every currency. */
  currency: string | null;
  percent: number | null;
}

/** Holidays last for days, not for years: what is entered without an end, or with a late one, counts for so many. */
const LONGEST_HOLIDAY_DAYS = 62;

/** The days of the organization's own holidays. */
export function ownHolidays(events: readonly KnownEvent[]): Holiday[] {
  return events
    .filter(({ kind }) => kind === 'holiday')
    .flatMap(({ name, start_date, end_date }) => {
      const days = end_date === null ? 1 : Math.min(LONGEST_HOLIDAY_DAYS, daysBetween(start_date, end_date));
      return Array.from({ length: days }, (_, day) => ({ date: addDays(start_date, day), name }));
    });
}

/** Whether an event says by how much it changes costs in `currency`. */
export const changesCosts = (event: KnownEvent, currency: string): boolean =>
  event.kind !== 'holiday' &&
  (event.amount_per_day !== null || event.percent !== null) &&
  (event.currency === null || event.currency === currency);

/** Without costs after a change of nearly everything, what there was before says what it took. */
const NEARLY_ALL_PERCENT = -95;
const DAYS_BEFORE = 30;

const meanOf = (amounts: Float64Array): number | null => {
  const known = amounts.filter((amount) => !Number.isNaN(amount));
  return known.length > 0 ? recentCost(known, known.length) / known.length : null;
};

/** What an event added to each day of the slice it is about, judged by the slice's costs from `start` on. */
function amountOf(event: KnownEvent, slice: ForecastSlice | undefined, start: IsoDate): number | null {
  if (event.amount_per_day !== null) return event.amount_per_day;
  if (event.percent === null || slice === undefined) return null;
  const first = Math.max(0, daysBetween(start, event.start_date));
  if (event.percent <= NEARLY_ALL_PERCENT) {
    const before = meanOf(slice.amounts.subarray(Math.max(0, first - DAYS_BEFORE), first));
    return before === null ? null : (before * event.percent) / 100;
  }
  const last = event.end_date === null ? slice.amounts.length : daysBetween(start, event.end_date);
  const since = meanOf(slice.amounts.subarray(first, Math.max(first, last)));
  return since === null ? null : (since * event.percent) / (100 + event.percent);
}

/**
 * What a forecast is told of the events that began by `through`, for slices whose costs begin with `start`: the slices
 * that an event names, and the total. How other partitions share in it their own costs show, and reconciliation settles.
 * `series_id` is the slice's index.
 */
export function changesOf(
  events: readonly KnownEvent[],
  slices: readonly ForecastSlice[],
  { start, through, currency }: { start: IsoDate; through: IsoDate; currency: string },
): PlannedChange[] {
  const known = events.filter((event) => event.start_date <= through && changesCosts(event, currency));
  return known.flatMap((event) => {
    const { scope, percent } = event;
    const span = { start: event.start_date, end: event.end_date };
    const key = scopeKey(scope);
    if (key === '' && percent !== null) return [{ series_id: null, ...span, amount_per_day: null, percent }];
    const amount_per_day = amountOf(
      event,
      slices.find((slice) => slice.key === key),
      start,
    );
    return slices.flatMap((slice, index): PlannedChange[] => {
      const series_id = String(index);
      if (slice.key === key && percent !== null) return [{ series_id, ...span, amount_per_day: null, percent }];
      const is_about = slice.partition === 'total' || holds(slice, scope);
      return is_about && amount_per_day !== null ? [{ series_id, ...span, amount_per_day, percent: null }] : [];
    });
  });
}

/** Whether everything of `scope` is in a slice. Without a scope and filters it is a rest, of which nothing is known. */
function holds({ scope: own, filters = scopeFilters(own), partition }: ForecastSlice, scope: Scope): boolean {
  return (partition === 'budget' || filters.length > 0) && overlapWith(scope, filters) === 'all';
}
