import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who may sign in at the double, and what is there. */
export interface AzureDoubleOptions {
  tenant_id: string;
  client_id: string;
  client_secret: string;
  subscription_id: string;
  /** Actions of role definitions that are denied. */
  denied?: string[];
}

/** A server that answers as Microsoft Entra, Resource Manager and Cost Management do, as far as the product calls them. */
export interface AzureDouble {
  url: string;
  /** Method and path of every request, in order. */
  calls: string[];
  options: AzureDoubleOptions;
  close(): Promise<void>;
}

const TOKEN = 'token-of-the-double';

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

interface Answer {
  status: number;
  body: unknown;
}

const failure = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

function signIn(form: URLSearchParams, { client_id, client_secret }: AzureDoubleOptions): Answer {
  const refuse = (code: string, error: string): Answer => ({
    status: 401,
    body: { error, error_description: `${code}: refused by the double.`, error_codes: [Number(code.slice(6))] },
  });
  if (form.get('client_id') !== client_id) return refuse('AADSTS700016', 'unauthorized_client');
  if (form.get('client_secret') !== client_secret) return refuse('AADSTS7000215', 'invalid_client');
  return { status: 200, body: { token_type: 'Bearer', expires_in: 3_599, access_token: TOKEN } };
}

/** OpenID metadata, which the SDK reads before it asks for a token. */
function metadata(tenant_id: string): Answer {
  const authority = `https://login.microsoftonline.com/${tenant_id}`;
  return {
    status: 200,
    body: {
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      issuer: `${authority}/v2.0`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    },
  };
}

function answerManager(path: string, { subscription_id, denied = [] }: AzureDoubleOptions): Answer {
  const scope = `/subscriptions/${subscription_id}`;
  const deny = (action: string): Answer =>
    failure(
      403,
      'AuthorizationFailed',
      `The client does not have authorization to perform action '${action}' over scope '${scope}'.`,
    );
  if (path === scope) return { status: 200, body: { id: scope, displayName: 'Production', state: 'Enabled' } };
  if (path !== `${scope}/providers/Microsoft.CostManagement/query`)
    return failure(404, 'SubscriptionNotFound', `${path} is not there.`);
  const action = 'Microsoft.CostManagement/query/read';
  if (denied.includes(action)) return deny(action);
  return {
    status: 200,
    body: { properties: { nextLink: null, columns: [{ name: 'Cost', type: 'Number' }], rows: [] } },
  };
}

async function answer(request: IncomingMessage, { options, calls }: AzureDouble): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://double');
  const body = await readBody(request);
  calls.push(`${request.method} ${pathname}`);
  if (pathname.endsWith('/.well-known/openid-configuration')) return metadata(options.tenant_id);
  if (pathname.endsWith('/oauth2/v2.0/token')) return signIn(new URLSearchParams(body), options);
  if (request.headers.authorization !== `Bearer ${TOKEN}`)
    return failure(401, 'InvalidAuthenticationToken', 'No token.');
  return answerManager(pathname, options);
}

/** Starts the double; `options` can be changed while it runs. */
export async function startAzureDouble(options: AzureDoubleOptions): Promise<AzureDouble> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, double);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const double: AzureDouble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    options,
    close,
  };
  return double;
}
