import { filtersTitle, type Scope } from '../../costs/core/scope.ts';
import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { ForecastBudget, LatestForecast } from '../core/contract.ts';
import { type FollowedSlice, followedKey, scopeOfFilters } from '../core/followed.ts';

/** Days; `end` is the first not included. */
interface Days {
  start: IsoDate;
  end: IsoDate;
}

/** What is meant to be spent on a slice. */
export interface FollowedBudget extends FollowedSlice, ForecastBudget {
  /** Its periods that meet some days and have an amount, in order. */
  periodsIn(days: Days): (Days & { amount: number })[];
}

/** Reads the budgets of an organization, of the module that has them. */
export type BudgetSource = (tx: Transaction) => Promise<FollowedBudget[]>;

/** A slice with the key under which its forecast is kept. */
export interface KeyedSlice extends FollowedSlice {
  key: string;
  /** Null where no scope says what is in it. */
  scope: Scope | null;
}

/** Slices by their keys; those of several currencies have the same filters. */
export const byKey = (slices: readonly KeyedSlice[]): ReadonlyMap<string, KeyedSlice> =>
  new Map(slices.map((slice) => [slice.key, slice]));

/** The budgets whose slices are forecast whatever their size. */
export interface FollowedBudgets {
  /** Has a module's budgets followed. */
  add(source: BudgetSource): void;
  /** Their slices, each once, in the order of their keys and currencies. */
  slices(tx: Transaction): Promise<KeyedSlice[]>;
  /** Those of one slice, as a page shows some days of it. */
  of(tx: Transaction, slice: { key: string; currency: string }, days: Days): Promise<LatestForecast['budgets']>;
}

/** A slice with its key: see `followedKey`. */
export function keyed({ filters, metric, currency }: FollowedSlice): KeyedSlice {
  const key = followedKey({ filters, metric });
  const scope = key.startsWith('filters:') ? null : scopeOfFilters({ filters, metric });
  return { filters, metric, currency, key, scope };
}

/** What a slice is called; see `filtersTitle`. */
export function sliceTitle({ filters, metric }: FollowedSlice, labels?: ReadonlyMap<string, string>): string {
  const title = filtersTitle(filters, labels);
  return metric === 'effective' ? title : `${title} (${metric} cost)`;
}

const sliceId = ({ key, currency }: Pick<KeyedSlice, 'key' | 'currency'>): string => `${key} ${currency}`;

export function createFollowedBudgets(): FollowedBudgets {
  const sources: BudgetSource[] = [];
  const readAll = async (tx: Transaction): Promise<FollowedBudget[]> => {
    const all: FollowedBudget[] = [];
    for (const source of sources) all.push(...(await source(tx)));
    return all;
  };
  return {
    add: (source) => void sources.push(source),
    slices: async (tx) => {
      const by_id = new Map((await readAll(tx)).map(keyed).map((slice) => [sliceId(slice), slice]));
      return [...by_id].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, slice]) => slice);
    },
    of: async (tx, slice, days) =>
      (await readAll(tx))
        .filter((budget) => budget.currency === slice.currency && followedKey(budget) === slice.key)
        .map(({ name, period, periodsIn }) => ({
          name,
          period,
          days: periodsIn(days).map(({ start, end, amount }) => {
            return { start, end, amount, amount_per_day: amount / daysBetween(start, end) };
          }),
        })),
  };
}
