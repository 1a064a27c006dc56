import type { Slice } from '../../costs/core/cube.ts';
import { type Grouping, groupingTitle, isGrouping } from '../../costs/core/dimensions.ts';
import type { Filter } from '../../costs/core/filters.ts';
import { type Scope, TOTAL } from '../../costs/core/scope.ts';

/** The total, the grouping that a slice is one value of, or a slice that is followed because it has a budget. */
export type Partition = 'total' | 'budget' | Grouping;

/** A slice whose costs are forecast, with its daily costs until the last complete day. */
export interface ForecastSlice {
  key: string;
  /** Empty for the total, and for the rest of a partition, which no filters select. */
  scope: Scope;
  /** Where no scope says what is in it: only of slices that have a budget. */
  filters?: readonly Filter[];
  title: string;
  partition: Partition;
  /** NaN where not known. */
  amounts: Float64Array;
}

/** Slices are forecast on their own until they make this share of a partition's costs… */
const SHARE = 0.99;
/** …but never more than so many. */
const MOST = 100;
/** Slices of longer keys, which no index of the database could hold, are not forecast on their own. */
export const LONGEST_KEY = 2_000;
/** What they cost in this many days decides. */
const RECENT_DAYS = 90;

/** The key of the slices of a partition that are forecast together; no key of a scope looks like it. */
export const restKey = (grouping: Grouping): string => `other:${encodeURIComponent(grouping)}`;

/** The grouping whose rest a key stands for, or null when it is the key of a scope. */
export function restGrouping(key: string): Grouping | null {
  if (!key.startsWith('other:')) return null;
  const name = decoded(key.slice('other:'.length));
  return name !== null && isGrouping(name) ? name : null;
}

const restTitle = (grouping: Grouping): string => {
  const title = groupingTitle(grouping).toLowerCase();
  return grouping.startsWith('tag:') ? `Other values of ${title}` : `Other ${title}s`;
};

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** The scope that `scopeKey` made a key of; null for any other text. */
export function scopeOfKey(key: string): Scope | null {
  if (key === '') return TOTAL;
  const scope: Record<string, string> = {};
  for (const part of key.split('&')) {
    const [grouping, value, ...more] = part.split('=').map(decoded);
    if (grouping == null || value == null || more.length > 0 || !isGrouping(grouping)) return null;
    scope[grouping] = value;
  }
  return scope;
}

/** Sum of the sizes of the last `days` known costs. */
function weightOf(amounts: Float64Array, days: number): number {
  let weight = 0;
  for (const amount of amounts.subarray(Math.max(0, amounts.length - days)))
    if (!Number.isNaN(amount)) weight += Math.abs(amount);
  return weight;
}

/** The costs of slices together, by day; NaN where one is not known. */
export function addedUp(slices: readonly { amounts: Float64Array }[], days: number): Float64Array {
  const total = new Float64Array(days);
  for (const { amounts } of slices) for (let day = 0; day < days; day++) total[day] = total[day]! + amounts[day]!;
  return total;
}

/** The sum of the last `days` known costs; days that are not known are left out. */
export function recentCost(amounts: Float64Array, days: number): number {
  let cost = 0;
  for (const amount of amounts.subarray(Math.max(0, amounts.length - days))) if (!Number.isNaN(amount)) cost += amount;
  return cost;
}

/** The first of `candidates` (largest first) that make their share of all; not more than there may be. */
function largest<T extends { weight: number }>(candidates: readonly T[], all: readonly T[]): Set<T> {
  const enough = SHARE * all.reduce((total, { weight }) => total + weight, 0);
  const chosen = new Set<T>();
  let reached = 0;
  for (const candidate of candidates) {
    if (reached >= enough || chosen.size === MOST) break;
    chosen.add(candidate);
    reached += candidate.weight;
  }
  return chosen;
}

/**
 * The slices of a partition that are forecast, from the first `days` days of their costs: the fewest that make 99 % of
 * what it cost (credits counting by their size) in the last 90 of them, 100 at most, and one for all others together, so
 * that the partition still adds up. Those without any cost in 90 days are left out. Empty when nothing has a value.
 */
export function chooseSlices(slices: readonly Slice[], grouping: Grouping, days: number): ForecastSlice[] {
  const weighed = slices
    .map((slice) => ({ slice, amounts: slice.amounts.subarray(0, days) }))
    .map((entry) => ({ ...entry, weight: weightOf(entry.amounts, RECENT_DAYS) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || (a.slice.key < b.slice.key ? -1 : 1));
  if (weighed.every(({ slice }) => slice.scope[grouping] === '')) return [];
  const chosen = largest(
    weighed.filter(({ slice }) => slice.key.length <= LONGEST_KEY),
    weighed,
  );
  const others = weighed.filter((entry) => !chosen.has(entry));
  const [only] = others;
  // A rest of one is that one.
  if (only && others.length === 1 && only.slice.key.length <= LONGEST_KEY) chosen.add(only);
  const own = [...chosen].map(({ slice: { key, scope, title }, amounts }) => ({
    key,
    scope,
    title,
    partition: grouping,
    amounts,
  }));
  const rest = others.filter((entry) => !chosen.has(entry));
  return rest.length === 0 ? own : [...own, restOf(rest, grouping, days)];
}

const restOf = (members: readonly { amounts: Float64Array }[], grouping: Grouping, days: number): ForecastSlice => ({
  key: restKey(grouping),
  scope: TOTAL,
  title: restTitle(grouping),
  partition: grouping,
  amounts: addedUp(members, days),
});

/**
 * The rests of partitions with slices in them that can't be forecast on their own (`young`), for each partition that has
 * any; a rest that is there already (in `slices`) keeps what it holds.
 */
export function withRest(young: readonly ForecastSlice[], slices: readonly ForecastSlice[]): ForecastSlice[] {
  const partitions = new Set(young.map(({ partition }) => partition));
  return [...partitions].flatMap((partition) => {
    if (partition === 'total' || partition === 'budget') return [];
    const key = restKey(partition);
    const members = young.filter((slice) => slice.partition === partition && slice.key !== key);
    const before = slices.filter((slice) => slice.key === key);
    const days = members[0]?.amounts.length ?? 0;
    return members.length > 0 ? [restOf([...before, ...members], partition, days)] : [];
  });
}
