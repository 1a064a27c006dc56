import { randomUUID } from 'node:crypto';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { badRequest, notFound, ProblemError } from '../../platform/core/errors.ts';
import type { Handlers } from '../../platform/server/context.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { identityContract } from '../core/contract.ts';
import { audit } from './audit.ts';
import { personBehind } from './person-behind.ts';
import { API_KEY_PREFIX, hashSecret, randomSecret } from './tokens.ts';

const SHOWN_PREFIX_LENGTH = 10;

/** API keys: made once, listed without their secret, revoked by deletion. */
export const apiKeyHandlers = {
  createApiKey: async (context, { body }) => {
    if (!roleAllows(context.actor.role, body.role))
      throw new ProblemError(403, `Your own role does not allow a key with the role ${body.role}.`);
    const expires_at = body.expires_at ?? null;
    if (expires_at !== null && new Date(expires_at) <= context.now)
      throw badRequest('The key would be out of date at once.', [
        { path: 'body.expires_at', message: 'must be in the future' },
      ]);
    const id = randomUUID();
    const key = randomSecret(API_KEY_PREFIX);
    const { name, role } = body;
    await context.transaction(async (tx) => {
      await tx
        .insertInto('api_keys')
        .values({
          id,
          organization_id: context.organization_id,
          name,
          role,
          key_hash: hashSecret(key),
          prefix: key.slice(0, SHOWN_PREFIX_LENGTH),
          created_by: context.actor.name,
          created_by_id: await personBehind(tx, context.actor),
          created_at: context.now.toISOString(),
          expires_at,
          last_used_at: null,
        })
        .execute();
      await audit(tx, context, {
        action: 'api_key.created',
        target_kind: 'api_key',
        target_id: id,
        after: { name, role, expires_at },
      });
    });
    return { id, name, key };
  },
  listApiKeys: async (context, { query: { limit, cursor } }) => {
    const after = decodeCursor(cursor);
    const rows = await context.transaction((tx) => {
      const keys = tx
        .selectFrom('api_keys')
        .select(['id', 'name', 'role', 'prefix', 'created_by', 'created_at', 'expires_at', 'last_used_at'])
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit + 1);
      return (
        after ? keys.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1]))) : keys
      ).execute();
    });
    return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
  },
  deleteApiKey: async (context, { params: { id } }) =>
    context.transaction(async (tx) => {
      const before = await tx
        .deleteFrom('api_keys')
        .where('id', '=', id)
        .returning(['name', 'role'])
        .executeTakeFirst();
      if (!before) throw notFound('This API key');
      await audit(tx, context, { action: 'api_key.deleted', target_kind: 'api_key', target_id: id, before });
    }),
} satisfies Partial<Handlers<typeof identityContract>>;
