import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Costs } from '../../costs/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { secretFrom } from '../../platform/server/data-directory.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { createVault } from '../../platform/server/vault.ts';
import { connectionsContract } from '../core/contract.ts';
import { providersContract } from '../core/providers-contract.ts';
import { resourcesContract } from '../core/resources-contract.ts';
import { PROVIDERS } from '../providers/index.ts';
import { createCredentials } from './credentials.ts';
import type { AnyProvider } from './provider.ts';
import { providerHandlers } from './providers.ts';
import { resourceHandlers } from './resources.ts';
import { sampleHandlers } from './sample.ts';
import { costSyncJob } from './sync/cost-sync.ts';
import './tables.ts';

function providerOf(type: string): AnyProvider {
  const provider = PROVIDERS.find((one) => one.type === type);
  if (!provider) throw new Error(`There is no provider of type ${type}.`);
  return provider;
}

/** Connected clouds and the sample company: what they cost, what there is in them, and how it is used. */
export function createConnections(
  services: Services,
  costs: Costs,
  jobs: Jobs,
): { served: ServedContract[]; start(): Promise<void> } {
  const { config, directory, now } = services;
  const vault = createVault(
    secretFrom(config.ENCRYPTION_KEY, directory, 'encryption-key'),
    config.ENCRYPTION_KEY_PREVIOUS,
  );
  const credentials = createCredentials(vault);
  const loads = costs.provider_loads;
  jobs.register(costSyncJob({ services, loads, credentials, providerOf }));
  return {
    served: [
      serve(connectionsContract, sampleHandlers({ services, costs, jobs, credentials })),
      serve(providersContract, providerHandlers({ config, now, credentials, jobs, loads, providerOf })),
      serve(resourcesContract, resourceHandlers(costs)),
    ],
    // What syncs of a killed process left half read is read again.
    start: () => rm(join(directory.path, 'syncs'), { recursive: true, force: true }),
  };
}
