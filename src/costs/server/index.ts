import type { Context } from '../../platform/server/context.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { costsContract } from '../core/contract.ts';
import { importsContract } from '../core/imports-contract.ts';
import { importHandlers } from './imports/handlers.ts';
import { ImportQueue } from './imports/queue.ts';
import { createProviderLoads, type ProviderLoads } from './provider-loads.ts';
import { readAccountNames } from './queries/account-names.ts';
import { createCachedReader } from './queries/cached-reader.ts';
import { costHandlers } from './queries/handlers.ts';
import { type ResourceCosts, readResourceCosts } from './queries/resource-costs.ts';
import { CostStore } from './store/cost-store.ts';
import './tables.ts';

export { UnreadableFileError } from './import/staged-file.ts';
export type { ProviderLoads } from './provider-loads.ts';
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
  resourceCosts(context: Pick<Context, 'organization_id' | 'transaction'>): Promise<ResourceCosts>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes the module; imports begin with `start`. */
export function createCosts(services: Services): Costs {
  const store = new CostStore(services);
  const reader = createCachedReader(store);
  const imports = new ImportQueue(services, store);
  return {
    served: [
      serve(costsContract, costHandlers(services, store, reader)),
      serve(importsContract, importHandlers(imports, store)),
    ],
    imports,
    store,
    provider_loads: createProviderLoads(services, store),
    resourceCosts: (context) => readResourceCosts(context, reader),
    accountNames: (context) => readAccountNames(context, reader),
    start: () => imports.start(),
    stop: async () => {
      await imports.stop();
      await store.settle();
    },
  };
}
