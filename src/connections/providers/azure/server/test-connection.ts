import { addDays, dayOf } from '../../../../platform/core/dates.ts';
import type { ProviderCheck, ProviderTest } from '../../../core/providers-contract.ts';
import type { Connection } from '../../../server/provider.ts';
import type { AzureCredentials } from '../core/credentials.ts';
import { readerOf } from '../core/inventory/reader.ts';
import { AZURE_ACTIONS, type AzureCapability, missingActions, OWN_PERMISSIONS } from '../core/permissions.ts';
import { type AzureClient, openAzureClient } from './client.ts';
import { explainedAzure } from './errors.ts';
import { rolesAt } from './inventory/access.ts';
import { graphPages } from './inventory/resource-graph.ts';
import { subscriptionsInScope } from './inventory/subscriptions.ts';
import { type AzureScope, scopeOf } from './scope.ts';

/** Somebody waits: of many subscriptions, the first few are asked what is missing. */
const SUBSCRIPTIONS_ASKED = 5;
const NAMED_AT_MOST = 6;

/** How each kind of scope says who it is. */
const SCOPES: Record<AzureScope['kind'], { word: string; api_version: string; permission: string }> = {
  subscription: {
    word: 'Subscription',
    api_version: '2022-12-01',
    permission: 'Microsoft.Resources/subscriptions/read',
  },
  management_group: {
    word: 'Management group',
    api_version: '2020-05-01',
    permission: 'Microsoft.Management/managementGroups/read',
  },
  billing_account: {
    word: 'Billing account',
    api_version: '2024-04-01',
    permission: 'Microsoft.Billing/billingAccounts/read',
  },
  billing_profile: {
    word: 'Billing profile',
    api_version: '2024-04-01',
    permission: 'Microsoft.Billing/billingAccounts/billingProfiles/read',
  },
};

/** What a try found, in words; throws a sentence for what is not as it should be. */
class NotAllowed extends Error {}

interface Trial {
  client: AzureClient;
  connection: Connection<AzureCredentials>;
  scope: AzureScope;
}

async function check(
  { now }: Connection<AzureCredentials>,
  name: AzureCapability,
  permission: string,
  work: () => Promise<string>,
): Promise<ProviderCheck> {
  try {
    return { name, ok: true, message: await work() };
  } catch (error) {
    const { message } = error instanceof NotAllowed ? error : explainedAzure(error, permission, now());
    return { name, ok: false, message };
  }
}

async function readIdentity({ client, scope }: Trial): Promise<string> {
  const { word, api_version } = SCOPES[scope.kind];
  const found = readerOf(await client.send('GET', `${scope.path}?api-version=${api_version}`));
  const id = scope.path.split('/').at(-1);
  const name = found.text('displayName') ?? found.text('properties.displayName');
  return name === null ? `${word} ${id}.` : `${word} ${name} (${id}).`;
}

/** Asks for the total of one day. */
async function readOneDay({ client, connection, scope }: Trial): Promise<string> {
  const day = addDays(dayOf(connection.now()), -2);
  await client.send('POST', `${scope.path}/providers/Microsoft.CostManagement/query?api-version=2025-03-01`, {
    type: 'ActualCost',
    timeframe: 'Custom',
    timePeriod: { from: `${day}T00:00:00Z`, to: `${day}T23:59:59Z` },
    dataset: { granularity: 'None', aggregation: { totalCost: { name: 'Cost', function: 'Sum' } } },
  });
  return 'Cost Management can be read.';
}

/** What is missing for a capability in some subscription, in words; null when nothing is. */
type Missing = (capability: AzureCapability) => string | null;

function inWords(actions: string[], subscription: string): string {
  const named = actions.slice(0, NAMED_AT_MOST).join(', ');
  const more = actions.length > NAMED_AT_MOST ? ` and ${actions.length - NAMED_AT_MOST} more` : '';
  const what = actions.length === 1 ? `The permission ${named} is` : `The permissions ${named}${more} are`;
  return `${what} missing on subscription ${subscription}. Give the application a role with ${actions.length === 1 ? 'it' : 'them'}.`;
}

/** Asks Azure what the application may do in the first subscriptions of the scope. */
async function readMissing({ client, connection }: Trial, subscriptions: string[]): Promise<Missing> {
  try {
    const asked = subscriptions.slice(0, SUBSCRIPTIONS_ASKED);
    const roles = await Promise.all(
      asked.map(async (id) => ({ id, roles: await rolesAt(client, `/subscriptions/${id}`) })),
    );
    return (capability) => {
      for (const { id, roles: granted } of roles) {
        const actions = missingActions(granted, capability);
        if (actions.length > 0) return inWords(actions, id);
      }
      return null;
    };
  } catch (error) {
    const { message } = explainedAzure(error, OWN_PERMISSIONS, connection.now());
    return () => message;
  }
}

/** The capabilities that are known by what roles allow; Resource Graph is asked besides, since it can be closed off. */
async function checkResources(trial: Trial): Promise<ProviderCheck[]> {
  const { client, connection } = trial;
  let subscriptions: string[] = [];
  let missing: Missing;
  try {
    subscriptions = await subscriptionsInScope(client, connection);
    missing =
      subscriptions.length === 0
        ? () => 'The application has a role on no subscription of this scope. Give it Reader on those to look at.'
        : await readMissing(trial, subscriptions);
  } catch (error) {
    const { message } = explainedAzure(error, SCOPES.subscription.permission, connection.now());
    missing = () => message;
  }
  const by = (name: AzureCapability, works: string, work?: () => Promise<void>) =>
    check(connection, name, AZURE_ACTIONS[name][0]!, async () => {
      const problem = missing(name);
      if (problem !== null) throw new NotAllowed(problem);
      await work?.();
      return works;
    });
  const count = subscriptions.length === 1 ? '1 subscription' : `${subscriptions.length} subscriptions`;
  return Promise.all([
    by('inventory', `Resources of ${count} can be read.`, () => askGraph(client, subscriptions)),
    by('metrics', 'Azure Monitor can be read.'),
    by('recommendations', 'Azure Advisor can be read.'),
    by('remediation', 'Changes can be made once they are approved.'),
  ]);
}

async function askGraph(client: AzureClient, subscriptions: string[]): Promise<void> {
  const query = { subscriptions: subscriptions.slice(0, SUBSCRIPTIONS_ASKED), types: ['microsoft.compute/disks'] };
  for await (const _ of graphPages(client, query, async () => undefined)) return;
}

const notTried = (name: AzureCapability): ProviderCheck => ({
  name,
  ok: false,
  message: 'Not tried: the identity comes first.',
});

/**
 * Tries what a service principal may do, a line for each capability. It is good when identity and costs are: what else is
 * missing leaves its pages empty. Never throws for what Azure answers.
 */
export async function testAzureConnection(connection: Connection<AzureCredentials>): Promise<ProviderTest> {
  const scope = scopeOf(connection.credentials);
  const trial: Trial = { client: await openAzureClient(connection, 'interactive'), connection, scope };
  const identity = await check(connection, 'identity', SCOPES[scope.kind].permission, () => readIdentity(trial));
  const rest = identity.ok
    ? (
        await Promise.all([
          check(connection, 'cost', AZURE_ACTIONS.cost[0]!, () => readOneDay(trial)),
          checkResources(trial),
        ])
      ).flat()
    : (['cost', 'inventory', 'metrics', 'recommendations', 'remediation'] as const).map(notTried);
  const checks = [identity, ...rest];
  const failed = checks.find(({ name, ok }) => !ok && (name === 'identity' || name === 'cost'));
  return { ok: failed === undefined, message: failed?.message ?? identity.message, checks };
}
