import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { audit } from '../../../identity/server/index.ts';
import { dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import { badRequest, notFound } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { PolicyException, policiesContract } from '../../core/contract.ts';
import { exceptViolations } from '../violations/except.ts';
import type { HttpServices } from './index.ts';

/** The name that the newest violation of a subject has for it. */
const SUBJECT_NAME = sql<string | null>`(select subject_name from policy_violations
  where policy_violations.policy_id = policy_exceptions.policy_id
    and policy_violations.subject_id = policy_exceptions.subject_id order by found_at desc limit 1)`;

const selectExceptions = (tx: Transaction, today: IsoDate) =>
  tx
    .selectFrom('policy_exceptions')
    .innerJoin('policies', 'policies.id', 'policy_exceptions.policy_id')
    .select([
      'policy_exceptions.id',
      'policy_exceptions.policy_id',
      'policies.name as policy_name',
      'policy_exceptions.subject_id',
      'policy_exceptions.account_id',
      'policy_exceptions.reason',
      'policy_exceptions.expires_on',
      'policy_exceptions.created_by',
      'policy_exceptions.created_at',
      SUBJECT_NAME.as('subject_name'),
    ])
    .where('policy_exceptions.expires_on', '>', today);

/** Exceptions from policies, which end by themselves. */
export function exceptionHandlers({ changed }: HttpServices) {
  return {
    listExceptions: async (context, { query: { limit, cursor, policy_id } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => {
        let selected = selectExceptions(tx, dayOf(context.now))
          .orderBy('policy_exceptions.created_at', 'desc')
          .orderBy('policy_exceptions.id', 'desc')
          .limit(limit + 1);
        if (policy_id !== undefined) selected = selected.where('policy_exceptions.policy_id', '=', policy_id);
        if (after !== null)
          selected = selected.where((e) =>
            e(e.refTuple('policy_exceptions.created_at', 'policy_exceptions.id'), '<', e.tuple(after[0], after[1])),
          );
        return selected.execute();
      });
      return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
    },
    createException: async (context, { body }): Promise<PolicyException> => {
      const today = dayOf(context.now);
      if (body.expires_on <= today)
        throw badRequest('This exception would be over already.', [
          { path: 'body.expires_on', message: 'must be after today: it is the first day on which it does not hold' },
        ]);
      const { organization_id, actor } = context;
      const id = randomUUID();
      const made = await context.transaction(async (tx) => {
        const policy = await tx.selectFrom('policies').select('id').where('id', '=', body.policy_id).executeTakeFirst();
        if (!policy) throw notFound('This policy');
        await tx
          .insertInto('policy_exceptions')
          .values({ ...body, id, organization_id, created_by: actor.name, created_at: context.now.toISOString() })
          .execute();
        await exceptViolations(tx, context, body);
        const change = { action: 'policy_exception.created', target_kind: 'policy_exception', target_id: id };
        await audit(tx, context, { ...change, after: { ...body } });
        return selectExceptions(tx, today).where('policy_exceptions.id', '=', id).executeTakeFirstOrThrow();
      });
      await changed(organization_id);
      return made;
    },
    deleteException: async (context, { params: { id } }) => {
      await context.transaction(async (tx) => {
        const before = await tx
          .deleteFrom('policy_exceptions')
          .where('id', '=', id)
          .returning(['policy_id', 'subject_id', 'account_id', 'reason', 'expires_on'])
          .executeTakeFirst();
        if (!before) throw notFound('This exception');
        const change = { action: 'policy_exception.deleted', target_kind: 'policy_exception', target_id: id };
        await audit(tx, context, { ...change, before: { ...before } });
      });
      await changed(context.organization_id);
    },
  } satisfies Partial<Handlers<typeof policiesContract>>;
}
