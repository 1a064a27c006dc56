import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { costsContract } from '../core/contract.ts';
import { importsContract } from '../core/imports-contract.ts';
import { importHandlers } from './imports/handlers.ts';
import { ImportQueue } from './imports/queue.ts';
import { costHandlers } from './queries/handlers.ts';
import { CostStore } from './store/cost-store.ts';
import './tables.ts';

/** Costs: the rows, how they come in, and every question about them. */
export interface Costs {
  served: ServedContract[];
  imports: ImportQueue;
  store: CostStore;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes the module; imports begin with `start`. */
export function createCosts(services: Services): Costs {
  const store = new CostStore(services);
  const imports = new ImportQueue(services, store);
  return {
    served: [
      serve(costsContract, costHandlers(services, store)),
      serve(importsContract, importHandlers(imports, store)),
    ],
    imports,
    store,
    start: () => imports.start(),
    stop: async () => {
      await imports.stop();
      await store.settle();
    },
  };
}
