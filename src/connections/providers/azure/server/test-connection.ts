import { addDays, dayOf } from '../../../../platform/core/dates.ts';
import type { ProviderCheck, ProviderTest } from '../../../core/providers-contract.ts';
import { AZURE_PERMISSIONS, type AzureCredentials } from '../core/credentials.ts';
import { type AzureClient, AzureError, createAzureClient } from './client.ts';

/** Somebody waits for the answer, and Azure may ask for a minute between two tries. */
const PATIENCE_MS = 20_000;

/** Codes of Microsoft Entra that people can act on. */
const SIGN_IN_PROBLEMS: Record<string, string> = {
  AADSTS7000215: 'Azure does not accept the client secret. Give its value, not its id.',
  AADSTS7000222: 'The client secret is out of date. Make a new one.',
  AADSTS700016: 'Azure does not know this application (client) id in the directory.',
  AADSTS90002: 'Azure does not know this directory (tenant) id.',
};

/** What went wrong, in words that say what to do; the permission is named as Azure names it. */
function explain(error: unknown, permission: string): string {
  if (error instanceof AzureError) {
    if (error.status === 403) {
      const named = /perform action '([^']+)'/.exec(error.message)?.[1];
      return `The permission ${named ?? permission} is missing. Give the application a role with it on the subscription.`;
    }
    if (error.status === 404) return 'Azure does not show this subscription to the application. Give it a role there.';
    if (error.status === 429) return 'Azure asks to wait: too many requests just now. Try again in a minute.';
    return `Azure answered ${error.code}: ${error.message}`;
  }
  const { name, message } = error as Error;
  if (name === 'AbortError' || name === 'TimeoutError') return 'Azure took too long to answer. Try again in a minute.';
  const code = /AADSTS\d+/.exec(message)?.[0];
  return SIGN_IN_PROBLEMS[code ?? ''] ?? `Azure did not let the application in: ${message.split('\n')[0]}`;
}

async function check(name: string, permission: string, work: () => Promise<string>): Promise<ProviderCheck> {
  try {
    return { name, ok: true, message: await work() };
  } catch (error) {
    return { name, ok: false, message: explain(error, permission) };
  }
}

async function readSubscription(client: AzureClient, subscription_id: string): Promise<string> {
  const subscription = (await client.send('GET', `/subscriptions/${subscription_id}?api-version=2022-12-01`)) as {
    displayName: string;
  };
  return `Subscription ${subscription.displayName} (${subscription_id}).`;
}

/** Asks for the total of one day. */
async function readOneDay(client: AzureClient, subscription_id: string, today: string): Promise<string> {
  const day = addDays(today, -2);
  await client.send(
    'POST',
    `/subscriptions/${subscription_id}/providers/Microsoft.CostManagement/query?api-version=2025-03-01`,
    {
      type: 'ActualCost',
      timeframe: 'Custom',
      timePeriod: { from: `${day}T00:00:00Z`, to: `${day}T23:59:59Z` },
      dataset: { granularity: 'None', aggregation: { totalCost: { name: 'Cost', function: 'Sum' } } },
    },
  );
  return 'Cost Management can be read.';
}

/** Tries what a service principal may do. Never throws for what Azure answers. */
export async function testAzureConnection(
  { subscription_id, ...principal }: AzureCredentials,
  base_url: string | undefined,
  now: Date,
): Promise<ProviderTest> {
  const client = await createAzureClient(principal, base_url, AbortSignal.timeout(PATIENCE_MS));
  const identity = await check('identity', AZURE_PERMISSIONS.identity, () => readSubscription(client, subscription_id));
  const cost = identity.ok
    ? await check('cost', AZURE_PERMISSIONS.cost, () => readOneDay(client, subscription_id, dayOf(now)))
    : { name: 'cost', ok: false, message: 'Not tried: the identity comes first.' };
  const checks = [identity, cost];
  const failed = checks.find((one) => !one.ok);
  return { ok: failed === undefined, message: failed?.message ?? identity.message, checks };
}
