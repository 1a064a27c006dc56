import type { CostSource } from '../../../server/provider.ts';
import { DIMENSIONS, type Dimension } from '../core/cost-query/query.ts';
import type { AzureCredentials } from '../core/credentials.ts';
import type { AzureClient } from './client.ts';
import { COST_API_VERSION } from './cost-query/run-query.ts';

/** What is connected. */
export interface AzureScope {
  kind: 'subscription' | 'management_group' | 'billing_account' | 'billing_profile';
  /** As Resource Manager names it, with one slash at its beginning and none at its end. */
  path: string;
  /** The only subscription in it, as FOCUS names sub-accounts (`/subscriptions/…` in lower case); null when there may be more. */
  sub_account_id: string | null;
}

/**
 * The scope that credentials name; they name exactly one. Azure takes ids in any case, but costs are kept by them: they
 * are spelled as Azure's own exports spell them, whatever people paste.
 */
export function scopeOf(credentials: AzureCredentials): AzureScope {
  if ('subscription_id' in credentials) {
    const path = `/subscriptions/${credentials.subscription_id.toLowerCase()}`;
    return { kind: 'subscription', path, sub_account_id: path };
  }
  if ('management_group_id' in credentials) {
    const path = `/providers/Microsoft.Management/managementGroups/${credentials.management_group_id.toLowerCase()}`;
    return { kind: 'management_group', path, sub_account_id: null };
  }
  const { billing_account_id, billing_profile_id } = credentials;
  const account = `/providers/Microsoft.Billing/billingAccounts/${billing_account_id.toLowerCase()}`;
  return billing_profile_id === undefined
    ? { kind: 'billing_account', path: account, sub_account_id: null }
    : {
        kind: 'billing_profile',
        path: `${account}/billingProfiles/${billing_profile_id.toUpperCase()}`,
        sub_account_id: null,
      };
}

/** What a scope sees of costs: one subscription, a group of them that only reading tells, or a whole billing account. */
export function limitOf({ kind, path, sub_account_id }: AzureScope): Pick<CostSource, 'scope_account_id' | 'is_group'> {
  if (kind === 'management_group' || kind === 'billing_profile') return { scope_account_id: path, is_group: true };
  return { scope_account_id: sub_account_id };
}

interface DimensionPage {
  value?: { properties?: { category?: string; groupingEnabled?: boolean } }[];
}

/**
 * The dimensions that the agreement behind a scope groups costs by, of those that are wanted. A scope that nothing was
 * ever billed to names none.
 */
export async function dimensionsOf(client: AzureClient, scope: AzureScope): Promise<Dimension[]> {
  const known = new Set<string>();
  const path = `${scope.path}/providers/Microsoft.CostManagement/dimensions?api-version=${COST_API_VERSION}`;
  for await (const { value = [] } of client.pages<DimensionPage>('GET', path))
    for (const { properties } of value)
      if (properties?.groupingEnabled !== false && properties?.category) known.add(properties.category.toLowerCase());
  const wanted = DIMENSIONS.filter((dimension) => scope.sub_account_id === null || dimension !== 'SubscriptionId');
  return known.size === 0 ? wanted : wanted.filter((dimension) => known.has(dimension.toLowerCase()));
}

interface SubscriptionPage {
  value?: { subscriptionId: string; displayName?: string }[];
}

/**
 * Names of the subscriptions that the application sees, by id in lower case. Billing scopes and management groups have
 * others too, where it has no role: those stay without a name.
 */
export async function subscriptionNames(client: AzureClient): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for await (const { value = [] } of client.pages<SubscriptionPage>('GET', '/subscriptions?api-version=2022-12-01'))
    for (const { subscriptionId, displayName } of value)
      if (displayName) names.set(subscriptionId.toLowerCase(), displayName);
  return names;
}
