import { type Connection, type CostSource, NeedsAttentionError } from '../../../server/provider.ts';
import type { AzureCredentials } from '../core/credentials.ts';
import { type AzureClient, openAzureClient } from './client.ts';
import { queryCostSource } from './cost-query/source.ts';
import { AzureError, explainedAzure } from './errors.ts';
import { type CostExport, listExports } from './exports/exports.ts';
import { exportCostSources } from './exports/sources.ts';
import type { Wait } from './retry.ts';
import { type AzureScope, scopeOf } from './scope.ts';

const EXPORTS = 'Microsoft.CostManagement/exports/read';

/** Scopes and agreements without exports answer so. */
const hasNone = (error: unknown): boolean =>
  error instanceof AzureError && (error.status === 400 || error.status === 404);

/** The exports of the scope; none where there can be none or they may not be seen: the query API tells costs as well. */
async function findExports(
  { log, now }: Connection<AzureCredentials>,
  client: AzureClient,
  scope: AzureScope,
): Promise<CostExport[]> {
  try {
    return await listExports(client, scope, log);
  } catch (error) {
    const explained = explainedAzure(error, EXPORTS, now());
    const is_denied = explained instanceof NeedsAttentionError && explained.permission !== null;
    if (!is_denied && !hasNone(error)) throw explained;
    log.warn({ permission: EXPORTS, problem: explained.message }, 'without exports, costs come from the query API');
    return [];
  }
}

/**
 * The ways to read the costs of a connection: its exports, the best first, then the query API. The account of a single
 * subscription is the subscription itself, since another connection may have its neighbours; a management group is an
 * account of its own too, because Azure does not say of which billing accounts its subscriptions are. `wait` is for tests.
 */
export async function azureCostSources(connection: Connection<AzureCredentials>, wait?: Wait): Promise<CostSource[]> {
  const client = await openAzureClient(connection, 'background', wait);
  const scope = scopeOf(connection.credentials);
  const exports = await findExports(connection, client, scope);
  return [...exportCostSources({ connection, client, scope }, exports), queryCostSource(connection, client, scope)];
}
