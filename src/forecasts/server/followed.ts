import { type Scope, scopeKey } from '../../costs/core/scope.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { ForecastBudget } from '../core/contract.ts';

/** What is meant to be spent on a scope. */
export interface FollowedBudget extends ForecastBudget {
  scope: Scope;
  currency: string;
}

/** Reads the budgets of an organization, of the module that has them. */
export type BudgetSource = (tx: Transaction) => Promise<FollowedBudget[]>;

/** The budgets whose scopes are forecast whatever their size. */
export interface FollowedBudgets {
  /** Has a module's budgets followed. */
  add(source: BudgetSource): void;
  /** Their scopes, each once, in the order of their keys. */
  scopes(tx: Transaction): Promise<Scope[]>;
  /** Those of one scope and currency. */
  of(tx: Transaction, key: string, currency: string): Promise<ForecastBudget[]>;
}

export function createFollowedBudgets(): FollowedBudgets {
  const sources: BudgetSource[] = [];
  const readAll = async (tx: Transaction): Promise<FollowedBudget[]> => {
    const all: FollowedBudget[] = [];
    for (const source of sources) all.push(...(await source(tx)));
    return all;
  };
  return {
    add: (source) => void sources.push(source),
    scopes: async (tx) => {
      const by_key = new Map((await readAll(tx)).map(({ scope }) => [scopeKey(scope), scope]));
      return [...by_key].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, scope]) => scope);
    },
    of: async (tx, key, currency) =>
      (await readAll(tx))
        .filter((budget) => scopeKey(budget.scope) === key && budget.currency === currency)
        .map(({ name, period, amount }) => ({ name, period, amount })),
  };
}
