import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../platform/core/endpoint.ts';
import { conflict, notFound } from '../../platform/core/errors.ts';
import type { Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { identityContract, User } from '../core/contract.ts';
import { audit } from './audit.ts';
import { type AuthenticationServices, asAuditor, findOrganization, withUniqueEmail } from './authentication.ts';
import { hashPassword } from './passwords.ts';
import { openSession } from './sessions.ts';
import { hashSecret, randomSecret } from './tokens.ts';

const LASTS_MS = 7 * 86_400_000;
const COLUMNS = ['id', 'email', 'role', 'invited_by', 'created_at', 'expires_at'] as const;

interface Found {
  id: string;
  organization_id: string;
  organization_name: string;
  email: string;
  role: Role;
}

async function findInvitation(tx: Transaction, token: string, now: Date): Promise<Found> {
  const { rows } = await sql<Found>`select * from find_invitation(${hashSecret(token)}, ${now})`.execute(tx);
  if (!rows[0]) throw notFound('This invitation');
  return rows[0];
}

/** Invitations: a link that is shown once and lasts a week; who follows it chooses a password and is a member. */
export const invitationHandlers = ({ database, tokens }: AuthenticationServices) =>
  ({
    invite: async (context, { body: { email, role } }) => {
      const token = randomSecret();
      const invitation = {
        id: randomUUID(),
        email,
        role,
        invited_by: context.actor.name,
        created_at: context.now.toISOString(),
        expires_at: new Date(context.now.getTime() + LASTS_MS).toISOString(),
      };
      await context.transaction(async (tx) => {
        const member = await tx
          .selectFrom('users')
          .select('id')
          .where(sql`lower(email)`, '=', email)
          .executeTakeFirst();
        if (member) throw conflict(`${email} is a member already.`);
        await tx.deleteFrom('invitations').where(sql`lower(email)`, '=', email).execute();
        await tx
          .insertInto('invitations')
          .values({ ...invitation, organization_id: context.organization_id, token_hash: hashSecret(token) })
          .execute();
        await audit(tx, context, {
          action: 'member.invited',
          target_kind: 'invitation',
          target_id: invitation.id,
          after: { email, role },
        });
      });
      return { ...invitation, token, path: `/invitation?token=${token}` };
    },
    listInvitations: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => {
        const open = tx
          .selectFrom('invitations')
          .select(COLUMNS)
          .where('expires_at', '>', context.now.toISOString())
          .orderBy('created_at')
          .orderBy('id')
          .limit(limit + 1);
        return (
          after ? open.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1]))) : open
        ).execute();
      });
      return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
    },
    revokeInvitation: async (context, { params: { id } }) =>
      context.transaction(async (tx) => {
        const before = await tx
          .deleteFrom('invitations')
          .where('id', '=', id)
          .returning(['email', 'role'])
          .executeTakeFirst();
        if (!before) throw notFound('This invitation');
        await audit(tx, context, { action: 'invitation.revoked', target_kind: 'invitation', target_id: id, before });
      }),
    showInvitation: async (context, { body: { token } }) => {
      const { email, role, organization_name } = await database.transaction(null, (tx) =>
        findInvitation(tx, token, context.now),
      );
      return { email, role, organization_name };
    },
    acceptInvitation: async (context, { body }) => {
      const { organization_id } = await database.transaction(null, (tx) => findInvitation(tx, body.token, context.now));
      const password_hash = await hashPassword(body.password);
      return database.transaction(organization_id, async (tx) => {
        // Deleting it first makes a second acceptance of the same link wait, and then find nothing.
        const invitation = await tx
          .deleteFrom('invitations')
          .where('token_hash', '=', hashSecret(body.token))
          .returning(['email', 'role'])
          .executeTakeFirst();
        if (!invitation) throw notFound('This invitation');
        const user: User = { id: randomUUID(), name: body.name, ...invitation };
        const last_login_at = context.now.toISOString();
        await withUniqueEmail(user.email, () =>
          tx
            .insertInto('users')
            .values({ ...user, organization_id, password_hash, created_at: last_login_at, last_login_at })
            .execute(),
        );
        const { email, name, role } = user;
        await audit(tx, asAuditor(context, organization_id, user), {
          action: 'member.joined',
          target_kind: 'user',
          target_id: user.id,
          after: { email, name, role },
        });
        return openSession(tx, tokens, user, await findOrganization(tx), context);
      });
    },
  }) satisfies Partial<Handlers<typeof identityContract>>;
