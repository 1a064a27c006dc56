import type { Jobs } from '../../jobs/server/index.ts';
import type { Handlers } from '../../platform/server/context.ts';
import type { EventBus } from '../../platform/server/events.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { budgetsContract } from '../core/contract.ts';
import { type AlertRow, selectAlerts } from './alerts.ts';
import { changeHandlers } from './changes.ts';
import type { Sources } from './known.ts';
import { NOT_KEPT, readDays, readHistory, readPreview } from './periods.ts';
import { findBudget, keptOf, readBudgets } from './rows.ts';
import { readShown } from './shown.ts';

/** An alert as the API shows it. */
const shownAlert = ({ budget_id: _id, threshold_key: _key, is_told: _told, amount, measured, ...alert }: AlertRow) => ({
  ...alert,
  amount: Number(amount),
  measured: Number(measured),
});

/** Budgets over HTTP. */
export function budgetHandlers(sources: Sources, jobs: Jobs, events: EventBus): Handlers<typeof budgetsContract> {
  return {
    ...changeHandlers(sources, jobs, events),
    listBudgets: async (context, { query: { limit, cursor, parent_id } }) => {
      const after = decodeCursor(cursor);
      const all = await context.transaction(readBudgets);
      const rows = all.filter(
        (row) =>
          (parent_id === undefined || row.parent_id === parent_id) &&
          (after === null || `${row.created_at} ${row.id}` > after.join(' ')),
      );
      const { items, next_cursor } = pageOfRows(rows.slice(0, limit + 1), limit, (row) => [row.created_at, row.id]);
      return { items: await readShown(sources, context, items, { all, now: context.now }), next_cursor };
    },
    getBudget: async (context, { params: { id } }) => {
      const all = await context.transaction(readBudgets);
      const row = findBudget(all, id);
      const of = { all, now: context.now };
      const [budget] = await readShown(sources, context, [row], of);
      return { ...budget!, history: await readHistory(sources, context, row, of) };
    },
    previewBudget: async (context, { query: { budget_id }, body }) => {
      const all = await context.transaction(readBudgets);
      const id = budget_id === undefined ? NOT_KEPT : findBudget(all, budget_id).id;
      return readPreview(sources, context, { ...keptOf(body), id }, { all, now: context.now });
    },
    getBudgetDays: async (context, { params: { id }, query: { on } }) => {
      const all = await context.transaction(readBudgets);
      return readDays(sources, context, findBudget(all, id), { all, now: context.now, on });
    },
    listBudgetAlerts: async (context, { params: { id }, query: { limit, cursor } }) => {
      const before = decodeCursor(cursor);
      const rows = await context.transaction(async (tx) => {
        findBudget(await readBudgets(tx), id);
        const alerts = selectAlerts(tx)
          .where('budget_id', '=', id)
          .orderBy('crossed_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1);
        return (
          before ? alerts.where((e) => e(e.refTuple('crossed_at', 'id'), '<', e.tuple(before[0], before[1]))) : alerts
        ).execute();
      });
      const { items, next_cursor } = pageOfRows(rows, limit, (row) => [row.crossed_at, row.id]);
      return { items: items.map(shownAlert), next_cursor };
    },
  };
}
