import type { Connection } from '../../../server/provider.ts';
import type { AzureCredentials } from '../core/credentials.ts';
import { AzureError } from './errors.ts';
import { PATIENCE, type Wait, waitAbortably } from './retry.ts';
import { type AzureAnswer, type AzureMethod, type AzureTransport, openTransport } from './transport.ts';

export { AzureError };

const RESOURCE_MANAGER = 'https://management.azure.com';

/** Calls of Azure Resource Manager, and of Azure's other APIs with the same sign-in. */
export interface AzureClient {
  /**
   * The answer's body, null when it has none; `path` begins with a slash and has its api-version. Throws an `AzureError`,
   * or a `ThrottledError` when Azure asks to wait for longer than is borne.
   */
  send(method: AzureMethod, path: string, body?: unknown): Promise<unknown>;
  /** The same with status, headers and the body as text, for what is not in the parsed body. */
  answer(method: AzureMethod, path: string, body?: unknown): Promise<AzureAnswer>;
  /** The bodies of all pages: `nextLink` is followed by the same method with the same body, until there is none. */
  pages<Page = unknown>(method: 'GET' | 'POST', path: string, body?: unknown): AsyncIterable<Page>;
  /** Requests to other APIs than Resource Manager. */
  transport: AzureTransport;
}

/** The body of an answer as a value; null when it has none. */
const parsed = ({ bytes }: AzureAnswer): unknown => (bytes.length === 0 ? null : JSON.parse(bytes.toString()));

/**
 * The kind of thing a path is about, such as `Microsoft.CostManagement/query`, with no id in it: names and types take turns
 * after the last `providers`.
 */
function countedAs(path: string): string {
  const segments = path.split('?')[0]!.split('/').filter(Boolean);
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers');
  if (at < 0) return `Microsoft.Resources/${segments.filter((_, i) => i % 2 === 0).join('/')}`;
  const [namespace, ...rest] = segments.slice(at + 1);
  return [namespace, ...rest.filter((_, i) => i % 2 === 0)].join('/');
}

/** Where the next page is; only Resource Manager itself may name it, since the token goes there. */
export function nextPath(page: unknown): string | null {
  const { nextLink, properties } = (page ?? {}) as { nextLink?: unknown; properties?: { nextLink?: unknown } };
  const link = nextLink ?? properties?.nextLink;
  if (link === undefined || link === null || link === '') return null;
  if (typeof link !== 'string' || new URL(link).origin !== RESOURCE_MANAGER)
    throw new Error(`Azure names a next page that is not its own: ${String(link)}`);
  return link.slice(RESOURCE_MANAGER.length);
}

/**
 * A client that signs in as the service principal of `connection`, until its signal aborts. `patience` is `interactive`
 * where somebody waits: one quick retry, and 20 seconds for all requests together. `wait` is for tests.
 */
export async function openAzureClient(
  connection: Connection<AzureCredentials>,
  patience: 'interactive' | 'background',
  wait: Wait = waitAbortably,
): Promise<AzureClient> {
  const transport = await openTransport(connection, PATIENCE[patience], wait);
  const answer: AzureClient['answer'] = (method, path, body) =>
    transport({
      method,
      url: RESOURCE_MANAGER + path,
      token_scope: `${RESOURCE_MANAGER}/.default`,
      base_url: connection.config.AZURE_BASE_URL,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body,
      counted_as: countedAs(path),
    });
  return {
    transport,
    answer,
    send: async (method, path, body) => parsed(await answer(method, path, body)),
    async *pages<Page>(method: 'GET' | 'POST', path: string, body?: unknown) {
      for (let next: string | null = path; next !== null; ) {
        const page = parsed(await answer(method, next, body));
        if (page === null) return;
        yield page as Page;
        next = nextPath(page);
      }
    },
  };
}
