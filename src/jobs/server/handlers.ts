import { CronExpressionParser } from 'cron-parser';
import { sql } from 'kysely';
import { audit } from '../../identity/server/index.ts';
import { notFound, refused } from '../../platform/core/errors.ts';
import type { Handlers } from '../../platform/server/context.ts';
import type { EventBus } from '../../platform/server/events.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { JobEvent, JobName, jobsContract } from '../core/contract.ts';
import type { Jobs } from './index.ts';
import type { JobDefinition } from './job.ts';
import { findRun, selectRuns } from './runs.ts';

/** When a schedule of five cron fields, in UTC, is due next after `now`. */
export const nextRunAt = (cron: string, now: Date): string =>
  CronExpressionParser.parse(cron, { currentDate: now, tz: 'UTC' }).next().toDate().toISOString();

/** Jobs that look each minute find nothing at times that they did not know before: nobody wants to read of that among all others. */
const DID_SOMETHING = sql<boolean>`not (name = 'notifications' and status = 'succeeded' and warnings = '[]'
  and not exists (select from jsonb_each_text(counts) where value <> '0'))`;

/** Runs of jobs over HTTP: what ran, what runs, run now, cancel. */
export const jobHandlers = (
  jobs: Pick<Jobs, 'request' | 'cancel'>,
  definitions: ReadonlyMap<JobName, JobDefinition>,
  events: EventBus,
): Handlers<typeof jobsContract> => ({
  listJobs: async (context, { query: { limit, cursor, ...equal } }) => {
    const after = decodeCursor(cursor);
    const rows = await context.transaction((tx) => {
      let runs = selectRuns(tx)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (equal.name === undefined) runs = runs.where(DID_SOMETHING);
      for (const [column, value] of Object.entries(equal))
        if (value !== undefined) runs = runs.where(column as 'name', '=', value as JobName);
      if (after) runs = runs.where((e) => e(e.refTuple('created_at', 'id'), '<', e.tuple(after[0], after[1])));
      return runs.execute();
    });
    return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
  },
  getJob: async (context, { params: { id } }) => {
    const run = await context.transaction((tx) => findRun(tx, id));
    if (!run) throw notFound('This run');
    return run;
  },
  runJob: async (context, { params: { name } }) => {
    const definition = definitions.get(name);
    if (!definition) throw refused(`This version has no job ${name} yet. Its schedule is kept for when it comes.`);
    const targets = await context.transaction((tx) => definition.targets(tx));
    if (targets.length === 0) throw refused(`There is nothing to run: ${definition.nothing_to_do}`);
    return { job_ids: await jobs.request(context, name, targets) };
  },
  cancelJob: async (context, { params: { id } }) => {
    const run = await context.transaction(async (tx) => {
      const before = await findRun(tx, id);
      if (!before) throw notFound('This run');
      if (before.status !== 'queued' && before.status !== 'running')
        throw refused(`This run is over (${before.status}): there is nothing to stop.`);
      const at = context.now.toISOString();
      const stopped = before.status === 'queued' ? { status: 'cancelled' as const, finished_at: at } : {};
      await tx
        .updateTable('job_runs')
        .set({ cancel_requested_at: at, ...stopped })
        .where('id', '=', id)
        .execute();
      const { name, target_id, target_name } = before;
      const change = { action: 'job.cancelled', target_kind: 'job_run', target_id: id };
      await audit(tx, context, { ...change, before: { name, target_id, target_name, status: before.status } });
      return findRun(tx, id);
    });
    if (!run) throw notFound('This run');
    jobs.cancel(id);
    const { name, target_id, status } = run;
    const event: JobEvent = { type: 'job.changed', id, name, target_id, status };
    events.publish(context.organization_id, event);
    return run;
  },
  listSchedules: async ({ now }) => ({
    items: [...definitions.values()].map(({ name, title, cron }) => ({
      name,
      title,
      cron,
      next_run_at: nextRunAt(cron, now),
    })),
  }),
});
