import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { conflict, ProblemError } from '../../platform/core/errors.ts';
import type { Context, Handlers, RequestContext } from '../../platform/server/context.ts';
import type { Database, Transaction } from '../../platform/server/database.ts';
import { isUniqueViolation } from '../../platform/server/database.ts';
import type { RateLimiter } from '../../platform/server/rate-limiter.ts';
import type { identityContract, Organization, User } from '../core/contract.ts';
import { audit } from './audit.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { openSession } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** Tries per account before it has to wait: slow enough against guessing, generous enough for people. */
const TRIES_PER_ACCOUNT_AND_ADDRESS = 10;
/** From everywhere: so many that others can hardly keep its owner out, and too few to guess a password. */
const TRIES_PER_ACCOUNT = 100;
const TRIES_WINDOW_SECONDS = 15 * 60;

export interface AuthenticationServices {
  database: Database;
  tokens: Tokens;
  limiter: RateLimiter;
}

export const findOrganization = (tx: Transaction): Promise<Organization> =>
  tx.selectFrom('organizations').select(['id', 'name', 'currency']).executeTakeFirstOrThrow();
const findUser = (tx: Transaction, id: string): Promise<User | undefined> =>
  tx.selectFrom('users').select(['id', 'email', 'name', 'role']).where('id', '=', id).executeTakeFirst();

export const asAuditor = (
  context: RequestContext,
  organization_id: string,
  user: Pick<User, 'id' | 'name' | 'role'>,
) => ({
  organization_id,
  actor: { kind: 'user' as const, id: user.id, name: user.name, role: user.role },
  address: context.address,
  now: context.now,
});

/** Runs `work`, telling a taken e-mail address as a conflict. */
export async function withUniqueEmail<T>(email: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'users_email')) throw conflict(`${email} has an account already. Log in instead.`);
    throw error;
  }
}

async function changePassword(context: Context, current_password: string, new_password: string): Promise<void> {
  if (context.actor.kind !== 'user') throw new ProblemError(403, 'An API key has no password to change.');
  const user_id = context.actor.id ?? '';
  const user = await context.transaction((tx) =>
    tx.selectFrom('users').select(['password_hash']).where('id', '=', user_id).executeTakeFirstOrThrow(),
  );
  if (!(await verifyPassword(user.password_hash, current_password)))
    throw new ProblemError(422, 'The current password is not right.', {
      errors: [{ path: 'body.current_password', message: 'is not right' }],
    });
  const password_hash = await hashPassword(new_password);
  await context.transaction(async (tx) => {
    await tx.updateTable('users').set({ password_hash }).where('id', '=', user_id).execute();
    await tx
      .updateTable('sessions')
      .set({ revoked_at: context.now.toISOString() })
      .where('user_id', '=', user_id)
      .where('id', '!=', context.principal.session_id ?? '')
      .where('revoked_at', 'is', null)
      .execute();
    await audit(tx, context, { action: 'user.password_changed', target_kind: 'user', target_id: user_id });
  });
}

/** Sign up, log in and out, who am I, password. */
export function authenticationHandlers({ database, tokens, limiter }: AuthenticationServices) {
  return {
    signup: async (context, { body }) => {
      const organization = { id: randomUUID(), name: body.organization_name, currency: 'USD' };
      const user: User = { id: randomUUID(), email: body.email, name: body.name, role: 'admin' };
      const password_hash = await hashPassword(body.password);
      return withUniqueEmail(body.email, () =>
        database.transaction(organization.id, async (tx) => {
          await tx.insertInto('organizations').values(organization).execute();
          const now = context.now.toISOString();
          await tx
            .insertInto('users')
            .values({ ...user, organization_id: organization.id, password_hash, created_at: now, last_login_at: now })
            .execute();
          const change = { action: 'organization.created', target_kind: 'organization', target_id: organization.id };
          await audit(tx, asAuditor(context, organization.id, user), {
            ...change,
            after: { ...organization, admin: user.email },
          });
          return openSession(tx, tokens, user, organization, context);
        }),
      );
    },
    login: async (context, { body }) => {
      const account = `login ${body.email}`;
      const here = `${account} ${context.address}`;
      limiter.take(here, TRIES_PER_ACCOUNT_AND_ADDRESS, TRIES_WINDOW_SECONDS);
      limiter.take(account, TRIES_PER_ACCOUNT, TRIES_WINDOW_SECONDS);
      const { rows } = await database.transaction(null, (tx) =>
        sql<{
          user_id: string;
          organization_id: string;
          password_hash: string;
        }>`select * from find_login(${body.email})`.execute(tx),
      );
      const [known] = rows;
      const matches = await verifyPassword(known?.password_hash ?? null, body.password);
      if (!matches || !known) throw new ProblemError(401, 'E-mail address or password is not right.');
      limiter.reset(here);
      limiter.reset(account);
      return database.transaction(known.organization_id, async (tx) => {
        const user = await findUser(tx, known.user_id);
        if (!user) throw new ProblemError(401, 'E-mail address or password is not right.');
        await tx
          .updateTable('users')
          .set({ last_login_at: context.now.toISOString() })
          .where('id', '=', user.id)
          .execute();
        const change = { action: 'session.opened', target_kind: 'user', target_id: user.id };
        await audit(tx, asAuditor(context, known.organization_id, user), change);
        return openSession(tx, tokens, user, await findOrganization(tx), context);
      });
    },
    logout: async (context) => {
      const { session_id } = context.principal;
      if (session_id === null) throw new ProblemError(403, 'An API key has no session to end; delete the key instead.');
      await context.transaction(async (tx) => {
        await tx
          .updateTable('sessions')
          .set({ revoked_at: context.now.toISOString() })
          .where('id', '=', session_id)
          .execute();
        await audit(tx, context, { action: 'session.ended', target_kind: 'user', target_id: context.actor.id });
      });
      context.setSession(null);
    },
    me: async (context) =>
      context.transaction(async (tx) => {
        const organization = await findOrganization(tx);
        if (context.actor.kind === 'user') {
          const user = await findUser(tx, context.actor.id ?? '');
          if (!user) throw new ProblemError(401, 'This account is gone.');
          return { user, organization };
        }
        // A key is nobody's account: it answers as itself.
        return {
          user: { id: context.actor.id ?? '', email: '', name: context.actor.name, role: context.actor.role },
          organization,
        };
      }),
    changePassword: async (context, { body }) => changePassword(context, body.current_password, body.new_password),
  } satisfies Partial<Handlers<typeof identityContract>>;
}
