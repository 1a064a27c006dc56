import { timingSafeEqual } from 'node:crypto';
import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Endpoint, roleAllows } from '../core/endpoint.ts';
import { ProblemError } from '../core/errors.ts';
import type { Config } from './config.ts';
import type { Principal, RequestContext } from './context.ts';

/** Says who a token (session token or API key) belongs to, or null when it is good for nothing. */
export type Authenticator = (token: string) => Promise<(Principal & { csrf_token: string | null }) | null>;

const SESSION_COOKIE = 'finopsmind_session';
const CSRF_COOKIE = 'finopsmind_csrf';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The token of a request and whether a browser sent it by itself, in a cookie. */
function tokenOf(request: FastifyRequest): { token: string; from_cookie: boolean } | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [scheme, token] = authorization.split(' ');
    return scheme?.toLowerCase() === 'bearer' && token ? { token, from_cookie: false } : null;
  }
  const token = request.cookies[SESSION_COOKIE];
  return token ? { token, from_cookie: true } : null;
}

const equalTexts = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

function checkCsrf(request: FastifyRequest, csrf_token: string | null): void {
  if (SAFE_METHODS.has(request.method)) return;
  const header = request.headers['x-csrf-token'];
  if (typeof header === 'string' && csrf_token !== null && equalTexts(header, csrf_token)) return;
  throw new ProblemError(
    403,
    `Requests with a cookie must repeat the cookie ${CSRF_COOKIE} in the header x-csrf-token.`,
  );
}

/** Who calls `endpoint`; null on public endpoints. Throws 401 without good credentials and 403 when the role is too low. */
export async function authorize(
  endpoint: Endpoint,
  request: FastifyRequest,
  authenticate: Authenticator,
): Promise<Principal | null> {
  if (endpoint.access === 'public') return null;
  const credentials = tokenOf(request);
  const known = credentials && (await authenticate(credentials.token));
  if (!credentials || !known)
    throw new ProblemError(401, 'Sign in, or send a session token or API key as Bearer token.');
  if (credentials.from_cookie) checkCsrf(request, known.csrf_token);
  const { csrf_token: _, ...principal } = known;
  if (!roleAllows(principal.actor.role, endpoint.access))
    throw new ProblemError(403, `This needs the role ${endpoint.access}; yours is ${principal.actor.role}.`);
  return principal;
}

/** Sets or clears the session cookies on a reply. The CSRF cookie is readable, so that pages can repeat it in a header. */
export const sessionSetter =
  (config: Config, reply: FastifyReply): RequestContext['setSession'] =>
  (session) => {
    const shared = { path: '/', sameSite: 'lax', secure: config.COOKIE_SECURE } as const;
    if (session === null) {
      void reply.clearCookie(SESSION_COOKIE, shared).clearCookie(CSRF_COOKIE, shared);
      return;
    }
    const { token, csrf_token, expires_at: expires } = session;
    void reply
      .setCookie(SESSION_COOKIE, token, { ...shared, httpOnly: true, expires })
      .setCookie(CSRF_COOKIE, csrf_token, { ...shared, expires });
  };
