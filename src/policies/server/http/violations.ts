import { sql } from 'kysely';
import type { z } from 'zod';
import { audit } from '../../../identity/server/index.ts';
import { conflict, notFound } from '../../../platform/core/errors.ts';
import { containing, oneOf } from '../../../platform/server/conditions.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import { emit } from '../../../platform/server/outbox.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { policiesContract } from '../../core/contract.ts';
import type { HttpServices } from './index.ts';
import { IS_OPEN } from './policy-rows.ts';
import { asViolation, selectViolations } from './violation-rows.ts';

type ListQuery = z.output<(typeof policiesContract)['listViolations']['query']>;

function conditionsOf({ policy_id, state, severity, account, owner, search }: ListQuery) {
  const like = search ? containing(search) : null;
  return [
    state === undefined ? IS_OPEN : sql<boolean>`policy_violations.state = ${state}`,
    ...(policy_id === undefined ? [] : [sql<boolean>`policy_violations.policy_id = ${policy_id}::uuid`]),
    ...oneOf('policies.severity', severity === undefined ? [] : [severity]),
    ...(account === undefined ? [] : [sql<boolean>`coalesce(policy_violations.account_id, '') = ${account}`]),
    ...(owner === undefined ? [] : [sql<boolean>`coalesce(policy_violations.owner, '') = ${owner}`]),
    ...(like === null
      ? []
      : [
          sql<boolean>`(policy_violations.subject_name ilike ${like} or policy_violations.subject_id ilike ${like}
            or policies.name ilike ${like} or policy_violations.owner ilike ${like})`,
        ]),
  ];
}

const NOT_OPEN = {
  acknowledged: 'This violation is acknowledged already.',
  excepted: 'This violation is excepted: nobody has to act on it until the exception ends.',
  resolved: 'This violation is resolved: the policy is kept again.',
} as const;

/** Violations, and what people say of them. */
export function violationHandlers({ costs, tell }: HttpServices) {
  return {
    listViolations: async (context, { query }) => {
      const after = decodeCursor(query.cursor);
      const names = await costs.accountNames(context);
      const rows = await context.transaction((tx) => {
        const selected = selectViolations(tx)
          .where((e) => e.and(conditionsOf(query)))
          .orderBy('policy_violations.found_at', 'desc')
          .orderBy('policy_violations.id', 'desc')
          .limit(query.limit + 1);
        return (
          after
            ? selected.where((e) =>
                e(e.refTuple('policy_violations.found_at', 'policy_violations.id'), '<', e.tuple(after[0], after[1])),
              )
            : selected
        ).execute();
      });
      const page = pageOfRows(rows, query.limit, (row) => [row.found_at, row.id]);
      return { ...page, items: page.items.map((row) => asViolation(row, names)) };
    },
    getViolation: async (context, { params: { id } }) => {
      const names = await costs.accountNames(context);
      const row = await context.transaction((tx) =>
        selectViolations(tx).where('policy_violations.id', '=', id).executeTakeFirst(),
      );
      if (!row) throw notFound('This violation');
      return asViolation(row, names);
    },
    acknowledgeViolation: async (context, { params: { id }, body: { note } }) => {
      const names = await costs.accountNames(context);
      const row = await context.transaction(async (tx) => {
        const before = await tx
          .selectFrom('policy_violations')
          .select(['state', 'policy_id'])
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (!before) throw notFound('This violation');
        if (before.state !== 'open') throw conflict(NOT_OPEN[before.state]);
        const set = { state: 'acknowledged', changed_by: context.actor.name, note: note ?? null } as const;
        await tx.updateTable('policy_violations').set(set).where('id', '=', id).execute();
        await audit(tx, context, {
          action: 'policy_violation.acknowledged',
          target_kind: 'policy_violation',
          target_id: id,
          before: { state: before.state },
          after: { state: set.state, note: set.note },
        });
        await emit(tx, context, {
          type: 'policy.acknowledged',
          payload: { violation_id: id, policy_id: before.policy_id, by: context.actor.name },
        });
        return selectViolations(tx).where('policy_violations.id', '=', id).executeTakeFirstOrThrow();
      });
      tell(context.organization_id);
      return asViolation(row, names);
    },
  } satisfies Partial<Handlers<typeof policiesContract>>;
}
