import pLimit from 'p-limit';
import { NeedsAttentionError } from '../../../../server/provider.ts';
import { readerOf } from '../../core/inventory/reader.ts';
import { allows, OWN_PERMISSIONS, type RolePermission } from '../../core/permissions.ts';
import { type AzureClient, AzureError } from '../client.ts';
import { explainedAzure } from '../errors.ts';

const CONCURRENCY = 4;

/**
 * What closes one subscription or API to the application while others stay open: a permission that is missing, or a
 * subscription that is gone. Throws what is wrong with everything else, explained.
 */
export function closedBy(error: unknown, permission: string, now: Date): NeedsAttentionError {
  const explained = explainedAzure(error, permission, now);
  const gone = error instanceof AzureError && error.status === 404;
  if (explained instanceof NeedsAttentionError && (explained.permission !== null || gone)) return explained;
  throw explained;
}

/** What the application may do at `scope` (a path such as `/subscriptions/…`), by the roles it has there and above. */
export async function rolesAt(client: AzureClient, scope: string): Promise<RolePermission[]> {
  const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
  const roles: RolePermission[] = [];
  for await (const page of client.pages('GET', path))
    for (const role of readerOf(page).list('value'))
      roles.push({ actions: role.texts('actions'), notActions: role.texts('notActions') });
  return roles;
}

/** Why something may not be read in a subscription; null when it may. */
export type Closed = (
  subscription_id: string,
  permission: string,
) => { message: string; permission: string | null } | null;

const missing = (subscription_id: string, permission: string) => ({
  permission,
  message: `The permission ${permission} is missing. Give the application a role with it on subscription ${subscription_id}.`,
});

/**
 * Asks what may be read in each subscription. Resource Graph does not refuse what may not be read, it leaves it out: taken
 * for complete, its answer would make resources disappear with a role.
 */
export async function readAccess(client: AzureClient, subscriptions: string[], now: Date): Promise<Closed> {
  const limit = pLimit(CONCURRENCY);
  const read = async (id: string): Promise<[string, RolePermission[] | NeedsAttentionError]> => {
    try {
      return [id, await rolesAt(client, `/subscriptions/${id}`)];
    } catch (error) {
      return [id, closedBy(error, OWN_PERMISSIONS, now)];
    }
  };
  const roles = new Map(await Promise.all(subscriptions.map((id) => limit(read, id))));
  return (subscription_id, permission) => {
    const granted = roles.get(subscription_id);
    if (granted instanceof NeedsAttentionError) return granted;
    return granted && allows(granted, permission) ? null : missing(subscription_id, permission);
  };
}
