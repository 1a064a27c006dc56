import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serveMetrics } from './metrics.ts';
import { openApiOf } from './openapi.ts';
import { answerProblems, sendProblem } from './problems.ts';
import { REFERENCE_STYLE, referencePage } from './reference.ts';
import { addRoutes, type RouteServices, type ServedContract } from './routes.ts';
import { addSecurityHeaders, serveWebApp } from './web-app.ts';

export interface HttpOptions extends RouteServices {
  log: FastifyBaseLogger;
  served: ServedContract[];
  web_directory: string;
  version: string;
}

const JSON_BODY_LIMIT = 1_000_000;
/** Per minute and address, over all endpoints: stops runaway loops, not people. */
const GENERAL_LIMIT = 60_000;

function serveReference(app: FastifyInstance, { served, version }: HttpOptions): void {
  const contracts = served.map((s) => s.contract);
  let made: ReturnType<typeof openApiOf> | undefined;
  // Made when it is first asked for: it takes a quarter of a second, for which no start has to wait.
  const openApi = () => (made ??= openApiOf(contracts, version));
  app.get('/api/v1/openapi.json', async () => openApi());
  app.get('/api/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(referencePage(contracts, openApi(), '/api/docs/style.css')),
  );
  app.get('/api/docs/style.css', async (_request, reply) => reply.type('text/css').send(REFERENCE_STYLE));
}

/** The HTTP edge: API, its reference, metrics and the web app. Not listening yet. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { config, log, limiter } = options;
  const app = Fastify({
    loggerInstance: log,
    genReqId: () => randomUUID(),
    trustProxy: config.TRUST_PROXY,
    bodyLimit: JSON_BODY_LIMIT,
    frameworkErrors: sendProblem,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true, querystringParser: (text) => parseQuery(text) },
  });
  // Some clients send the JSON header with no body at all.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else app.getDefaultJsonParser('error', 'error')(request, body as string, done);
  });
  answerProblems(app);
  addSecurityHeaders(app, config);
  app.addHook('onRequest', async (request) => limiter.take(`all ${request.ip}`, GENERAL_LIMIT, 60));
  await app.register(compress, {
    encodings: ['gzip'],
    threshold: 1_024,
    customTypes: /^(text\/(?!event-stream)|application\/(json|problem\+json))/,
  });
  await app.register(cookie);
  await app.register(multipart, { limits: { fileSize: Number.POSITIVE_INFINITY, files: 50, fields: 20 } });
  const origins = config.CORS_ORIGINS.split(',')
    .map((o) => o.trim())
    .filter(Boolean);
  if (origins.length > 0) await app.register(cors, { origin: origins, credentials: false });
  serveMetrics(app);
  serveReference(app, options);
  for (const served of options.served) addRoutes(app, served, options);
  await serveWebApp(app, options.web_directory);
  return app;
}

/** Query text as an object without prototype; repeated parameters become lists. */
function parseQuery(text: string): Record<string, unknown> {
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const known = query[name];
    query[name] = known === undefined ? value : [known, value].flat();
  }
  return query;
}
