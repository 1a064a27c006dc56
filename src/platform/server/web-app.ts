import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../core/errors.ts';
import type { Config } from './config.ts';

const policy = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // Charts position their parts by style attributes, which can't carry a nonce.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** What is no page loads nothing, whoever opens it as one: a short policy, since it goes with every file and answer. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

/** Headers that keep pages to our own code, and every other answer from being one. */
export function addSecurityHeaders(app: FastifyInstance, config: Config): void {
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    if (String(reply.getHeader('content-type')).startsWith('text/html')) {
      if (!reply.hasHeader('content-security-policy'))
        void reply.header('content-security-policy', policy(randomBytes(16).toString('base64')));
      void reply
        .header('referrer-policy', 'same-origin')
        .header('cross-origin-opener-policy', 'same-origin')
        .header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    } else void reply.header('content-security-policy', NO_PAGE);
    if (config.COOKIE_SECURE) void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
  });
}

/**
 * Serves the built web app in `directory`: hashed files for ever, any other path the page itself, whose placeholder
 * `__CSP_NONCE__` becomes the nonce of the answer's policy.
 */
export async function serveWebApp(app: FastifyInstance, directory: string): Promise<void> {
  const page_path = join(directory, 'index.html');
  const page = existsSync(page_path) ? readFileSync(page_path, 'utf8') : null;
  if (page) {
    await app.register(fastifyStatic, {
      root: join(directory, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
      index: false,
    });
  }
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const wantsPage =
      page !== null &&
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      !request.url.startsWith('/assets/');
    if (!wantsPage) throw new ProblemError(404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', policy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('__CSP_NONCE__', nonce));
  });
}
