import { conflict, notFound } from '../../platform/core/errors.ts';
import type { Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { identityContract } from '../core/contract.ts';
import { audit } from './audit.ts';

const COLUMNS = ['id', 'email', 'name', 'role', 'created_at', 'last_login_at'] as const;

/** The member, with all admins locked: two requests at once can't remove the last two of them. */
async function lockMember(tx: Transaction, id: string) {
  const admins = await tx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .orderBy('id')
    .forUpdate()
    .execute();
  const member = await tx.selectFrom('users').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst();
  if (!member) throw notFound('This member');
  return { member, is_last_admin: admins.length === 1 && admins[0]?.id === id };
}

const LAST_ADMIN = 'The last admin of an organization must stay one. Make somebody else an admin first.';

/** Members: list, change of role, removal. An organization always keeps an admin. */
export const memberHandlers = {
  listMembers: async (context, { query: { limit, cursor } }) => {
    const after = decodeCursor(cursor);
    const rows = await context.transaction((tx) => {
      const members = tx
        .selectFrom('users')
        .select(COLUMNS)
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit + 1);
      return (
        after ? members.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1]))) : members
      ).execute();
    });
    return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
  },
  updateMember: async (context, { params: { id }, body: { role } }) =>
    context.transaction(async (tx) => {
      const { member, is_last_admin } = await lockMember(tx, id);
      if (is_last_admin && role !== 'admin') throw conflict(LAST_ADMIN);
      await tx.updateTable('users').set({ role }).where('id', '=', id).execute();
      const change = { action: 'member.role_changed', target_kind: 'user', target_id: id };
      await audit(tx, context, { ...change, before: { role: member.role }, after: { role } });
      return { ...member, role };
    }),
  removeMember: async (context, { params: { id } }) =>
    context.transaction(async (tx) => {
      const { member, is_last_admin } = await lockMember(tx, id);
      if (is_last_admin) throw conflict(LAST_ADMIN);
      await tx.deleteFrom('users').where('id', '=', id).execute();
      const { email, name, role } = member;
      await audit(tx, context, {
        action: 'member.removed',
        target_kind: 'user',
        target_id: id,
        before: { email, name, role },
      });
    }),
} satisfies Partial<Handlers<typeof identityContract>>;
