import { z } from 'zod';
import { endpoint, idParams, pageOf, pageQuery, timestampSchema } from '../../platform/core/endpoint.ts';
import { awsCredentials } from '../providers/aws/core/credentials.ts';
import { azureCredentials } from '../providers/azure/core/credentials.ts';

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
});
export type Provider = z.infer<typeof provider>;

/** What a connection may do, one line each; a missing permission is named in the message. */
const check = z.object({ name: z.string(), ok: z.boolean(), message: z.string() });
export type ProviderCheck = z.infer<typeof check>;
const testAnswer = z.object({ ok: z.boolean(), message: z.string(), checks: z.array(check) });
export type ProviderTest = z.infer<typeof testAnswer>;

/** Credentials by type of provider. They are kept encrypted and never answered. */
const aws = z.strictObject({ provider_type: z.literal('aws'), credentials: awsCredentials });
const azure = z.strictObject({ provider_type: z.literal('azure'), credentials: azureCredentials });
const connection = z.discriminatedUnion('provider_type', [aws, azure]);
export type Connection = z.output<typeof connection>;
/** What credentials of each type must look like. */
export const CREDENTIALS = { aws: awsCredentials, azure: azureCredentials };

const name = z.string().trim().min(1, 'must not be empty').max(120);

export const providersContract = {
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
    summary: 'Rename, switch on or off, or give new credentials; what is left out stays',
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
    summary: 'Disconnect a cloud and forget its credentials',
    params: idParams,
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
