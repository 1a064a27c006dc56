import type { IsoDate } from '../../platform/core/dates.ts';
import type { Context } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { costsContract } from '../core/contract.ts';
import { importsContract } from '../core/imports-contract.ts';
import type { CommitmentUses, DailyResourceCosts, ResourceBills } from '../core/resource-bills.ts';
import { importHandlers } from './imports/handlers.ts';
import { ImportQueue } from './imports/queue.ts';
import { createProviderLoads, type ProviderLoads } from './provider-loads.ts';
import { readAccountNames } from './queries/account-names.ts';
import { createCachedReader } from './queries/cached-reader.ts';
import { readCommitmentUse } from './queries/commitment-use.ts';
import { type Comparison, type ComparisonRequest, readComparison } from './queries/comparison.ts';
import { type Cubes, type CubesWanted, readCubes } from './queries/cubes.ts';
import { type DailyCosts, type DailyCostsWanted, readDailyCosts } from './queries/daily-costs.ts';
import { readDailyResourceCosts } from './queries/daily-resource-costs.ts';
import { type CostsByDay, type DaysBy, readCostsByDay } from './queries/days-by.ts';
import { costHandlers } from './queries/handlers.ts';
import { readResourceBills } from './queries/resource-bills.ts';
import { type ResourceCosts, readResourceCosts } from './queries/resource-costs.ts';
import type { PotentialSavings } from './queries/summary.ts';
import { CostStore } from './store/cost-store.ts';
import { readLoadVersion } from './store/load-version.ts';
import './tables.ts';

export { UnreadableFileError } from './import/staged-file.ts';
export type { ProviderLoads } from './provider-loads.ts';
export type { Comparison, ComparisonRequest } from './queries/comparison.ts';
export type { Cubes } from './queries/cubes.ts';
export type { DailyCosts, DailyCostsWanted } from './queries/daily-costs.ts';
export type { CostsByDay } from './queries/days-by.ts';
export type { ResourceCosts } from './queries/resource-costs.ts';
export { accountKey } from './store/places.ts';

/** Costs: the rows, how they come in, and every question about them. */
export interface Costs {
  served: ServedContract[];
  imports: ImportQueue;
  store: CostStore;
  provider_loads: ProviderLoads;
  /** What bills call each sub account, by `accountKey`. */
  accountNames(context: Pick<Context, 'organization_id'>): Promise<ReadonlyMap<string, string>>;
  resourceCosts(context: Reading): Promise<ResourceCosts>;
  /** What resources are charged for, over the last 30 complete days; all of them, or those that bills call `names`. */
  resourceBills(context: Reading, names?: readonly string[]): Promise<ResourceBills>;
  /** How commitments were used over the last 30 complete days. */
  commitmentUse(context: Reading): Promise<CommitmentUses>;
  /** What some resources cost by day and meter, from `start` until before `end`. */
  dailyResourceCosts(
    context: Reading,
    names: readonly string[],
    days: { start: IsoDate; end: IsoDate },
  ): Promise<DailyResourceCosts>;
  /** What some charges cost by day, exactly, and which days of that are complete; see `readDailyCosts`. */
  dailyCosts(context: Reading, wanted: DailyCostsWanted): Promise<DailyCosts>;
  /** What every resource, or every account, cost by day, exactly; see `readCostsByDay`. */
  costsByDay(context: Reading, by: DaysBy, days: { start: IsoDate; end: IsoDate }): Promise<CostsByDay | null>;
  /** Daily costs of the last `most_days` days by `groupings`, a cube for each currency; see `readCubes`. */
  cubes(context: Reading, wanted: CubesWanted): Promise<Cubes>;
  /** What the costs of a scope are made of, over some days and over those before. */
  comparison(context: Pick<Context, 'organization_id'>, wanted: ComparisonRequest): Promise<Comparison>;
  /** The tag keys whose costs are kept by day, in order. */
  dailyTagKeys(context: Pick<Context, 'organization_id'>): Promise<string[]>;
  /** What the costs are made of at the moment: another text after every change, the same after a restart. */
  loadVersion(tx: Transaction): Promise<string>;
  /** Has `listener` told of every change of an organization's costs, from now on. */
  onChange(listener: (organization_id: string) => void): void;
  /** Has the summary tell what can be saved, as the module knows that comes after. */
  tellPotentialSavings(reader: PotentialSavings): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

type Reading = Pick<Context, 'organization_id' | 'transaction'>;

/** Makes the module; imports begin with `start`. */
export function createCosts(services: Services): Costs {
  const store = new CostStore(services);
  const reader = createCachedReader(store);
  const imports = new ImportQueue(services, store);
  let potentialSavings: PotentialSavings = async () => null;
  return {
    served: [
      serve(
        costsContract,
        costHandlers(services, store, reader, (...asked) => potentialSavings(...asked)),
      ),
      serve(importsContract, importHandlers(imports, store)),
    ],
    imports,
    store,
    provider_loads: createProviderLoads(services, store),
    resourceCosts: (context) => readResourceCosts(context, reader),
    resourceBills: (context, names) => readResourceBills(context, reader, names),
    commitmentUse: (context) => readCommitmentUse(context, reader),
    dailyResourceCosts: (context, names, days) => readDailyResourceCosts(context, reader, names, days),
    costsByDay: (context, by, days) => readCostsByDay(context, reader, by, days),
    accountNames: (context) => readAccountNames(context, reader),
    dailyCosts: (context, wanted) => readDailyCosts(context, reader, wanted),
    cubes: (context, wanted) => readCubes(context, reader, wanted),
    comparison: (context, wanted) => readComparison(context, reader, wanted),
    dailyTagKeys: async ({ organization_id }) =>
      (await store.open(organization_id)).read(async ({ promoted_tags }) => [...promoted_tags.daily].toSorted()),
    loadVersion: readLoadVersion,
    onChange: (listener) => store.onChange(listener),
    tellPotentialSavings: (told) => {
      potentialSavings = told;
    },
    start: () => imports.start(),
    stop: async () => {
      await imports.stop();
      await store.settle();
    },
  };
}
