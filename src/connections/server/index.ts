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
import { createWithAws, type WithAws } from './aws-clients.ts';
import { type Clouds, createClouds } from './clouds.ts';
import { createCredentials } from './credentials.ts';
import type { AnyProvider } from './provider.ts';
import { providerHandlers, type RemovalQuestion } from './providers.ts';
import { resourceHandlers } from './resources.ts';
import { sampleHandlers } from './sample.ts';
import { costSyncJob } from './sync/cost-sync.ts';
import './tables.ts';

export type { AwsClients, ProviderCaller, WithAws } from './aws-clients.ts';
export type { Clouds } from './clouds.ts';
export { NeedsAttentionError, ThrottledError } from './provider.ts';

function providerOf(type: string): AnyProvider {
  const provider = PROVIDERS.find((one) => one.type === type);
  if (!provider) throw new Error(`There is no provider of type ${type}.`);
  return provider;
}

/** Connected clouds and the sample company: what they cost, what there is in them, and how it is used. */
export interface Connections {
  served: ServedContract[];
  /** Has `listener` told whenever a sync of an organization has ended, from now on. */
  onSync(listener: (organization_id: string) => void): void;
  /** Asks `question` before a connection is taken away, from now on; see `RemovalQuestion`. */
  beforeRemoval(question: RemovalQuestion): void;
  /** See `WithAws`. */
  withAws: WithAws;
  /** For carrying out changes. */
  clouds: Clouds;
  start(): Promise<void>;
}

/** Makes the module. */
export function createConnections(services: Services, costs: Costs, jobs: Jobs): Connections {
  const { config, directory, now } = services;
  const vault = createVault(
    secretFrom(config.ENCRYPTION_KEY, directory, 'encryption-key'),
    config.ENCRYPTION_KEY_PREVIOUS,
  );
  const credentials = createCredentials(vault);
  const loads = costs.provider_loads;
  const listeners: ((organization_id: string) => void)[] = [];
  const questions: RemovalQuestion[] = [];
  const synced = (organization_id: string): void => {
    for (const listener of listeners) listener(organization_id);
  };
  jobs.register(costSyncJob({ services, loads, credentials, providerOf, synced }));
  return {
    served: [
      serve(connectionsContract, sampleHandlers({ services, costs, jobs, credentials, questions })),
      serve(providersContract, providerHandlers({ config, now, credentials, jobs, loads, providerOf, questions })),
      serve(resourcesContract, resourceHandlers(costs)),
    ],
    onSync: (listener) => void listeners.push(listener),
    beforeRemoval: (question) => void questions.push(question),
    withAws: createWithAws(config, now, credentials),
    clouds: createClouds(config, now, credentials, providerOf),
    // What syncs of a killed process left half read is read again.
    start: () => rm(join(directory.path, 'syncs'), { recursive: true, force: true }),
  };
}
