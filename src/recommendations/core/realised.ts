import type { DailyResourceCost } from '../../costs/core/resource-bills.ts';
import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { sumDecimals } from '../../platform/core/decimal.ts';
import { type Cloud, componentOf } from './components.ts';
import { MONTH_DAYS } from './monthly-charges.ts';
import { studentQuantile } from './student-quantile.ts';
import type { Component } from './types.ts';

/** Days before the change that tell what use would have cost: four of each weekday. */
export const DAYS_BEFORE = 28;
/** The first so many days after the change are measured; later, much else has changed. */
export const DAYS_AFTER = 30;
/** Fewer complete days on either side tell nothing. */
const FEWEST_DAYS = 7;
/** From so many days on, each weekday has a mean of its own. */
const DAYS_OF_WEEKDAYS = 14;

/** A resource that the change took hold of. */
export interface ChangedResource {
  cloud: Cloud;
  components: readonly Component[] | 'all';
  /** At least from `DAYS_BEFORE` days before the change to `DAYS_AFTER` after it; empty when nothing was charged. */
  costs: readonly DailyResourceCost[];
}

/** A change that was made, and what the bill says of its resources before and after. */
export interface RealisedRequest {
  /** The day it took effect, which counts for neither side. */
  changed_on: IsoDate;
  /** The last day of the bill that is complete; null without one. */
  data_through: IsoDate | null;
  resources: readonly ChangedResource[];
  currency: string;
  /** A month, as decimal text; null when it was not known. */
  promised: string | null;
  /** Days on which other changes of the same resources took effect: none of the days compared is beyond one of them. */
  other_changes?: readonly IsoDate[];
}

/** What a change saves a month of 30 days, as the bill shows; amounts are decimal texts. */
export interface RealisedSaving {
  changed_on: IsoDate;
  measured_through: IsoDate;
  /** Complete days after the change. */
  days: number;
  promised: string | null;
  /** Null until enough days are known. */
  realised: string | null;
  /** Where it lies with a probability of 95 %. */
  lower: string | null;
  upper: string | null;
  currency: string;
  explanation: string;
}

/** Costs of one component and unit of one resource, by day; days without a charge cost nothing. */
interface Stream {
  component: Component;
  cost: Map<IsoDate, number>;
  quantity: Map<IsoDate, number>;
  /** Days on which each meter was charged for. */
  meters: Map<string, Set<IsoDate>>;
}

const daysIn = (start: IsoDate, end: IsoDate): IsoDate[] =>
  Array.from({ length: Math.max(0, daysBetween(start, end)) }, (_, day) => addDays(start, day));
const MONDAY = '1970-01-05';
const weekdayOf = (day: IsoDate): number => ((daysBetween(MONDAY, day) % 7) + 7) % 7;
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** All costs of a resource, in streams. */
function allStreams({ cloud, costs }: ChangedResource, currency: string): Stream[] {
  const streams = new Map<string, Stream>();
  for (const cost of costs) {
    const component = componentOf(cost, cloud);
    if (cost.currency !== currency) continue;
    const key = `${component} ${cost.unit}`;
    const own = streams.get(key) ?? { component, cost: new Map(), quantity: new Map(), meters: new Map() };
    streams.set(key, own);
    own.cost.set(cost.day, (own.cost.get(cost.day) ?? 0) + Number(cost.effective));
    own.quantity.set(cost.day, (own.quantity.get(cost.day) ?? 0) + (cost.quantity ?? Number.NaN));
    own.meters.set(cost.meter, (own.meters.get(cost.meter) ?? new Set()).add(cost.day));
  }
  return [...streams.values()];
}

/**
 * The costs that the change is about, and those that there are only since: a table that is paid for by request has no
 * capacity any more, but requests.
 */
function streamsOf({ resources, currency, changed_on }: RealisedRequest): Stream[] {
  return resources.flatMap((resource) => {
    const { components } = resource;
    return allStreams(resource, currency).filter(
      ({ component, cost }) =>
        components === 'all' || components.includes(component) || [...cost.keys()].every((day) => day >= changed_on),
    );
  });
}

interface Sides {
  before: readonly IsoDate[];
  after: readonly IsoDate[];
}

/**
 * Whether another meter of the same unit takes the place of the one before, as with another size or kind: then the price
 * has changed and the quantity is what is used anyway. With the same meter, less of it is the saving.
 */
function hasOtherMeter({ meters, quantity }: Stream, { before, after }: Sides): boolean {
  const isOn = (days: ReadonlySet<IsoDate>, side: readonly IsoDate[]): boolean => side.some((day) => days.has(day));
  const all = [...meters.values()];
  const stays = all.some((days) => isOn(days, before) && isOn(days, after));
  const replaced = all.some((days) => isOn(days, before)) && all.some((days) => isOn(days, after));
  const used = before.map((day) => quantity.get(day) ?? 0);
  return !stays && replaced && sum(used) > 0 && !after.some((day) => Number.isNaN(quantity.get(day) ?? 0));
}

/** What use costs by day as it was before the change: by weekday, or by what was used where the price has changed. */
function usualCost(stream: Stream, sides: Sides): (day: IsoDate) => number {
  const costOn = (day: IsoDate): number => stream.cost.get(day) ?? 0;
  const { before } = sides;
  if (hasOtherMeter(stream, sides)) {
    const rate = sum(before.map(costOn)) / sum(before.map((day) => stream.quantity.get(day) ?? 0));
    return (day) => rate * (stream.quantity.get(day) ?? 0);
  }
  const usual = mean(before.map(costOn));
  if (before.length < DAYS_OF_WEEKDAYS) return () => usual;
  const by_weekday = Array.from({ length: 7 }, (_, weekday) =>
    mean(before.filter((day) => weekdayOf(day) === weekday).map(costOn)),
  );
  return (day) => by_weekday[weekdayOf(day)]!;
}

const squares = (values: readonly number[]): number => sum(values.map((value) => value * value));

interface Measured {
  /** Saved a day. */
  daily: number;
  /** Half the width of the interval, a day. */
  margin: number;
}

/**
 * The mean of what is saved by day, with its interval: Welch's interval for the difference of two means with unequal
 * variances (B. L. Welch, "The generalization of Student's problem …", Biometrika 34, 1947), in which the usual cost is a
 * mean by weekday, and the cost after varies about the same week, as much lower as it is on average. Days are taken as
 * independent of each other.
 */
function measure(streams: readonly Stream[], sides: Sides): Measured {
  const { before, after } = sides;
  const usual = streams.map((stream) => usualCost(stream, sides));
  const expectedOn = (day: IsoDate): number => sum(usual.map((costOf) => costOf(day)));
  const actualOn = (day: IsoDate): number => sum(streams.map(({ cost }) => cost.get(day) ?? 0));
  const expected = after.map(expectedOn);
  const actual = after.map(actualOn);
  const weekly = before.length >= DAYS_OF_WEEKDAYS;
  const freedom_before = before.length - (weekly ? 7 : 1);
  const spread_before = squares(before.map((day) => actualOn(day) - expectedOn(day))) / freedom_before;
  // A weekday counts as often as it comes after the change.
  const weights = Array.from({ length: 7 }, (_, weekday) => {
    const times = after.filter((day) => weekdayOf(day) === weekday).length;
    const known = before.filter((day) => weekdayOf(day) === weekday).length;
    return (times / after.length) ** 2 / Math.max(1, known);
  });
  const variance_before = spread_before * (weekly ? sum(weights) : 1 / before.length);
  const left = sum(expected) > 0 ? sum(actual) / sum(expected) : 1;
  const freedom_after = after.length - 1;
  const spread_after = squares(actual.map((cost, index) => cost - left * expected[index]!)) / freedom_after;
  const variance_after = spread_after / after.length;
  const variance = variance_before + variance_after;
  const daily = mean(expected) - mean(actual);
  if (variance === 0) return { daily, margin: 0 };
  const freedom = variance ** 2 / (variance_before ** 2 / freedom_before + variance_after ** 2 / freedom_after);
  return { daily, margin: studentQuantile(freedom) * Math.sqrt(variance) };
}

/** The last of the days, and the first, in any order. */
const latest = (...days: IsoDate[]): IsoDate => days.toSorted().at(-1)!;
const earliest = (...days: IsoDate[]): IsoDate => days.toSorted()[0]!;

/** The days before the change from the first charge on, and those after it that are complete; up to other changes. */
function sidesOf({ changed_on, data_through, resources, other_changes = [] }: RealisedRequest): Sides {
  const [first = changed_on] = resources.flatMap(({ costs }) => costs.map(({ day }) => day)).toSorted();
  const since = other_changes.filter((day) => day < changed_on).map((day) => addDays(day, 1));
  const until = other_changes.filter((day) => day > changed_on);
  const complete = data_through === null ? changed_on : addDays(data_through, 1);
  return {
    before: daysIn(latest(first, addDays(changed_on, -DAYS_BEFORE), ...since), changed_on),
    after: daysIn(addDays(changed_on, 1), earliest(complete, addDays(changed_on, DAYS_AFTER + 1), ...until)),
  };
}

/** What people should know of other changes; empty where there are none near. */
function othersNote({ changed_on, other_changes = [] }: RealisedRequest): string {
  const near = other_changes.filter((day) => Math.abs(daysBetween(changed_on, day)) <= DAYS_AFTER).toSorted();
  if (near.length === 0) return '';
  const together = near.includes(changed_on) ? ' What was changed on the same day is in it.' : '';
  const apart = near.filter((day) => day !== changed_on);
  return apart.length === 0 ? together : `${together} Days beyond other changes (${apart.join(', ')}) do not count.`;
}

/** What people should know of commitments; empty where none covered anything before. */
function coveredNote({ resources, currency }: RealisedRequest, { before }: Sides): string {
  const costs = resources.flatMap((one) => one.costs.filter(({ day }) => before.includes(day)));
  const own = costs.filter((cost) => cost.currency === currency);
  const share = sum(own.map(({ covered }) => Number(covered))) / sum(own.map(({ effective }) => Number(effective)));
  if (!(share > 0.005)) return '';
  return ` Commitments covered ${Math.round(share * 100)} % of it before: that part is saved only as far as other use has taken it up.`;
}

const PLACES = 6;
const textOf = (daily: number): string => sumDecimals([(daily * MONTH_DAYS).toFixed(PLACES)]);

/** Why it can't be measured yet, or ever; null when it can. */
function reasonAgainst({ before, after }: Sides, { changed_on, other_changes = [] }: RealisedRequest): string | null {
  if (before.length < FEWEST_DAYS)
    return `The bill tells of only ${before.length} days of its costs before the change, which is too few to compare with.`;
  if (after.length >= FEWEST_DAYS) return null;
  const next = other_changes.filter((day) => day > changed_on).toSorted()[0];
  return next !== undefined && after.length === daysBetween(changed_on, next) - 1
    ? `It was changed again on ${next}, so that only ${after.length} days tell of this change, which are too few.`
    : `It is measured once ${FEWEST_DAYS} days after the change are complete; so far ${after.length} are.`;
}

/**
 * What a change saves, measured from the bill: what use would have cost as it was before, less what it has cost since, as a
 * month of 30 days. A resource that is gone saves all that it cost.
 */
export function realisedSaving(request: RealisedRequest): RealisedSaving {
  const { changed_on, promised, currency } = request;
  const sides = sidesOf(request);
  const measured_through = sides.after.at(-1) ?? changed_on;
  const about = { changed_on, measured_through, days: sides.after.length, promised, currency };
  const against = reasonAgainst(sides, request);
  if (against !== null) return { ...about, realised: null, lower: null, upper: null, explanation: against };
  const { daily, margin } = measure(streamsOf(request), sides);
  const explanation =
    `What the same use cost in the ${sides.before.length} days before the change, by weekday and at the prices of then, ` +
    `less what it has cost in the ${sides.after.length} days after. The range is where it lies with a probability of 95 %, ` +
    `by how costs differ from day to day (Welch's interval).${othersNote(request)}${coveredNote(request, sides)}`;
  return {
    ...about,
    realised: textOf(daily),
    lower: textOf(daily - margin),
    upper: textOf(daily + margin),
    explanation,
  };
}
