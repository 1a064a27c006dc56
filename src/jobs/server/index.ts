import { sql } from 'kysely';
import { type Auditor, audit } from '../../identity/server/index.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { type JobEvent, type JobName, jobsContract } from '../core/contract.ts';
import { jobHandlers, nextRunAt } from './handlers.ts';
import { type JobDefinition, type JobTarget, SYSTEM } from './job.ts';
import { secondsUntil, type Wake, WakeQueue } from './queue.ts';
import { Runner } from './runner.ts';
import { addRun, bringForward } from './runs.ts';
import './tables.ts';

export { type JobDefinition, type JobTarget, type RunContext, RunError, type RunOutcome, SYSTEM } from './job.ts';

/** Runs at a time in one process: providers are waited for most of the time. */
const CONCURRENCY = 3;
const SEND_WAITING_MS = 60_000;

/** Background work: what is to run, what runs, and what ran. */
export interface Jobs {
  served: ServedContract;
  /** Adds a kind of work; before `start`. */
  register(definition: JobDefinition): void;
  /** Has `name` run for `targets` as soon as a process is free; answers the runs, those on their way already included. */
  request(auditor: Auditor, name: JobName, targets: JobTarget[]): Promise<string[]>;
  /**
   * Has `name` run in an organization for all that there is to do, or for one target of it, since something changed: where
   * it runs already, once more afterwards. What goes wrong with asking is logged.
   */
  wake(organization_id: string, name: JobName, target_id?: string): Promise<void>;
  /**
   * Has runs of `name` that wait for a time look now, since what they wait for may have come: all, or those about
   * `target_ids`.
   */
  hurry(organization_id: string, name: JobName, target_ids?: readonly string[]): Promise<void>;
  /** Stops a run that this process carries out. */
  cancel(run_id: string): void;
  /** Stops every run that is about `target_id`, which is being removed. */
  cancelAbout(organization_id: string, target_id: string): Promise<void>;
  /** When `name` is due next; null when there is no such job. */
  nextRunAt(name: JobName, now: Date): string | null;
  start(): Promise<void>;
  stop(): Promise<void>;
}

async function listOrganizations(tx: Transaction): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select list_organization_ids() as id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Makes the module; schedules and runs begin with `start`. */
export function createJobs(services: Services): Jobs {
  const { database, log, now, events } = services;
  const definitions = new Map<JobName, JobDefinition>();
  const queue = new WakeQueue(database, log);
  const runner = new Runner(services, queue, definitions);

  async function requestRuns(auditor: Auditor, name: JobName, targets: JobTarget[]) {
    const { organization_id, actor } = auditor;
    const runs = await database.transaction(organization_id, async (tx) => {
      const added = [];
      for (const target of targets) {
        const run = await addRun(tx, { organization_id, name, target, requested_by: actor.name, now: auditor.now });
        const change = { action: 'job.requested', target_kind: 'job_run', target_id: run.id };
        if (run.is_new && actor.kind !== 'system')
          await audit(tx, auditor, { ...change, after: { name, target_id: target.id, target_name: target.name } });
        added.push({ ...run, target });
      }
      return added;
    });
    for (const { id: run_id, wake, run_after, is_new, target } of runs) {
      // Also for one that is there already: should it have been made without being told to the queue, it is now.
      await queue.send({ organization_id, run_id, name, wake }, secondsUntil(new Date(run_after), now()));
      if (is_new) tell(organization_id, { id: run_id, name, target_id: target.id, status: 'queued' });
    }
    return runs;
  }
  const request = async (...asked: Parameters<typeof requestRuns>): Promise<string[]> =>
    (await requestRuns(...asked)).map(({ id }) => id);

  const tell = (organization_id: string, run: Omit<Extract<JobEvent, { type: 'job.changed' }>, 'type'>): void => {
    const event: JobEvent = { type: 'job.changed', ...run };
    events.publish(organization_id, event);
  };

  /** Requests `name` for all there is to do, or for one target of it. */
  async function requestAll(organization_id: string, name: JobName, target_id?: string) {
    try {
      const targets = await database.transaction(
        organization_id,
        async (tx) => definitions.get(name)?.targets(tx) ?? [],
      );
      const wanted = target_id === undefined ? targets : targets.filter(({ id }) => id === target_id);
      const auditor = { organization_id, actor: SYSTEM, address: null, now: now() };
      return wanted.length > 0 ? await requestRuns(auditor, name, wanted) : [];
    } catch (error) {
      // Other organizations, and what made the change that asks for it, have nothing to do with it.
      log.error({ err: error, organization_id, job: name }, 'a run could not be requested');
      return [];
    }
  }

  /** What changed while runs worked on it, by their ids: whether a run has read it before or after nobody knows. */
  const again = new Map<string, Parameters<Jobs['wake']>>();

  async function wake(...[organization_id, name, target_id]: Parameters<Jobs['wake']>): Promise<void> {
    for (const { id, status, target } of await requestAll(organization_id, name, target_id))
      if (status === 'running') again.set(id, [organization_id, name, target.id ?? undefined]);
  }

  async function take(wanted: Wake): Promise<void> {
    await runner.take(wanted);
    const waiting = again.get(wanted.run_id);
    again.delete(wanted.run_id);
    if (waiting) await wake(...waiting);
  }

  /** Runs of other processes end without being noticed here. */
  async function wakeAgain(): Promise<void> {
    const waiting = [...again.values()];
    again.clear();
    for (const one of waiting) await wake(...one);
  }

  /** A schedule is due: the job is requested in every organization that has something to do. */
  async function tick(name: JobName): Promise<void> {
    const definition = definitions.get(name);
    if (!definition) return;
    const ids = await database.transaction(null, definition.organizations ?? listOrganizations);
    for (const organization_id of ids) await requestAll(organization_id, name);
  }

  /** Tells the queue of every run that waits, in case it was not told, or what was told is lost. */
  async function sendWaiting(): Promise<void> {
    const { rows } = await database.transaction(null, (tx) =>
      sql<{ organization_id: string; id: string; name: JobName; wake: number; run_after: string }>`
        select organization_id, id, name, wake, run_after from list_waiting_job_runs()`.execute(tx),
    );
    for (const { organization_id, id: run_id, name, wake, run_after } of rows)
      await queue.send({ organization_id, run_id, name, wake }, secondsUntil(new Date(run_after), now()));
    await wakeAgain();
  }

  let sending: NodeJS.Timeout | undefined;
  const jobs: Jobs = {
    served: serve(jobsContract, jobHandlers({ request, cancel: (id) => runner.cancel(id) }, definitions, events)),
    register: (definition) => void definitions.set(definition.name, definition),
    request,
    wake,
    hurry: async (organization_id, name, target_ids) => {
      const runs = await database.transaction(organization_id, (tx) =>
        bringForward(tx, name, now(), target_ids ?? null),
      );
      for (const { id: run_id, wake: next } of runs) await queue.send({ organization_id, run_id, name, wake: next }, 0);
    },
    cancel: (id) => runner.cancel(id),
    cancelAbout: async (organization_id, target_id) => {
      const at = now().toISOString();
      const active = await database.transaction(organization_id, (tx) =>
        tx
          .updateTable('job_runs')
          .set({ cancel_requested_at: at, status: 'cancelled', finished_at: at })
          .where('target_id', '=', target_id)
          .where('status', 'in', ['queued', 'running'])
          .returning(['id', 'name', 'target_id'])
          .execute(),
      );
      for (const run of active) {
        runner.cancel(run.id);
        tell(organization_id, { ...run, status: 'cancelled' });
      }
    },
    nextRunAt: (name, at) => {
      const definition = definitions.get(name);
      return definition ? nextRunAt(definition.cron, at) : null;
    },
    start: async () => {
      await queue.start(take, CONCURRENCY, tick);
      for (const { name, cron } of definitions.values()) await queue.schedule(name, cron);
      await sendWaiting();
      sending = setInterval(
        () => void sendWaiting().catch((error: unknown) => log.error({ err: error }, 'waiting runs could not be sent')),
        SEND_WAITING_MS,
      );
      sending.unref();
    },
    stop: async () => {
      clearInterval(sending);
      // What is interrupted goes on with the next start, and reads everything then.
      again.clear();
      await queue.pause();
      await runner.stop();
      await queue.stop();
    },
  };
  return jobs;
}
