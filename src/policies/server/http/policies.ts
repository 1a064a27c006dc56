import { randomUUID } from 'node:crypto';
import { audit } from '../../../identity/server/index.ts';
import { refused } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { policiesContract } from '../../core/contract.ts';
import type { PolicyBody } from '../../core/policy.ts';
import { resolveAll } from '../violations/resolve.ts';
import { checkBody, checkMode } from './check.ts';
import type { HttpServices } from './index.ts';
import { asPolicies, readPolicy, selectPolicies } from './policy-rows.ts';

const bodyOf = ({
  name,
  description,
  subject,
  applies_when,
  must_hold,
  severity,
  mode,
  enabled,
  template_id,
}: PolicyBody): PolicyBody => ({
  name,
  description,
  subject,
  applies_when,
  must_hold,
  severity,
  mode,
  enabled,
  template_id,
});

const auditPolicy = (
  tx: Transaction,
  context: Context,
  verb: 'created' | 'changed' | 'deleted',
  id: string,
  { before, after }: { before?: PolicyBody; after?: PolicyBody },
): Promise<void> =>
  audit(tx, context, {
    action: `policy.${verb}`,
    target_kind: 'policy',
    target_id: id,
    ...(before ? { before: { ...bodyOf(before) } } : {}),
    ...(after ? { after: { ...bodyOf(after) } } : {}),
  });

/** Counts of a policy that has not been checked as it is. */
const UNCHECKED = {
  checked_at: null,
  problem: null,
  unknown_because: null,
  kept: 0,
  broken: 0,
  excepted: 0,
  unknown: 0,
};

/** Each is judged for every resource at every check, and all of them at every change that is proposed. */
const MOST_POLICIES = 200;

/** Throws a 422 problem where there are as many policies as there may be. */
async function checkRoom(tx: Transaction): Promise<void> {
  const { count } = await tx
    .selectFrom('policies')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= MOST_POLICIES)
    throw refused(`There are ${MOST_POLICIES} policies, which is as many as there can be. Remove one first.`);
}

/** Whether two policies judge the same subjects in the same way. */
const judgesAlike = (a: PolicyBody, b: PolicyBody): boolean =>
  a.subject === b.subject && a.applies_when === b.applies_when && a.must_hold === b.must_hold;

/** Changes of policies: each is checked anew by `changed`, and what no policy asks any more is resolved at once. */
export function policyHandlers({ changed }: HttpServices) {
  return {
    listPolicies: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      return context.transaction(async (tx) => {
        const selected = selectPolicies(tx)
          .orderBy('created_at')
          .orderBy('id')
          .limit(limit + 1);
        const rows = await (after
          ? selected.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1])))
          : selected
        ).execute();
        const page = pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
        return { ...page, items: await asPolicies(tx, page.items) };
      });
    },
    getPolicy: (context, { params: { id } }) => context.transaction((tx) => readPolicy(tx, id)),
    createPolicy: async (context, { body }) => {
      checkMode(body);
      checkBody(body);
      const id = randomUUID();
      const { organization_id, actor } = context;
      const at = context.now.toISOString();
      const shown = await context.transaction(async (tx) => {
        await checkRoom(tx);
        const made = { id, organization_id, created_by: actor.name, created_at: at, changed_at: at };
        await tx
          .insertInto('policies')
          .values({ ...body, ...made })
          .execute();
        await auditPolicy(tx, context, 'created', id, { after: body });
        return readPolicy(tx, id);
      });
      await changed(organization_id);
      return shown;
    },
    updatePolicy: async (context, { params: { id }, body }) => {
      checkMode(body);
      checkBody(body);
      const shown = await context.transaction(async (tx) => {
        const before = await readPolicy(tx, id);
        const alike = judgesAlike(before, body);
        if (!body.enabled || before.subject !== body.subject) await resolveAll(tx, context, id);
        const counts = alike && body.enabled ? {} : UNCHECKED;
        await tx
          .updateTable('policies')
          .set({ ...body, ...counts, changed_at: context.now.toISOString() })
          .where('id', '=', id)
          .execute();
        await auditPolicy(tx, context, 'changed', id, { before, after: body });
        return readPolicy(tx, id);
      });
      await changed(context.organization_id);
      return shown;
    },
    deletePolicy: async (context, { params: { id } }) => {
      await context.transaction(async (tx) => {
        const before = await readPolicy(tx, id);
        await resolveAll(tx, context, id);
        await tx.deleteFrom('policies').where('id', '=', id).execute();
        await auditPolicy(tx, context, 'deleted', id, { before });
      });
      await changed(context.organization_id);
    },
  } satisfies Partial<Handlers<typeof policiesContract>>;
}
