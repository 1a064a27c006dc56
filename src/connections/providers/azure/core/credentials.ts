import { z } from 'zod';

const id = (what: string) => z.guid(`must be ${what} (a GUID)`);

/** A service principal and the subscription it reads. */
export const azureCredentials = z.strictObject({
  tenant_id: id('the directory (tenant) id'),
  client_id: id('the application (client) id'),
  client_secret: z.string().min(8, 'must be the value of a client secret').max(512),
  subscription_id: id('the subscription id'),
});
export type AzureCredentials = z.output<typeof azureCredentials>;

/** What each capability of a connection needs, by the action's name in Azure role definitions. */
export const AZURE_PERMISSIONS = {
  identity: 'Microsoft.Resources/subscriptions/read',
  cost: 'Microsoft.CostManagement/query/read',
} as const;
