import type { AzureCall, Cloud, CloudAnswer } from '../../../core/cloud-call.ts';
import { type CloudNeeds, type Connection, NeedsAttentionError, ThrottledError } from '../../../server/provider.ts';
import type { AzureCredentials } from '../core/credentials.ts';
import { type AzureClient, AzureError, openAzureClient } from './client.ts';
import { explainedAzure } from './errors.ts';
import type { Wait } from './retry.ts';

const MANAGER = 'https://management.azure.com';
const MAKES_A_RESULT = new Set([201, 202]);

/** Where Azure tells how what it has begun goes on, as a path; only Resource Manager's own addresses count. */
function operationOf(status: number, header: (name: string) => string | undefined): string | null {
  const url = header('azure-asyncoperation');
  if (!MAKES_A_RESULT.has(status) && url === undefined) return null;
  return url?.startsWith(`${MANAGER}/`) ? url.slice(MANAGER.length) : null;
}

/** A policy of the organization, or what denies an action to all: no role helps. */
const FORBIDDEN = /^(RequestDisallowed|DenyAssignment)/;
const isForbidden = ({ status, code, message }: AzureError): boolean =>
  status === 403 && (FORBIDDEN.test(code) || /blocked by deny assignments?\b/i.test(message));
/** App Service has one code, `Conflict`, for what passes and for what does not: its words tell the two apart. */
const PASSES = /another operation is in progress/i;
/** A subscription that is not there, or that the application has no role on: that says nothing of what is in it. */
const HIDDEN = new Set(['SubscriptionNotFound', 'InvalidSubscriptionId']);

/** What is used for something else takes a permission of its own, which Azure names after the one that is there. */
const linkedAction = ({ message }: AzureError): string | null =>
  /not have permission to perform action(?:\(s\))? '([^',]+)/.exec(message)?.[1] ?? null;

function answerOf(error: unknown, taken: string, now: Date): CloudAnswer {
  const told = error instanceof AzureError ? error : null;
  if (told && isForbidden(told))
    return { ok: false, meaning: 'refused', code: told.code, message: told.message, permission: null };
  const linked = told && linkedAction(told);
  // The permission of the call itself is named first in such an answer, though it is not the one that is missing.
  const permission = linked ?? taken;
  const meant = explainedAzure(linked ? new AzureError(403, told.code, '') : error, permission, now);
  const code = told && PASSES.test(told.message) ? 'AnotherOperationInProgress' : (told?.code ?? meant.name);
  const failed = { ok: false, code, message: meant.message, permission: null } as const;
  if (told?.status === 404 && !HIDDEN.has(code)) return { ...failed, message: told.message, meaning: 'gone' };
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

/**
 * Calls as data, as the service principal of the connection; what it may do is a matter of its roles. `wait` is for tests.
 */
export async function openAzureCloud(
  connection: Connection<AzureCredentials>,
  { patience }: CloudNeeds,
  wait?: Wait,
): Promise<Cloud> {
  const client = await openAzureClient(connection, patience, wait);
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
