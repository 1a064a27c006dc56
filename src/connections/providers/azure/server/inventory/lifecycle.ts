import pLimit from 'p-limit';
import type { Row } from '../../core/inventory/resource.ts';
import { enabledRules } from '../../core/inventory/storage.ts';
import { LIFECYCLE_POLICIES } from '../../core/permissions.ts';
import { type AzureClient, AzureError } from '../client.ts';
import type { Denials } from './denials.ts';

const CONCURRENCY = 4;
const ACCOUNT = 'microsoft.storage/storageaccounts';
/** Kinds of storage account that can have a lifecycle policy. */
const WITH_LIFECYCLE = new Set(['StorageV2', 'BlobStorage', 'BlockBlobStorage']);

/** Null where Azure says that such an account can't have a policy, as with premium page blobs. */
async function readRules(client: AzureClient, account_id: string): Promise<number | null> {
  try {
    return enabledRules(await client.send('GET', `${account_id}/managementPolicies/default?api-version=2023-05-01`));
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    if (error.status === 404) return 0;
    if (error.status === 400 || error.status === 409) return null;
    throw error;
  }
}

/** Rules of lifecycle management by storage account, which only a call for each account tells. */
export function openLifecycleRules(client: AzureClient, denials: Denials) {
  const rules = new Map<string, number | null>();
  return {
    /** Looks at the accounts in `rows`, and forgets those before. */
    async prepare(rows: Row[]): Promise<void> {
      rules.clear();
      const limit = pLimit(CONCURRENCY);
      const look = async ({ id, row }: Row): Promise<void> => {
        const read = () => readRules(client, id);
        rules.set(id, await denials.allowed<number | null>(row.subscriptionId, LIFECYCLE_POLICIES, null, read));
      };
      const accounts = rows.filter(
        ({ row }) => row.type.toLowerCase() === ACCOUNT && WITH_LIFECYCLE.has(row.kind ?? ''),
      );
      await Promise.all(accounts.map((account) => limit(look, account)));
    },
    /** Enabled rules of an account (id in lower case); null when they are unknown, or there can be none. */
    find: (account_id: string): number | null => rules.get(account_id) ?? null,
  };
}
