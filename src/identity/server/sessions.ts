import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../platform/core/endpoint.ts';
import type { Authenticator } from '../../platform/server/authenticate.ts';
import type { RequestContext } from '../../platform/server/context.ts';
import type { Database, Transaction } from '../../platform/server/database.ts';
import type { Organization, User } from '../core/contract.ts';
import { API_KEY_PREFIX, hashSecret, type Tokens } from './tokens.ts';

/** What signing up and logging in answer. */
export interface SessionAnswer {
  token: string;
  user: User;
  organization: Organization;
}

/** Opens a session for `user` in the transaction; the answer also sets the cookies of a browser. */
export async function openSession(
  tx: Transaction,
  tokens: Tokens,
  user: User,
  organization: Organization,
  context: RequestContext,
): Promise<SessionAnswer> {
  const session_id = randomUUID();
  const { token, expires_at } = await tokens.sign(session_id, user.id, organization.id, context.now);
  await tx
    .insertInto('sessions')
    .values({
      id: session_id,
      organization_id: organization.id,
      user_id: user.id,
      created_at: context.now.toISOString(),
      expires_at: expires_at.toISOString(),
      revoked_at: null,
    })
    .execute();
  context.setSession({ token, csrf_token: tokens.csrfTokenOf(session_id), expires_at });
  return { token, user, organization };
}

interface Found {
  organization_id: string;
  id: string;
  name: string;
  role: Role;
}

const findSession = (tx: Transaction, session_id: string, now: Date) =>
  sql<Found>`select organization_id, user_id as id, name, role from find_session(${session_id}, ${now})`.execute(tx);

const useApiKey = (tx: Transaction, key: string, now: Date) =>
  sql<Found>`select organization_id, key_id as id, name, role from use_api_key(${hashSecret(key)}, ${now})`.execute(tx);

/** Looks a token up anew at every request, so that a revoked session, a removed member or a new role counts at once. */
export const createAuthenticator =
  (database: Database, tokens: Tokens, now: () => Date): Authenticator =>
  async (token) => {
    const is_key = token.startsWith(API_KEY_PREFIX);
    const session_id = is_key ? null : await tokens.read(token, now());
    if (!is_key && session_id === null) return null;
    const { rows } = await database.transaction(null, (tx) =>
      session_id === null ? useApiKey(tx, token, now()) : findSession(tx, session_id, now()),
    );
    const [found] = rows;
    if (!found) return null;
    const { organization_id, ...actor } = found;
    return {
      organization_id,
      actor: { kind: is_key ? 'api_key' : 'user', ...actor },
      session_id,
      csrf_token: session_id && tokens.csrfTokenOf(session_id),
    };
  };
