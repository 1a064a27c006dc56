import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline as streamTo } from 'node:stream/promises';
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Connection } from '../../../server/provider.ts';
import type { AzureCredentials } from '../core/credentials.ts';
import { AzureError, isPlain401, isRefusedSignIn, isRefusedToken } from './errors.ts';
import { type Failure, type Patience, requestedWait, type Wait, withRetries } from './retry.ts';

export type AzureMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request to any of Azure's APIs. */
export interface AzureRequest {
  method: AzureMethod;
  url: string;
  /** For whom the token is, such as `https://management.azure.com/.default`. */
  token_scope: string;
  /** Where the operator sends requests for this API instead; what the SDK sees stays Azure's own address. */
  base_url: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
  /** A file that a successful answer's body goes to instead of `bytes`. Each try writes it anew. */
  save_to?: string;
  /** The name under which its calls are counted. */
  counted_as: string;
}

/** An answer as it came; `header` names are in any case. `bytes` are empty when the body was saved. */
export interface AzureAnswer {
  status: number;
  header(name: string): string | undefined;
  bytes: Buffer;
}

/** Sends one request, with its retries. Throws an `AzureError` for every answer from 400 on. */
export type AzureTransport = (request: AzureRequest) => Promise<AzureAnswer>;

/** Requests go to `base_url` where there is one. */
function redirected(client: HttpClient, base_url: string | undefined): HttpClient {
  if (base_url === undefined) return client;
  return {
    async sendRequest(request) {
      const { pathname, search } = new URL(request.url);
      const copy = { ...request, url: base_url + pathname + search, allowInsecureConnection: true };
      return { ...(await client.sendRequest(copy)), request };
    },
  };
}

async function readAll({ readableStreamBody }: PipelineResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function save({ readableStreamBody }: PipelineResponse, path: string): Promise<void> {
  await streamTo(readableStreamBody ?? Readable.from([]), createWriteStream(path));
}

/** Azure's code and message, from JSON (Resource Manager, and App Service in a way of its own) or XML (Storage). */
function errorOf(status: number, text: string): AzureError {
  const xml = /<Code>([^<]*)<\/Code>\s*<Message>([^<]*)/.exec(text);
  if (xml) return new AzureError(status, xml[1]!, xml[2]!.split('\n')[0]!);
  try {
    const { error, Code, Message } = JSON.parse(text) as {
      error?: { code?: string; message?: string };
      Code?: string;
      Message?: string;
    };
    const [code, message] = [error?.code ?? Code, error?.message ?? Message];
    return new AzureError(status, code ?? String(status), message ?? text.slice(0, 300));
  } catch {
    // A proxy in between answers in words of its own.
    return new AzureError(status, String(status), text.slice(0, 300) || `Azure answered ${status}.`);
  }
}

/** An answer that is no success, with what it asks for. */
class FailedAnswer extends Error {
  readonly answer: AzureError;
  readonly wait_ms: number | null;
  constructor(answer: AzureError, wait_ms: number | null) {
    super(answer.message);
    this.answer = answer;
    this.wait_ms = wait_ms;
  }
}

/** For a file of an export, which has up to a gigabyte. */
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;

const TRANSIENT = new Set([408, 500, 502, 503, 504]);
/** A second try of the others might do twice what was done already, unless Azure says that it did nothing (429). */
const REPEATABLE = new Set<AzureMethod>(['GET', 'POST']);

/** Errors of the SDK for what never got through: no connection, no answer in time, no sign-in. */
const BROKEN = new Set(['RestError', 'AbortError', 'AuthenticationError', 'AuthenticationRequiredError']);

/** Bodies that break off come as errors of the system, which have a code. */
const isBrokenConnection = (error: Error): boolean =>
  (BROKEN.has(error.name) || 'code' in error) && !isRefusedSignIn(error);

/** What to do about a failed try. */
function classify(error: unknown, method: AzureMethod): Failure {
  if (error instanceof FailedAnswer) {
    const throttled = error.answer.status === 429;
    const retryable = throttled || (TRANSIENT.has(error.answer.status) && REPEATABLE.has(method));
    return { error: error.answer, retryable, throttled, wait_ms: error.wait_ms };
  }
  const failure = error instanceof Error ? error : new Error(String(error));
  const retryable = isBrokenConnection(failure) && REPEATABLE.has(method);
  return { error: failure, retryable, throttled: false, wait_ms: null };
}

type Pipelines = typeof import('@azure/core-rest-pipeline');

/** Tokens of the service principal by scope; the SDK keeps them until they end. */
async function signIn({ credentials, config }: Connection<AzureCredentials>, pipelines: Pipelines) {
  const { ClientSecretCredential } = await import('@azure/identity');
  const { tenant_id, client_id, client_secret } = credentials;
  const httpClient = redirected(pipelines.createDefaultHttpClient(), config.AZURE_BASE_URL);
  const open = () =>
    new ClientSecretCredential(tenant_id, client_id, client_secret, {
      httpClient,
      disableInstanceDiscovery: true,
      retryOptions: { maxRetries: 0 },
    });
  let credential = open();
  /** Forgets the tokens that Azure does not take any more. */
  const renew = (): void => {
    credential = open();
  };
  const ask = async (scope: string, abortSignal: AbortSignal): Promise<string> => {
    try {
      return (await credential.getToken(scope, { abortSignal })).token;
    } catch (error) {
      // After one failure the SDK refuses to ask for a minute, whatever the cause.
      renew();
      throw error;
    }
  };
  const asked = new Map<string, Promise<string>>();
  /** Requests that start together ask for one token together. */
  const token = (scope: string, abortSignal: AbortSignal): Promise<string> => {
    const asking = asked.get(scope) ?? ask(scope, abortSignal).finally(() => asked.delete(scope));
    asked.set(scope, asking);
    return asking;
  };
  return { token, renew };
}

/** How requests are sent for one connection, within `patience`. The SDK is loaded at the first use. */
export async function openTransport(
  connection: Connection<AzureCredentials>,
  patience: Patience,
  wait: Wait,
): Promise<AzureTransport> {
  const pipelines = await import('@azure/core-rest-pipeline');
  const principal = await signIn(connection, pipelines);
  const standard = pipelines.createDefaultHttpClient();
  const pipeline = pipelines.createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
  const deadline = patience.total_ms === null ? [] : [AbortSignal.timeout(patience.total_ms)];
  const signal = AbortSignal.any([connection.signal, ...deadline]);

  async function sendOnce(request: AzureRequest): Promise<AzureAnswer> {
    const { method, url, token_scope, base_url, headers, body, save_to, counted_as } = request;
    const authorization = `Bearer ${await principal.token(token_scope, signal)}`;
    connection.count(counted_as);
    const response = await pipeline.sendRequest(
      redirected(standard, base_url),
      pipelines.createPipelineRequest({
        method,
        url,
        abortSignal: signal,
        timeout: save_to === undefined ? patience.request_timeout_ms : DOWNLOAD_TIMEOUT_MS,
        // Bodies as text would spoil what is not text.
        streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
        headers: pipelines.createHttpHeaders({ accept: 'application/json', ...headers, authorization }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const { status, headers: answered } = response;
    if (status < 400 && save_to !== undefined) await save(response, save_to);
    const bytes = status < 400 && save_to !== undefined ? Buffer.alloc(0) : await readAll(response);
    if (status < 400) return { status, header: (name) => answered.get(name), bytes };
    throw new FailedAnswer(
      errorOf(response.status, bytes.toString()),
      requestedWait(response.headers, connection.now()),
    );
  }

  async function sendSignedIn(request: AzureRequest): Promise<AzureAnswer> {
    try {
      return await sendOnce(request);
    } catch (error) {
      if (!(error instanceof FailedAnswer && (isRefusedToken(error.answer) || isPlain401(error.answer)))) throw error;
      principal.renew();
      return sendOnce(request);
    }
  }

  const retrying = { patience, wait, now: connection.now, signal };
  return (request) =>
    withRetries(
      () => sendSignedIn(request),
      (error) => classify(error, request.method),
      retrying,
    );
}
