import type { AzureCall, Cloud, CloudAnswer } from '../../../core/cloud-call.ts';
import { type CloudNeeds, type Connection, NeedsAttentionError, ThrottledError } from '../../../server/provider.ts';
import type { AzureCredentials } from '../core/credentials.ts';
import { type AzureClient, AzureError, openAzureClient } from './client.ts';
import { explainedAzure } from './errors.ts';

const MANAGER = 'https://management.azure.com';
const MAKES_A_RESULT = new Set([201, 202]);

/** Where Azure tells how what it has begun goes on, as a path; only Resource Manager's own addresses count. */
function operationOf(status: number, header: (name: string) => string | undefined): string | null {
  const url = header('azure-asyncoperation');
  if (!MAKES_A_RESULT.has(status) && url === undefined) return null;
  return url?.startsWith(`${MANAGER}/`) ? url.slice(MANAGER.length) : null;
}

function answerOf(error: unknown, permission: string, now: Date): CloudAnswer {
  const meant = explainedAzure(error, permission, now);
  const code = error instanceof AzureError ? error.code : meant.name;
  const failed = { ok: false, code, message: meant.message, permission: null } as const;
  if (error instanceof AzureError && error.status === 404) return { ...failed, meaning: 'gone' };
  if (meant instanceof ThrottledError) return { ...failed, meaning: 'throttled' };
  if (meant instanceof NeedsAttentionError) return { ...failed, meaning: 'denied', permission: meant.permission };
  const is_refusal = error instanceof AzureError && error.status < 500;
  return { ...failed, meaning: is_refusal ? 'refused' : 'unclear' };
}

/** The action of Azure that a call takes, as far as its path tells. */
function permissionOf({ method, path }: AzureCall): string {
  const segments = path.split('?')[0]!.split('/').filter(Boolean);
  const [namespace = '', ...rest] = segments.slice(
    segments.findLastIndex((one) => one.toLowerCase() === 'providers') + 1,
  );
  const types = rest.filter((_, index) => index % 2 === 0).join('/');
  const verb = { GET: 'read', PUT: 'write', PATCH: 'write', DELETE: 'delete', POST: 'action' }[method];
  return `${namespace}/${types}/${verb}`;
}

async function send(client: AzureClient, { method, path, body }: AzureCall): Promise<CloudAnswer> {
  const { status, header, bytes } = await client.answer(method, path, body);
  return {
    ok: true,
    body: bytes.length === 0 ? null : (JSON.parse(bytes.toString()) as unknown),
    operation: operationOf(status, header),
  };
}

/** Calls as data, as the service principal of the connection; what it may do is a matter of its roles. */
export async function openAzureCloud(
  connection: Connection<AzureCredentials>,
  { patience }: CloudNeeds,
): Promise<Cloud> {
  const client = await openAzureClient(connection, patience);
  return {
    account_id: null,
    call: async (call) => {
      if (call.cloud !== 'azure') throw new Error('This call is not one of Azure.');
      try {
        return await send(client, call);
      } catch (error) {
        connection.signal.throwIfAborted();
        return answerOf(error, permissionOf(call), connection.now());
      }
    },
  };
}
