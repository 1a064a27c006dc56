import { sql } from 'kysely';
import type { Costs } from '../../../costs/server/index.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { remediationContract } from '../../core/contract.ts';
import { conditionsOf } from './filters.ts';
import { asRemediation, readSurroundings, selectRemediations } from './rows.ts';

/** Lists of changes, newest first. */
export const listHandlers = (costs: Pick<Costs, 'accountNames'>) =>
  ({
    listRemediations: async (context, { query }) => {
      const { limit, cursor } = query;
      const after = decodeCursor(cursor);
      const names = await costs.accountNames(context);
      const where = conditionsOf(query);
      return context.transaction(async (tx) => {
        const selected = selectRemediations(tx)
          .where(where)
          .orderBy('remediations.proposed_at', 'desc')
          .orderBy('remediations.id', 'desc')
          .limit(limit + 1);
        const before = sql<boolean>`(remediations.proposed_at, remediations.id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`;
        const rows = await (after ? selected.where(before) : selected).execute();
        const { total } = await tx
          .selectFrom('remediations')
          .select((e) => e.fn.countAll<number>().as('total'))
          .where(where)
          .executeTakeFirstOrThrow();
        const page = pageOfRows(rows, limit, (row) => [row.proposed_at, row.id]);
        const surroundings = await readSurroundings(tx, page.items, names, context.now);
        return { ...page, total, items: page.items.map((row) => asRemediation(row, surroundings)) };
      });
    },
  }) satisfies Partial<Handlers<typeof remediationContract>>;
