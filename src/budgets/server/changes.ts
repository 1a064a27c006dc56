import { randomUUID } from 'node:crypto';
import { filtersAsJson } from '../../costs/core/filters.ts';
import { audit } from '../../identity/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { refused } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { EventBus } from '../../platform/server/events.ts';
import { shownAmount } from '../core/amounts.ts';
import type { Budget, BudgetsEvent, budgetsContract } from '../core/contract.ts';
import { hierarchyProblems } from '../core/hierarchy.ts';
import { isObsolete, leaveAlerts, selectAlerts } from './alerts.ts';
import { judgeAnew } from './judged-since.ts';
import { isSameSlice, type Sources } from './known.ts';
import {
  type BudgetRow,
  columnsOf,
  findBudget,
  type Kept,
  keptOf,
  lockBudgets,
  nodeOf,
  readBudgets,
  readFiscalYearStart,
  ruleOf,
} from './rows.ts';
import { readShown } from './shown.ts';

/** What the audit log says of a budget. */
const audited = ({
  filters,
  starts_on: start,
  ends_on: end,
  given_amount,
  id: _id,
  created_at: _at,
  judged_since: _since,
  created_by: _by,
  ...row
}: BudgetRow) => ({
  ...row,
  start,
  end,
  filters: filtersAsJson(filters),
  amount: shownAmount(given_amount),
});

/** Throws a 422 problem with everything that is wrong with where a budget stands. */
function checkHierarchy(kept: Kept & { id: string }, all: readonly BudgetRow[]): void {
  const problems = hierarchyProblems(nodeOf(kept), all.map(nodeOf));
  if (problems.length === 0) return;
  const errors = problems.map((message) => ({ path: 'body.parent_id', message }));
  throw refused(
    `The budget can't be a part of this one: ${problems.join('; ')}. Parts have the period, calendar, metric and currency of what they are a part of.`,
    errors,
  );
}

/** Leaves the alerts of a budget that no longer say anything: all of them where it is for other costs now. */
async function leaveObsolete(tx: Transaction, context: Context, before: BudgetRow, after: BudgetRow): Promise<void> {
  const rule = ruleOf(after, await readFiscalYearStart(tx));
  const open = await selectAlerts(tx).where('budget_id', '=', after.id).where('left_at', 'is', null).execute();
  const is_other = !isSameSlice(before, after);
  await leaveAlerts(
    tx,
    context,
    open.filter((alert) => is_other || isObsolete(alert, after, rule)),
  );
}

/** A budget before and after a change. */
interface Change {
  before?: BudgetRow;
  after?: BudgetRow;
}

/** Changes of budgets over HTTP. Forecasts are made again for other costs: they follow the slices that have budgets. */
export function changeHandlers(sources: Sources, jobs: Jobs, events: EventBus) {
  /** Makes one change with its entry in the audit log; `change` answers the budget before and after. */
  async function write(
    context: Context,
    verb: 'created' | 'changed' | 'deleted',
    id: string,
    change: (tx: Transaction, all: BudgetRow[]) => Promise<Change>,
  ): Promise<Budget | null> {
    const { before, after, all } = await context.transaction(async (tx) => {
      const { before, after } = await change(tx, await lockBudgets(tx));
      await audit(tx, context, {
        action: `budget.${verb}`,
        target_kind: 'budget',
        target_id: id,
        ...(before ? { before: audited(before) } : {}),
        ...(after ? { after: audited(after) } : {}),
      });
      const all = await readBudgets(tx);
      await judgeAnew(tx, context.now, { before, after, all });
      return { before, after, all };
    });
    const { organization_id } = context;
    if (!before || !after || !isSameSlice(before, after)) await jobs.wake(organization_id, 'forecast');
    await jobs.wake(organization_id, 'budget_check');
    const event: BudgetsEvent = { type: 'budgets.changed' };
    events.publish(organization_id, event);
    if (!after) return null;
    const [budget] = await readShown(sources, context, [after], { all, now: context.now });
    return budget ?? null;
  }

  return {
    createBudget: async (context, { body }) => {
      const id = randomUUID();
      const { organization_id, actor, now } = context;
      const at = now.toISOString();
      const made = { id, organization_id, created_by: actor.name, created_at: at, judged_since: at };
      const budget = await write(context, 'created', id, async (tx, before) => {
        const kept = keptOf(body);
        checkHierarchy({ ...kept, id }, before);
        await tx
          .insertInto('budgets')
          .values({ ...columnsOf(kept), ...made })
          .execute();
        return { after: findBudget(await readBudgets(tx), id) };
      });
      return budget!;
    },
    updateBudget: async (context, { params: { id }, body }) => {
      const budget = await write(context, 'changed', id, async (tx, rows) => {
        const before = findBudget(rows, id);
        const kept = keptOf(body);
        checkHierarchy({ ...kept, id }, rows);
        await tx.updateTable('budgets').set(columnsOf(kept)).where('id', '=', id).execute();
        const after = findBudget(await readBudgets(tx), id);
        await leaveObsolete(tx, context, before, after);
        return { before, after };
      });
      return budget!;
    },
    deleteBudget: async (context, { params: { id } }) => {
      await write(context, 'deleted', id, async (tx, rows) => {
        const before = findBudget(rows, id);
        const open = await selectAlerts(tx).where('budget_id', '=', id).where('left_at', 'is', null).execute();
        await leaveAlerts(tx, context, open);
        await tx.updateTable('budgets').set({ parent_id: before.parent_id }).where('parent_id', '=', id).execute();
        await tx.deleteFrom('budgets').where('id', '=', id).execute();
        return { before };
      });
    },
  } satisfies Partial<Handlers<typeof budgetsContract>>;
}
