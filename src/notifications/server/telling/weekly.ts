import { countOpenAnomalies } from '../../../anomalies/server/index.ts';
import type { Budgets } from '../../../budgets/server/index.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emit } from '../../../platform/server/outbox.ts';
import { countOpenViolations } from '../../../policies/server/index.ts';
import { readSavings } from '../../../recommendations/server/index.ts';
import { countToApprove } from '../../../remediation/server/index.ts';
import { WEEKLY_DIGEST, type WeeklyFigures } from '../../core/events/weekly-digest.ts';
import { nextWeeklyHour } from '../../core/timing.ts';
import { readListener } from './organization.ts';
import { readWeekCosts } from './week-costs.ts';

/** What the figures of a week come from. */
export interface WeeklySources {
  costs: Costs;
  budgets: Budgets;
}

/** Whether it is time to tell the week, or to find out when that is. */
export async function isWeeklyDue(tx: Transaction, now: Date): Promise<boolean> {
  const { weekly_due_at } = await readListener(tx);
  return weekly_due_at === null || new Date(weekly_due_at) <= now;
}

/**
 * Keeps when the week is told next; false where another process has, or somebody changed its hour since `due_at` was read.
 */
async function moveOn(tx: Transaction, organization_id: string, due_at: string | null, now: Date): Promise<boolean> {
  const { hours } = await readListener(tx);
  const moved = await tx
    .updateTable('organizations')
    .set({ weekly_due_at: nextWeeklyHour(now, hours).toISOString() })
    .where('id', '=', organization_id)
    .where('weekly_due_at', 'is not distinct from', due_at)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

/** How budgets stand; null where there are none. */
async function readBudgets({ budgets }: WeeklySources, context: RunContext): Promise<WeeklyFigures['budgets']> {
  const all = await budgets.read(context, context.now());
  if (all.length === 0) return null;
  const namesOf = (wanted: string): string[] => all.filter(({ status }) => status === wanted).map(({ name }) => name);
  return { over: namesOf('over'), at_risk: namesOf('at_risk'), unknown: namesOf('unknown').length };
}

/** Has an organization told what its week was, if it is time: writes the event of which the notification is made. */
export async function emitWeekly(sources: WeeklySources, context: RunContext): Promise<void> {
  const { organization_id, transaction } = context;
  const now = context.now();
  const { about, weekly_summary, weekly_due_at: due_at } = await transaction(readListener);
  if (due_at !== null && new Date(due_at) > now) return;
  // Nobody is told what a week was before there was anybody to tell.
  const is_told = due_at !== null && weekly_summary;
  const week = is_told && { due_at, ...(await readWeekCosts(sources.costs, context, about.currency)) };
  const budgets = is_told ? await readBudgets(sources, context) : null;
  await transaction(async (tx) => {
    if (!(await moveOn(tx, organization_id, due_at, now)) || !week) return;
    const payload: WeeklyFigures = {
      ...week,
      budgets,
      open_anomalies: await countOpenAnomalies(tx),
      savings: await readSavings(tx),
      waiting: { approvals: await countToApprove(tx), violations: await countOpenViolations(tx) },
    };
    await emit(tx, { organization_id, now }, { type: WEEKLY_DIGEST, payload });
  });
}
