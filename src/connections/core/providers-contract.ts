import { z } from 'zod';
import { dateSchema, endpoint, idParams, pageOf, pageQuery, timestampSchema } from '../../platform/core/endpoint.ts';
import { awsCredentials } from '../providers/aws/core/credentials.ts';
import { azureCredentials } from '../providers/azure/core/credentials.ts';
import { providerPeriod } from './billing-periods.ts';

const tag = 'Providers';

/** How a connection is; `needs_attention` says in its message what to do. */
export const PROVIDER_STATUSES = [
  'never_synced',
  'connected',
  'syncing',
  'needs_attention',
  'throttled',
  'failed',
] as const;

const provider = z.object({
  id: z.uuid(),
  provider_type: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  status: z.enum(PROVIDER_STATUSES),
  /** What to do about the status; null when there is nothing to do. */
  status_message: z.string().nullable(),
  last_sync_at: timestampSchema.nullable(),
  /** Account, subscription or scope that it reads; null when it is not known before the first sync. */
  account_id: z.string().nullable(),
  /** Until then the cloud asked to wait. */
  throttled_until: timestampSchema.nullable(),
  /** The run that is queued or running now. */
  active_run_id: z.uuid().nullable(),
  next_sync_at: timestampSchema.nullable(),
  /** Last day whose costs are complete; null without costs. */
  data_through: dateSchema.nullable(),
  /** What there is of it now. */
  cost_rows: z.number().int(),
  resources: z.number().int(),
  /** Of the last finished sync. */
  last_run: z
    .object({
      id: z.uuid(),
      status: z.string(),
      counts: z.record(z.string(), z.number()),
      warnings: z.array(z.string()),
    })
    .nullable(),
  /** Calls this month that the cloud charges for, and what they cost there. */
  charged_calls: z.object({ calls: z.number().int(), charged_usd: z.number() }),
});
export type ConnectedProvider = z.infer<typeof provider>;

/** What a connection may do, one line each; a missing permission is named in the message. */
const check = z.object({ name: z.string(), ok: z.boolean(), message: z.string() });
export type ProviderCheck = z.infer<typeof check>;
const testAnswer = z.object({ ok: z.boolean(), message: z.string(), checks: z.array(check) });
export type ProviderTest = z.infer<typeof testAnswer>;

/** Credentials by type of provider. They are kept encrypted and never answered. */
const aws = z.strictObject({ provider_type: z.literal('aws'), credentials: awsCredentials });
const azure = z.strictObject({ provider_type: z.literal('azure'), credentials: azureCredentials });
const connection = z.discriminatedUnion('provider_type', [aws, azure]);
/** What credentials of each type must look like. */
export const CREDENTIALS = { aws: awsCredentials, azure: azureCredentials };

/** A document to copy when a cloud is prepared for being connected. */
const setupDocument = z.object({
  id: z.string(),
  title: z.string(),
  /** What it is for and where it goes. */
  description: z.string(),
  language: z.enum(['json', 'yaml', 'hcl', 'shell']),
  file_name: z.string(),
  text: z.string(),
});
export type SetupDocument = z.infer<typeof setupDocument>;

const name = z.string().trim().min(1, 'must not be empty').max(120);

export const providersContract = {
  listProviderTypes: endpoint({
    method: 'GET',
    path: '/provider-types',
    access: 'admin',
    tag,
    summary: 'Clouds that can be connected, and how each is prepared for it: policies, roles and scripts to copy',
    answer: z.object({
      items: z.array(
        z.object({
          provider_type: z.string(),
          title: z.string(),
          /** AWS: the external id that roles for this organization must ask for. */
          external_id: z.string().nullable(),
          /** AWS: whether the server's own credentials may assume roles, or also be used directly. */
          server_credentials: z.enum(['off', 'roles', 'direct']),
          documents: z.array(setupDocument),
        }),
      ),
    }),
  }),
  getProvider: endpoint({
    method: 'GET',
    path: '/providers/{id}',
    access: 'viewer',
    tag,
    summary: 'How a connection is',
    params: idParams,
    answer: provider,
  }),
  listProviderPeriods: endpoint({
    method: 'GET',
    path: '/providers/{id}/periods',
    access: 'viewer',
    tag,
    summary: 'What a connection told by billing period, and what it restated',
    params: idParams,
    answer: z.object({ items: z.array(providerPeriod) }),
  }),
  syncProvider: endpoint({
    method: 'POST',
    path: '/providers/{id}/sync',
    access: 'member',
    tag,
    summary: 'Bring costs, inventory, use and advice up to date now; a sync on its way already is answered instead',
    params: idParams,
    answer: z.object({ job_id: z.uuid() }),
    status: 202,
  }),
  listProviders: endpoint({
    method: 'GET',
    path: '/providers',
    access: 'viewer',
    tag,
    summary: 'Connected clouds and how each connection is',
    query: z.strictObject(pageQuery),
    answer: pageOf(provider),
  }),
  createProvider: endpoint({
    method: 'POST',
    path: '/providers',
    access: 'admin',
    tag,
    summary: 'Connect a cloud; the credentials are kept encrypted',
    body: z.discriminatedUnion('provider_type', [aws.extend({ name }), azure.extend({ name })]),
    answer: provider,
    status: 201,
  }),
  updateProvider: endpoint({
    method: 'PUT',
    path: '/providers/{id}',
    access: 'admin',
    tag,
    summary:
      'Rename, switch on or off, or give new credentials; what is left out stays. Credentials are given whole, but for their secret, which stays where it is left out and belongs to the same access key or application',
    params: idParams,
    body: z
      .strictObject({
        name: name.optional(),
        enabled: z.boolean().optional(),
        credentials: z.record(z.string(), z.unknown()).optional(),
      })
      .refine((body) => Object.keys(body).length > 0, 'must change something'),
    answer: provider,
  }),
  deleteProvider: endpoint({
    method: 'DELETE',
    path: '/providers/{id}',
    access: 'admin',
    tag,
    summary: 'Disconnect a cloud and forget its credentials and inventory; its costs stay, or go with it',
    params: idParams,
    query: z.strictObject({ costs: z.enum(['keep', 'remove']).default('keep') }),
  }),
  testProvider: endpoint({
    method: 'POST',
    path: '/providers/{id}/test',
    access: 'admin',
    tag,
    summary: 'Try what a connection may do',
    params: idParams,
    answer: testAnswer,
    rate_limit: 20,
  }),
  testConnection: endpoint({
    method: 'POST',
    path: '/providers/test',
    access: 'admin',
    tag,
    summary: 'Try credentials before they are saved',
    body: connection,
    answer: testAnswer,
    rate_limit: 20,
  }),
};
