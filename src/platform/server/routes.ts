import { once } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Contract, type Endpoint, fullPath } from '../core/endpoint.ts';
import { badRequest, type FieldError, fieldErrors } from '../core/errors.ts';
import { type Authenticator, authorize, sessionSetter } from './authenticate.ts';
import type { Config } from './config.ts';
import type { Context, FileAnswer, Handlers, Principal, RequestContext, ServerEvent, UploadedFile } from './context.ts';
import type { Database } from './database.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { receiveUpload } from './uploads.ts';

/** A contract with its handlers: what a module gives to the HTTP edge. */
export interface ServedContract {
  contract: Contract;
  handlers: Record<string, (context: never, input: never) => Promise<unknown>>;
}

/** Ties handlers to a contract; the compiler checks that each endpoint has its own. */
export const serve = <C extends Contract>(contract: C, handlers: Handlers<C>): ServedContract => ({
  contract,
  handlers: handlers as unknown as ServedContract['handlers'],
});

export interface RouteServices {
  config: Config;
  database: Database;
  limiter: RateLimiter;
  authenticate: Authenticator;
  upload_directory: string;
  now: () => Date;
  /** Aborts when the server stops: open event streams end. */
  stopping: AbortSignal;
}

type LooseHandler = (context: RequestContext, input: unknown) => Promise<unknown>;

/** What is wrong with texts that no database column takes: those with NUL, or with half of a character. */
function badTexts(value: unknown, path: string): FieldError[] {
  if (typeof value === 'string') {
    if (value.includes('\0')) return [{ path, message: 'must not contain the character NUL' }];
    return value.isWellFormed() ? [] : [{ path, message: 'must be well-formed Unicode: it has half of a character' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => badTexts(inner, `${path}.${name}`));
}

/** Parses one part of a request, adding what is wrong with it to `errors`. */
function parsePart(schema: z.ZodType, value: unknown, from: string, errors: FieldError[]): unknown {
  const bad = badTexts(value, from);
  errors.push(...bad);
  if (bad.length > 0) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  errors.push(...fieldErrors(parsed.error, from));
  return undefined;
}

function parseInput(endpoint: Endpoint, request: FastifyRequest, body: unknown): Record<string, unknown> {
  const errors: FieldError[] = [];
  const input = {
    params: parsePart(endpoint.params, request.params, 'params', errors),
    query: parsePart(endpoint.query, request.query, 'query', errors),
    body: parsePart(endpoint.body, body ?? {}, 'body', errors),
  };
  if (errors.length > 0) {
    const list = errors.map((e) => `${e.path} ${e.message}`).join('; ');
    throw badRequest(`This request can't be read: ${list}.`, errors);
  }
  return input;
}

function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  principal: Principal | null,
  services: RouteServices,
): RequestContext {
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort());
  const base: RequestContext = {
    principal,
    now: services.now(),
    log: request.log as RequestContext['log'],
    signal: AbortSignal.any([closed.signal, services.stopping]),
    address: request.ip,
    user_agent: request.headers['user-agent']?.slice(0, 300) ?? '',
    setSession: sessionSetter(services.config, reply),
  };
  if (!principal) return base;
  const { organization_id, actor } = principal;
  const bound: Context = {
    ...base,
    principal,
    organization_id,
    actor,
    transaction: (work) => services.database.transaction(organization_id, work),
  };
  return bound;
}

function sendFile(reply: FastifyReply, { file_name, content_type, stream }: FileAnswer): FastifyReply {
  const ascii = file_name.replaceAll(/[^\w.-]/g, '_');
  return reply
    .header('content-disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file_name)}`)
    .type(content_type)
    .send(stream);
}

const HEARTBEAT_MS = 15_000;

/** Writes events as they come. Comments in between keep proxies from closing a quiet stream. */
async function sendEvents(reply: FastifyReply, events: AsyncIterable<ServerEvent>): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write(': connected\n\n');
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    for await (const event of events)
      if (!raw.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)) await once(raw, 'drain');
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}

async function answerCall(
  endpoint: Endpoint,
  handler: LooseHandler,
  services: RouteServices,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const principal = await authorize(endpoint, request, services.authenticate);
  const files: UploadedFile[] = [];
  const upload = endpoint.request_transport === 'multipart' ? receiveUpload(request, services, files) : null;
  try {
    const input = parseInput(endpoint, request, upload ? await upload.fields : request.body);
    const context = contextOf(request, reply, principal, services);
    const answer = await handler(context, { ...input, files });
    if (endpoint.answer_transport === 'file') return await sendFile(reply, answer as FileAnswer);
    if (endpoint.answer_transport === 'events') return await sendEvents(reply, answer as AsyncIterable<ServerEvent>);
    void reply.code(endpoint.status);
    return endpoint.status === 204 ? await reply.send() : await reply.send(endpoint.answer.parse(answer));
  } finally {
    await upload?.discard();
  }
}

/** Adds a route for every endpoint of `served`. */
export function addRoutes(app: FastifyInstance, served: ServedContract, services: RouteServices): void {
  for (const [name, endpoint] of Object.entries(served.contract)) {
    const handler = served.handlers[name] as unknown as LooseHandler;
    app.route({
      method: endpoint.method,
      url: fullPath(endpoint).replaceAll(/\{(\w+)\}/g, ':$1'),
      preParsing: async (request) => {
        if (endpoint.rate_limit > 0) services.limiter.take(`${name} ${request.ip}`, endpoint.rate_limit, 60);
      },
      handler: (request, reply) => answerCall(endpoint, handler, services, request, reply),
    });
  }
}
