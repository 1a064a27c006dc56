import { randomUUID } from 'node:crypto';
import { scopeKey } from '../../costs/core/scope.ts';
import type { Forecasts } from '../../forecasts/server/index.ts';
import { audit } from '../../identity/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { notFound, refused } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { Budget, BudgetBody, budgetsContract } from '../core/contract.ts';

const SHOWN = ['id', 'name', 'scope', 'period', 'amount', 'currency', 'created_by', 'created_at'] as const;
const selectBudgets = (tx: Transaction) => tx.selectFrom('budgets').select(SHOWN);
type BudgetRow = Awaited<ReturnType<ReturnType<typeof selectBudgets>['executeTakeFirstOrThrow']>>;

const written = ({ scope, ...body }: BudgetBody) => ({ ...body, scope: JSON.stringify(scope) });
const audited = ({ name, scope, period, amount, currency }: BudgetRow) => ({ name, scope, period, amount, currency });

const NOT_BY_DAY =
  'A budget can be for all costs, or by every dimension but resources and by tags that many charges have. Choose such a scope.';

async function findBudget(tx: Transaction, id: string): Promise<BudgetRow> {
  const row = await selectBudgets(tx).where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('This budget');
  return row;
}

/** Budgets over HTTP. Forecasts are made again for a new scope: they follow the slices that have budgets. */
export function budgetHandlers(forecasts: Forecasts, jobs: Jobs): Handlers<typeof budgetsContract> {
  async function shown(context: Context, rows: BudgetRow[]): Promise<Budget[]> {
    const spends = await forecasts.spendOf(context, rows);
    return rows.map((row, index) => {
      const { scope_title, start, end, actual, total } = spends[index]!;
      return {
        ...row,
        amount: Number(row.amount),
        scope_title,
        period_start: start,
        period_end: end,
        current_spend: actual,
        forecasted_spend: total,
      };
    });
  }

  /** Throws a 422 problem when a scope's costs can't be followed. */
  async function checkScope(context: Context, body: BudgetBody): Promise<void> {
    const [spend] = await forecasts.spendOf(context, [body]);
    if (!spend?.is_kept_by_day) throw refused(NOT_BY_DAY);
  }

  /** Makes one change with its entry in the audit log; `change` answers the budget before and after. */
  async function write(
    context: Context,
    verb: 'created' | 'changed' | 'deleted',
    id: string,
    change: (tx: Transaction) => Promise<{ before?: BudgetRow; after?: BudgetRow }>,
  ): Promise<BudgetRow | undefined> {
    const changed = await context.transaction(async (tx) => {
      const { before, after } = await change(tx);
      await audit(tx, context, {
        action: `budget.${verb}`,
        target_kind: 'budget',
        target_id: id,
        ...(before ? { before: audited(before) } : {}),
        ...(after ? { after: audited(after) } : {}),
      });
      return {
        after,
        has_other_scope: !before || !after || scopeKey(before.scope) !== scopeKey(after.scope),
      };
    });
    if (changed.has_other_scope) await jobs.wake(context.organization_id, 'forecast');
    return changed.after;
  }

  const one = async (context: Context, row: BudgetRow | undefined): Promise<Budget> => {
    const [budget] = await shown(context, row ? [row] : []);
    if (!budget) throw notFound('This budget');
    return budget;
  };

  return {
    listBudgets: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => {
        const budgets = selectBudgets(tx)
          .orderBy('created_at')
          .orderBy('id')
          .limit(limit + 1);
        return (
          after ? budgets.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1]))) : budgets
        ).execute();
      });
      const { items, next_cursor } = pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
      return { items: await shown(context, items), next_cursor };
    },
    getBudget: async (context, { params: { id } }) =>
      one(context, await context.transaction((tx) => findBudget(tx, id))),
    createBudget: async (context, { body }) => {
      await checkScope(context, body);
      const id = randomUUID();
      const { organization_id, actor, now } = context;
      const made = { id, organization_id, created_by: actor.name, created_at: now.toISOString() };
      const after = await write(context, 'created', id, async (tx) => {
        await tx
          .insertInto('budgets')
          .values({ ...written(body), ...made })
          .execute();
        return { after: await findBudget(tx, id) };
      });
      return one(context, after);
    },
    updateBudget: async (context, { params: { id }, body }) => {
      await checkScope(context, body);
      const after = await write(context, 'changed', id, async (tx) => {
        const before = await findBudget(tx, id);
        await tx.updateTable('budgets').set(written(body)).where('id', '=', id).execute();
        return { before, after: await findBudget(tx, id) };
      });
      return one(context, after);
    },
    deleteBudget: async (context, { params: { id } }) => {
      await write(context, 'deleted', id, async (tx) => {
        const before = await findBudget(tx, id);
        await tx.deleteFrom('budgets').where('id', '=', id).execute();
        return { before };
      });
    },
  };
}
