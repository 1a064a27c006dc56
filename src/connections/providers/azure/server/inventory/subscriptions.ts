import type { Connection } from '../../../../server/provider.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import { readerOf } from '../../core/inventory/reader.ts';
import type { AzureClient } from '../client.ts';
import { explainedAzure } from '../errors.ts';
import { scopeOf } from '../scope.ts';

/** Where the subscriptions of a scope are listed, and the permission to do so. */
function listOf({ kind, path }: ReturnType<typeof scopeOf>): { path: string; permission: string } {
  return kind === 'management_group'
    ? {
        path: `${path}/descendants?api-version=2020-05-01`,
        permission: 'Microsoft.Management/managementGroups/descendants/read',
      }
    : { path: '/subscriptions?api-version=2022-12-01', permission: 'Microsoft.Resources/subscriptions/read' };
}

const SUBSCRIPTION = /\/subscriptions\/([0-9a-f-]{36})$/;

/**
 * Ids (in lower case) of the subscriptions whose resources are looked at: the one that is connected, those below the
 * management group, or, for a billing account, all that the application has a role on.
 */
export async function subscriptionsInScope(
  client: AzureClient,
  { credentials, now }: Connection<AzureCredentials>,
): Promise<string[]> {
  if ('subscription_id' in credentials) return [credentials.subscription_id.toLowerCase()];
  const { path, permission } = listOf(scopeOf(credentials));
  const ids: string[] = [];
  try {
    for await (const page of client.pages('GET', path))
      for (const item of readerOf(page).list('value')) {
        const id = SUBSCRIPTION.exec(item.id('id') ?? '')?.[1];
        if (id !== undefined) ids.push(id);
      }
  } catch (error) {
    throw explainedAzure(error, permission, now());
  }
  return ids;
}
