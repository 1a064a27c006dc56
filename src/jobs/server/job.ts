import type { Logger } from 'pino';
import type { Actor } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { JobName } from '../core/contract.ts';
import type { Retry } from '../core/retry.ts';

/** Who acts in runs of jobs, for the audit log. */
export const SYSTEM: Actor = { kind: 'system', id: null, name: 'FinOpsMind', role: 'admin' };

/** A failed run: `message` is for people; `retry` says how it may go on. Other errors count as `later`. */
export class RunError extends Error {
  readonly retry: Retry;
  constructor(message: string, retry: Retry, cause?: unknown) {
    super(message, { cause });
    this.name = 'RunError';
    this.retry = retry;
  }
}

/** What a run works with; everything is bound to its organization. */
export interface RunContext {
  organization_id: string;
  run_id: string;
  /** What the run is about; null for the organization as a whole. */
  target_id: string | null;
  /** Whether a schedule asked for it, not a person. */
  is_scheduled: boolean;
  /** When the run began, with its first try. */
  started_at: string;
  now: () => Date;
  log: Logger;
  /** Aborts when somebody cancels the run, or the process stops. */
  signal: AbortSignal;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Tells how far the run is; cheap enough to be called often. */
  progress(stage: string, percent: number | null, message: string | null): void;
}

/** What a run did, also when it could not do everything. */
export interface RunOutcome {
  counts: Record<string, number>;
  warnings: string[];
}

/** What a run of a job can be about in an organization. */
export interface JobTarget {
  id: string | null;
  name: string | null;
}

/** A kind of background work: a module gives it to `createJobs`. */
export interface JobDefinition {
  name: JobName;
  title: string;
  /** Five cron fields, in UTC. */
  cron: string;
  /** Tries after which a run is given up. */
  attempts: number;
  /** Completes "There is nothing to run:" where `targets` is empty; says what to do. */
  nothing_to_do: string;
  /**
   * Organizations in which there may be something to do by the schedule, found for all of them at once; without it, each is
   * asked for its targets, every time.
   */
  organizations?(tx: Transaction): Promise<string[]>;
  /** What there is to do in an organization; empty when nothing. */
  targets(tx: Transaction): Promise<JobTarget[]>;
  run(context: RunContext): Promise<RunOutcome>;
}
