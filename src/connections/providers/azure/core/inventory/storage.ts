import { readerOf } from './reader.ts';
import type { AzureType } from './resource.ts';

/** Enabled rules in a management policy as Azure answers it; a rule that does not say is enabled. */
export const enabledRules = (policy: unknown): number =>
  readerOf(policy)
    .list('properties.policy.rules')
    .filter((rule) => rule.flag('enabled') !== false).length;

const account: AzureType = {
  resource_type: 'microsoft.storage/storageaccounts',
  permission: 'Microsoft.Storage/storageAccounts/read',
  map: ({ id, properties, sku, row }, details) => ({
    status: properties.text('provisioningState'),
    created_at: properties.instant('creationTime'),
    attributes: {
      sku: sku.text('name'),
      tier: sku.text('tier'),
      kind: row.kind ?? null,
      access_tier: properties.text('accessTier'),
      hierarchical_namespace: properties.flag('isHnsEnabled'),
      lifecycle_rules: details.lifecycleRules(id),
    },
  }),
};

/** Storage accounts. */
export const storageTypes = [account];
