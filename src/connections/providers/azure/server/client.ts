import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { AzureCredentials } from '../core/credentials.ts';

const RESOURCE_MANAGER = 'https://management.azure.com';

/** An answer of Azure that is no success; `code` is Azure's own, such as `AuthorizationFailed`. */
export class AzureError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'AzureError';
    this.status = status;
    this.code = code;
  }
}

/** Calls of Azure Resource Manager. */
export interface AzureClient {
  /** The answer's body; `path` begins with a slash and has its api-version. Throws an `AzureError`. */
  send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
}

/** Requests go to `base_url` where the operator gave one; what the SDK sees stays Azure's own address. */
function redirected(client: HttpClient, base_url: string): HttpClient {
  return {
    async sendRequest(request) {
      const { pathname, search } = new URL(request.url);
      const copy = { ...request, url: base_url + pathname + search, allowInsecureConnection: true };
      return { ...(await client.sendRequest(copy)), request };
    },
  };
}

function bodyOf({ status, bodyAsText }: PipelineResponse): unknown {
  if (status === 204 || !bodyAsText) return null;
  const body: unknown = JSON.parse(bodyAsText);
  if (status < 400) return body;
  const { error } = body as { error?: { code?: string; message?: string } };
  throw new AzureError(status, error?.code ?? String(status), error?.message ?? bodyAsText.slice(0, 300));
}

/** A client that signs in as a service principal, until `signal` aborts. The SDK is loaded at the first use. */
export async function createAzureClient(
  { tenant_id, client_id, client_secret }: Omit<AzureCredentials, 'subscription_id'>,
  base_url: string | undefined,
  signal: AbortSignal,
): Promise<AzureClient> {
  const pipelines = await import('@azure/core-rest-pipeline');
  const { ClientSecretCredential } = await import('@azure/identity');
  const standard = pipelines.createDefaultHttpClient();
  const httpClient = base_url === undefined ? standard : redirected(standard, base_url);
  const credential = new ClientSecretCredential(tenant_id, client_id, client_secret, {
    httpClient,
    disableInstanceDiscovery: true,
  });
  const pipeline = pipelines.createPipelineFromOptions({});
  const scopes = `${RESOURCE_MANAGER}/.default`;
  pipeline.addPolicy(pipelines.bearerTokenAuthenticationPolicy({ credential, scopes }));
  return {
    async send(method, path, body) {
      const request = pipelines.createPipelineRequest({
        method,
        url: RESOURCE_MANAGER + path,
        abortSignal: signal,
        headers: pipelines.createHttpHeaders({ accept: 'application/json', 'content-type': 'application/json' }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return bodyOf(await pipeline.sendRequest(httpClient, request));
    },
  };
}
