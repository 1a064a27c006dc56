import type { AzureCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';

/**
 * Versions of Resource Manager's APIs by what they are of, as Microsoft's specifications (Azure/azure-rest-api-specs) have
 * them as stable.
 */
const VERSIONS = {
  machine: '2024-07-01',
  disk: '2024-03-02',
  network: '2024-05-01',
  web: '2024-04-01',
  locks: '2020-05-01',
} as const;
export type Api = keyof typeof VERSIONS;

type Json = AzureCall['body'];

const call = (method: AzureCall['method'], api: Api, path: string, body?: Json): AzureCall => {
  const version = `${path.includes('?') ? '&' : '?'}api-version=${VERSIONS[api]}`;
  return { cloud: 'azure', method, path: path + version, ...(body === undefined ? {} : { body }) };
};

/** Calls of Resource Manager; paths are ids of resources, and what stands behind them. Azure takes them in any case. */
export const get = (api: Api, path: string): AzureCall => call('GET', api, path);
export const post = (api: Api, path: string): AzureCall => call('POST', api, path);
export const put = (api: Api, path: string, body: Json): AzureCall => call('PUT', api, path, body);
export const patch = (api: Api, path: string, body: Json): AzureCall => call('PATCH', api, path, body);
export const remove = (api: Api, path: string): AzureCall => call('DELETE', api, path);

/** What is in something at a path of names; undefined where there is nothing. */
export const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
      value,
    );

/** The same as a text, a number, a flag or a list; null, or an empty list, where it is something else. */
export function textAt(value: unknown, path: string): string | null {
  const found = valueAt(value, path);
  return typeof found === 'string' && found !== '' ? found : null;
}
export function numberAt(value: unknown, path: string): number | null {
  const found = valueAt(value, path);
  return typeof found === 'number' ? found : null;
}
export const isAt = (value: unknown, path: string): boolean => valueAt(value, path) === true;
export function listAt(value: unknown, path: string): unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** What something has of `names`, to make the like of it. */
export function pick(value: unknown, names: readonly string[]): Record<string, unknown> {
  const found = names.map((name) => [name, valueAt(value, name)] as const);
  return Object.fromEntries(found.filter(([, one]) => one !== undefined && one !== null));
}

/** The body of an answer; null where there is none, or it failed. */
export const bodyOf = (answer: CloudAnswer | undefined): unknown => (answer?.ok ? answer.body : null);

/** Whether the cloud says that something is not there. */
export const isGone = (answer: CloudAnswer | undefined): boolean =>
  answer !== undefined && !answer.ok && answer.meaning === 'gone';

/** Azure's word on the last operation; kinds of resources without one are always ready. */
export const provisioningOf = (body: unknown): string => textAt(body, 'properties.provisioningState') ?? 'Succeeded';

/** States in which nothing goes on any more, in lower case. */
const ENDED = new Set(['succeeded', 'failed', 'canceled']);
/** Whether something goes on with a resource; whether nothing does, and the last operation went well. */
export const isBusy = (body: unknown): boolean => !ENDED.has(provisioningOf(body).toLowerCase());
export const isReady = (body: unknown): boolean => provisioningOf(body).toLowerCase() === 'succeeded';

/** Tags as texts. */
export function tagsOf(body: unknown): Record<string, string> {
  const tags = valueAt(body, 'tags');
  return typeof tags === 'object' && tags !== null
    ? Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]))
    : {};
}

/** The last part of an id. */
export const nameOf = (id: string): string => id.split('/').at(-1) ?? id;
/** The resource group in an id, in lower case. */
export const groupOf = (id: string): string => id.toLowerCase().split('/resourcegroups/')[1]?.split('/')[0] ?? '';
/** `/subscriptions/<id>` of an id. */
export const subscriptionOf = (id: string): string => id.split('/').slice(0, 3).join('/');
/** Ids are the same in any case. */
export const isSameId = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();

/**
 * The action of roles that reads Azure's records of what it has begun, by what that is of: they tell why something failed
 * after it was accepted. Without it only the resource tells (Microsoft, "Track asynchronous Azure operations").
 */
export const RECORDS = {
  machine: 'Microsoft.Compute/locations/operations/read',
  disk: 'Microsoft.Compute/locations/diskOperations/read',
  network: 'Microsoft.Network/locations/operations/read',
  web: 'Microsoft.Web/locations/operations/read',
} as const satisfies Partial<Record<Api, string>>;

/** Refusals of Azure that say that something else goes on with the resource just now. */
export const PASSING = [
  'Conflict',
  'AnotherOperationInProgress',
  'OperationPreempted',
  'RetryableError',
  'RetryableErrorDueToAnotherOperation',
] as const;
