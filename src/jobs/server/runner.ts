import type { Services } from '../../platform/server/services.ts';
import type { JobEvent, JobName, RunStatus } from '../core/contract.ts';
import { nextTry } from '../core/retry.ts';
import { type JobDefinition, type RunContext, RunError, SYSTEM } from './job.ts';
import { secondsUntil, type Wake, type WakeQueue } from './queue.ts';
import { claimRun, endRun, type Held, postponeRun, writeProgress } from './runs.ts';

/** Progress is told at once, and written this often. */
const WRITE_EVERY_MS = 1_000;

class Cancelled extends Error {}

interface Claimed extends Held {
  name: JobName;
  target_id: string | null;
  attempt: number;
  started_at: string | null;
  requested_by: string;
}

/** Takes runs up and carries them to their end, whatever that is. */
export class Runner {
  readonly #services: Services;
  readonly #queue: WakeQueue;
  readonly #definitions: ReadonlyMap<JobName, JobDefinition>;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, { cancel: AbortController; ended: Promise<void> }>();

  constructor(services: Services, queue: WakeQueue, definitions: ReadonlyMap<JobName, JobDefinition>) {
    this.#services = services;
    this.#queue = queue;
    this.#definitions = definitions;
  }

  /** Carries out one run, unless it is another's, cancelled or over. */
  async take(wake: Wake): Promise<void> {
    // What is thrown here the queue offers again, to another process or later.
    if (this.#stopping.signal.aborted) throw new Error('The server stops.');
    const { organization_id, run_id } = wake;
    if (this.#running.has(run_id)) throw new Error('This run goes on here already.');
    const { database, now } = this.#services;
    const definition = this.#definitions.get(wake.name);
    // A process of another version: the queue offers the run again.
    if (!definition) throw new Error(`This version has no job ${wake.name}.`);
    const run = await database.transaction(organization_id, (tx) => claimRun(tx, run_id, wake.wake, now()));
    if (!run) return;
    const cancel = new AbortController();
    if (run.cancel_requested_at !== null) cancel.abort(new Cancelled());
    const ended = this.#carryOut(organization_id, run, definition, cancel);
    this.#running.set(run_id, { cancel, ended });
    try {
      await ended;
    } finally {
      this.#running.delete(run_id);
    }
  }

  /** Stops a run that this process carries out. */
  cancel(run_id: string): void {
    this.#running.get(run_id)?.cancel.abort(new Cancelled());
  }

  /** Interrupts what runs; it goes back into the queue. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The server stops.'));
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #tell(organization_id: string, run: Claimed, status: RunStatus): void {
    const event: JobEvent = { type: 'job.changed', id: run.id, name: run.name, target_id: run.target_id, status };
    this.#services.events.publish(organization_id, event);
  }

  async #carryOut(
    organization_id: string,
    run: Claimed,
    definition: JobDefinition,
    cancel: AbortController,
  ): Promise<void> {
    const { database, now } = this.#services;
    const write = <T>(work: Parameters<typeof database.transaction<T>>[1]) =>
      database.transaction(organization_id, work);
    this.#tell(organization_id, run, 'running');
    const { context, settled } = this.#contextOf(organization_id, run, cancel);
    try {
      context.signal.throwIfAborted();
      if (run.attempt > definition.attempts + KILLS) throw new RunError(KILLED, 'never');
      const outcome = await definition.run(context);
      await settled();
      await write((tx) => endRun(tx, run, { status: 'succeeded', error: null, outcome, now: now() }));
      this.#tell(organization_id, run, 'succeeded');
    } catch (error) {
      await settled();
      await this.#afterError(organization_id, run, definition, cancel, error);
    }
  }

  async #afterError(
    organization_id: string,
    run: Claimed,
    { attempts }: JobDefinition,
    cancel: AbortController,
    error: unknown,
  ): Promise<void> {
    const { database, now, log } = this.#services;
    if (cancel.signal.aborted) {
      const end = { status: 'cancelled', error: null, outcome: null, now: now() } as const;
      await database.transaction(organization_id, (tx) => endRun(tx, run, end));
      return this.#tell(organization_id, run, 'cancelled');
    }
    if (this.#stopping.signal.aborted) return this.#postpone(organization_id, run, now(), null, false);
    const retry = error instanceof RunError ? error.retry : 'later';
    const message = error instanceof RunError ? error.message : unexpected(run.id);
    if (!(error instanceof RunError)) log.error({ err: error, organization_id, run_id: run.id }, 'a run failed');
    const at = nextTry({ attempt: run.attempt, attempts, retry, now: now(), jitter: Math.random() });
    if (at) return this.#postpone(organization_id, run, at, message, !(retry instanceof Date));
    const end = { status: 'failed', error: message, outcome: null, now: now() } as const;
    await database.transaction(organization_id, (tx) => endRun(tx, run, end));
    this.#tell(organization_id, run, 'failed');
  }

  async #postpone(
    organization_id: string,
    run: Claimed,
    run_after: Date,
    error: string | null,
    counts_as_try: boolean,
  ) {
    const postponement = { run_after, error, counts_as_try };
    const wake = await this.#services.database.transaction(organization_id, (tx) => postponeRun(tx, run, postponement));
    if (wake === undefined) return;
    const seconds = secondsUntil(run_after, this.#services.now());
    await this.#queue.send({ organization_id, run_id: run.id, name: run.name, wake }, seconds);
    this.#tell(organization_id, run, 'queued');
  }

  /** What the run works with; `settled` waits until nothing of its progress is being written. */
  #contextOf(organization_id: string, run: Claimed, cancel: AbortController) {
    const { database, events, now, log } = this.#services;
    let written_at = 0;
    let writing: Promise<void> = Promise.resolve();
    const writeAfter = async (before: Promise<void>, wanted: Parameters<typeof writeProgress>[2]): Promise<void> => {
      await before;
      try {
        const is_cancelled = await database.transaction(organization_id, (tx) => writeProgress(tx, run, wanted));
        if (is_cancelled) cancel.abort(new Cancelled());
      } catch (error) {
        // The work itself goes on, and meets the same fault where it matters.
        log.warn({ err: error, run_id: run.id }, 'the progress of a run could not be written');
      }
    };
    const progress: RunContext['progress'] = (stage, percent, message) => {
      const { id, name, target_id } = run;
      const event: JobEvent = { type: 'job.progress', id, name, target_id, stage, percent, message };
      events.publish(organization_id, event);
      if (performance.now() - written_at < WRITE_EVERY_MS) return;
      written_at = performance.now();
      writing = writeAfter(writing, { stage, percent, message });
    };
    const context: RunContext = {
      organization_id,
      run_id: run.id,
      target_id: run.target_id,
      is_scheduled: run.requested_by === SYSTEM.name,
      started_at: run.started_at ?? now().toISOString(),
      now,
      log: log.child({ organization_id, run_id: run.id }),
      signal: AbortSignal.any([cancel.signal, this.#stopping.signal]),
      transaction: (work) => database.transaction(organization_id, work),
      progress,
    };
    return { context, settled: () => writing };
  }
}

/** Tries are counted when they begin: so many more than there may be have ended with their process, one after the other. */
const KILLS = 10;
const KILLED = 'Every try of this run ended together with its process. The log of the server says why.';

const unexpected = (run_id: string): string => `Something went wrong on our side. The log has it under run ${run_id}.`;
