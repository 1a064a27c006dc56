import type { Provider } from '../../../server/provider.ts';
import { type AzureCredentials, azureCredentials } from '../core/credentials.ts';
import { azureSetupDocuments } from '../core/setup/index.ts';
import { collectAzureAdvice } from './advice/index.ts';
import { openAzureCloud } from './cloud.ts';
import { azureCostSources } from './cost-sources.ts';
import { collectAzureInventory } from './inventory/index.ts';
import { collectAzureMetrics } from './metrics/index.ts';
import { testAzureConnection } from './test-connection.ts';

const scopeIdOf = (credentials: AzureCredentials): string =>
  'subscription_id' in credentials
    ? credentials.subscription_id
    : 'management_group_id' in credentials
      ? credentials.management_group_id
      : credentials.billing_account_id;

/** Microsoft Azure. */
export const azureProvider: Provider<AzureCredentials> = {
  type: 'azure',
  title: 'Microsoft Azure',
  credentials: azureCredentials,
  accountOf: scopeIdOf,
  setupDocuments: async () => azureSetupDocuments(),
  test: testAzureConnection,
  costSources: azureCostSources,
  collectInventory: collectAzureInventory,
  collectMetrics: collectAzureMetrics,
  collectAdvice: collectAzureAdvice,
  openCloud: openAzureCloud,
};
