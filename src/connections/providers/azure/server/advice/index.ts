import type { Advice } from '../../../../core/inventory.ts';
import type { Connection } from '../../../../server/provider.ts';
import { adviceIn } from '../../core/advice/advisor.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import { openAzureClient } from '../client.ts';
import { closedBy } from '../inventory/access.ts';
import { subscriptionsInScope } from '../inventory/subscriptions.ts';

const RECOMMENDATIONS = 'Microsoft.Advisor/recommendations/read';
const SOURCE = 'azure-advisor';

/**
 * What Azure Advisor says about costs, in its pages, a subscription after the other. A subscription whose advice may not
 * be read yields a problem that names the permission.
 */
export async function* collectAzureAdvice(
  connection: Connection<AzureCredentials>,
): AsyncIterable<{ source: string; advice: Advice[]; problem: string | null }> {
  const client = await openAzureClient(connection, 'background');
  const filter = encodeURIComponent("Category eq 'Cost'");
  for (const subscription of await subscriptionsInScope(client, connection)) {
    const path = `/subscriptions/${subscription}/providers/Microsoft.Advisor/recommendations?api-version=2025-01-01&$filter=${filter}`;
    try {
      for await (const page of client.pages('GET', path))
        yield { source: SOURCE, advice: adviceIn(page, subscription), problem: null };
    } catch (error) {
      const { message } = closedBy(error, RECOMMENDATIONS, connection.now());
      yield { source: SOURCE, advice: [], problem: `Subscription ${subscription}: ${message}` };
    }
  }
}
