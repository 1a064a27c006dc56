import { randomUUID } from 'node:crypto';
import { audit } from '../../../identity/server/index.ts';
import { badRequest, notFound } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { RULE_INFOS } from './rule-list.ts';
import { checkParameters } from './rules.ts';

const COLUMNS = ['id', 'rule_id', 'scope', 'excluded', 'parameters', 'reason', 'created_by', 'created_at'] as const;

const refusedAt = (path: string, message: string) => badRequest('This exception can’t be used.', [{ path, message }]);

/** Throws a 400 problem for a rule that is not there, thresholds that it has not, or an exception that changes nothing. */
function checkException(rule_id: string | null, excluded: boolean, parameters: Record<string, unknown>): void {
  const rule = RULE_INFOS.find(({ id }) => id === rule_id);
  if (rule_id !== null && !rule) throw refusedAt('body.rule_id', 'is no rule (see GET /recommendations/rules)');
  const given = Object.keys(parameters).length > 0;
  if (rule) checkParameters(rule, parameters);
  else if (given) throw refusedAt('body.parameters', 'need a rule: thresholds are different from rule to rule');
  if (!excluded && !given) throw refusedAt('body.parameters', 'must be given, unless the resources are left out');
}

/** Exceptions from rules; `wake` has the rules looked at again without them, or with them. */
export const exceptionHandlers = (wake: (organization_id: string) => Promise<void>) =>
  ({
    listRuleExceptions: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => {
        const selected = tx
          .selectFrom('recommendation_exceptions')
          .select(COLUMNS)
          .orderBy('created_at')
          .orderBy('id')
          .limit(limit + 1);
        return (
          after ? selected.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1]))) : selected
        ).execute();
      });
      return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
    },
    createRuleException: async (context, { body }) => {
      checkException(body.rule_id, body.excluded, body.parameters);
      const made = {
        ...body,
        id: randomUUID(),
        created_by: context.actor.name,
        created_at: context.now.toISOString(),
      };
      await context.transaction(async (tx) => {
        await tx
          .insertInto('recommendation_exceptions')
          .values({
            ...made,
            organization_id: context.organization_id,
            scope: JSON.stringify(body.scope),
            parameters: JSON.stringify(body.parameters),
          })
          .execute();
        const change = { action: 'rule_exception.created', target_kind: 'rule_exception', target_id: made.id };
        await audit(tx, context, { ...change, after: { ...body } });
      });
      await wake(context.organization_id);
      return made;
    },
    deleteRuleException: async (context, { params: { id } }) => {
      await context.transaction(async (tx) => {
        const before = await tx
          .deleteFrom('recommendation_exceptions')
          .where('id', '=', id)
          .returning(['rule_id', 'scope', 'excluded', 'parameters', 'reason'])
          .executeTakeFirst();
        if (!before) throw notFound('This exception');
        const change = { action: 'rule_exception.deleted', target_kind: 'rule_exception', target_id: id };
        await audit(tx, context, { ...change, before: { ...before } });
      });
      await wake(context.organization_id);
    },
  }) satisfies Partial<Handlers<typeof recommendationsContract>>;
