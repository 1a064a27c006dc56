import type { Job, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database } from '../../platform/server/database.ts';
import type { JobName } from '../core/contract.ts';

/** What a job of the queue holds: which run to look at. Never more, so never a secret. */
export interface Wake {
  organization_id: string;
  run_id: string;
  name: JobName;
  /** Which taking up of the run this is: an old one finds nothing to do. */
  wake: number;
}

/** Pauses are told to the queue, not times: its clock is the database's, which may differ from ours by minutes. */
export const secondsUntil = (at: Date, now: Date): number => Math.max(0, (at.getTime() - now.getTime()) / 1_000);

const RUNS = 'runs';
const TICKS = 'schedule_ticks';
const TICK_POLLING_SECONDS = 5;
const RUN_POLLING_SECONDS = 2;
/** A process that is gone is noticed after this, and another takes up what it ran. */
const HEARTBEAT_SECONDS = 60;
/** Longer than any run: what bounds runs is their heartbeat. */
const EXPIRE_SECONDS = 23 * 3_600;
const TAKE_UPS = 1_000;

/** Tells processes, durably and at a time, to look at runs. The runs themselves are in `job_runs`. */
export class WakeQueue {
  readonly #database: Database;
  readonly #log: Logger;
  #boss: PgBoss | null = null;
  #worker_id = '';

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  /** Opens the queue and begins to work: `take` is called for each wake, `tick` for each schedule that is due. */
  async start(
    take: (wake: Wake) => Promise<void>,
    concurrency: number,
    tick: (name: JobName) => Promise<void>,
  ): Promise<void> {
    const { PgBoss } = await import('pg-boss');
    const { is_embedded } = this.#database;
    const boss = new PgBoss({
      db: { executeSql: (text, values) => this.#database.asOwner(text, values) as Promise<{ rows: never[] }> },
      backend: is_embedded ? 'pglite' : 'postgres',
      // One process has nothing to repair behind the back of others.
      ...(is_embedded ? { reindex: false, monitorVacuum: false } : {}),
    });
    boss.on('error', (error) => this.#log.error({ err: error }, 'the job queue has a problem'));
    await boss.start();
    this.#boss = boss;
    const lasting = {
      expireInSeconds: EXPIRE_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      retryLimit: TAKE_UPS,
      retryDelay: 30,
    };
    await boss.createQueue(RUNS, { policy: 'exclusive', ...lasting });
    await boss.createQueue(TICKS, { policy: 'exclusive', retryLimit: 3, retryDelay: 30 });
    // The data folder is ours alone: whatever is marked as being worked on was left by a process that is gone.
    if (is_embedded) await boss.deleteAllJobs(RUNS);
    this.#worker_id = await boss.work<Wake>(
      RUNS,
      { localConcurrency: concurrency, pollingIntervalSeconds: RUN_POLLING_SECONDS },
      async ([job]: Job<Wake>[]) => {
        if (job) await take(job.data);
      },
    );
    await boss.work<{ name: JobName }>(
      TICKS,
      { pollingIntervalSeconds: TICK_POLLING_SECONDS },
      async ([job]: Job<{ name: JobName }>[]) => {
        if (job) await tick(job.data.name);
      },
    );
  }

  /** Has `name` tick at the times of `cron`, in UTC, in one process; once for all that a stopped server missed. */
  async schedule(name: JobName, cron: string): Promise<void> {
    await this.#boss?.schedule(TICKS, cron, { name }, { tz: 'UTC', key: name, singletonKey: name, missed: 'once' });
  }

  /** Wakes a process for a run after `seconds`; once, however often it is asked for. */
  async send(wake: Wake, seconds: number): Promise<void> {
    const boss = this.#boss;
    // Before the start and after the end the row alone stands for the run: the next start sends for it.
    if (!boss) return;
    await boss.send(RUNS, wake, { startAfter: Math.ceil(seconds), singletonKey: `${wake.run_id} ${wake.wake}` });
    boss.notifyWorker(this.#worker_id);
  }

  /** Takes nothing up any more. */
  async pause(): Promise<void> {
    await this.#boss?.offWork(RUNS, { wait: false });
    await this.#boss?.offWork(TICKS, { wait: false });
  }

  async stop(): Promise<void> {
    await this.#boss?.stop({ graceful: false, close: false });
    this.#boss = null;
  }
}
