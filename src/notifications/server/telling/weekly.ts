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
import { lastWeeklyHour } from '../../core/timing.ts';
import { readListener } from './organization.ts';
import { readWeekCosts } from './week-costs.ts';

/** What the figures of a week come from. */
export interface WeeklySources {
  costs: Costs;
  budgets: Budgets;
}

/** The hour for which the organization that `tx` is bound to is to be told what its week was; null when there is none. */
export async function weeklyDueAt(tx: Transaction, now: Date): Promise<Date | null> {
  const { hours, weekly_summary, weekly_digest_at } = await readListener(tx);
  if (!weekly_summary) return null;
  const due_at = lastWeeklyHour(now, hours);
  return due_at > new Date(weekly_digest_at) ? due_at : null;
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
  const now = context.now();
  const due_at = await context.transaction((tx) => weeklyDueAt(tx, now));
  if (due_at === null) return;
  const { about } = await context.transaction(readListener);
  const week = await readWeekCosts(sources.costs, context, about.currency);
  const budgets = await readBudgets(sources, context);
  await context.transaction(async (tx) => {
    const payload: WeeklyFigures = {
      due_at: due_at.toISOString(),
      ...week,
      budgets,
      open_anomalies: await countOpenAnomalies(tx),
      savings: await readSavings(tx),
      waiting: { approvals: await countToApprove(tx), violations: await countOpenViolations(tx) },
    };
    const { organization_id } = context;
    // Of two processes the second finds it done.
    const taken = await tx
      .updateTable('organizations')
      .set({ weekly_digest_at: due_at.toISOString() })
      .where('id', '=', organization_id)
      .where('weekly_digest_at', '<', due_at.toISOString())
      .returning('id')
      .executeTakeFirst();
    if (taken) await emit(tx, { organization_id, now }, { type: WEEKLY_DIGEST, payload });
  });
}
