import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from '../../platform/server/database.ts';
import type { JobName, JobRun, RunStatus } from '../core/contract.ts';
import type { JobTarget, RunOutcome } from './job.ts';

const SHOWN = [
  'id',
  'name',
  'target_id',
  'target_name',
  'status',
  'attempt',
  'run_after',
  'stage',
  'percent',
  'message',
  'error',
  'counts',
  'warnings',
  'requested_by',
  'created_at',
  'started_at',
  'finished_at',
] as const;

export const selectRuns = (tx: Transaction) => tx.selectFrom('job_runs').select(SHOWN);

export const findRun = (tx: Transaction, id: string): Promise<JobRun | undefined> =>
  selectRuns(tx).where('id', '=', id).executeTakeFirst();

interface NewRun {
  organization_id: string;
  name: JobName;
  target: JobTarget;
  requested_by: string;
  now: Date;
}

/** Makes a run, or answers the one of the same job and target that is on its way. */
export async function addRun(
  tx: Transaction,
  { organization_id, name, target, requested_by, now }: NewRun,
): Promise<{ id: string; wake: number; run_after: string; status: RunStatus; is_new: boolean }> {
  const at = now.toISOString();
  const made = await tx
    .insertInto('job_runs')
    .values({
      id: randomUUID(),
      organization_id,
      name,
      target_id: target.id,
      target_name: target.name,
      status: 'queued',
      run_after: at,
      requested_by,
      created_at: at,
    } as never)
    .onConflict((conflict) => conflict.doNothing())
    .returning(['id', 'wake', 'run_after', 'status'])
    .executeTakeFirst();
  if (made) return { ...made, is_new: true };
  const known = await tx
    .selectFrom('job_runs')
    .select(['id', 'wake', 'run_after', 'status'])
    .where('name', '=', name)
    .where('status', 'in', ['queued', 'running'])
    .where(sql<boolean>`target_id is not distinct from ${target.id}`)
    .executeTakeFirstOrThrow();
  return { ...known, is_new: false };
}

/** Lets runs of `name` that wait for their time go on at `now`, all or those about `target_ids`; answers their next wakes. */
export const bringForward = (tx: Transaction, name: JobName, now: Date, target_ids: readonly string[] | null) =>
  tx
    .updateTable('job_runs')
    .set({ run_after: now.toISOString(), wake: sql`wake + 1` } as never)
    .where('name', '=', name)
    .where('status', '=', 'queued')
    .where('run_after', '>', now.toISOString())
    .$if(target_ids !== null, (runs) => runs.where('target_id', 'in', target_ids ?? []))
    .returning(['id', 'wake'])
    .execute();

/** Takes a run up, if `wake` is its newest and nobody cancelled it. */
export const claimRun = (tx: Transaction, id: string, wake: number, now: Date) =>
  tx
    .updateTable('job_runs')
    .set({
      status: 'running',
      attempt: sql`attempt + 1`,
      claim: sql`claim + 1`,
      started_at: sql`coalesce(started_at, ${now.toISOString()}::timestamptz)`,
      error: null,
    } as never)
    .where('id', '=', id)
    .where('wake', '=', wake)
    .where('status', 'in', ['queued', 'running'])
    .returning(['id', 'name', 'target_id', 'attempt', 'claim', 'started_at', 'requested_by', 'cancel_requested_at'])
    .executeTakeFirst();

/** A run as one taker has it: once it was cancelled, or another took it up, its writes find nothing. */
export interface Held {
  id: string;
  claim: number;
}

/** Writes how far a run is; answers whether the taker has lost it, or somebody wants it cancelled. */
export async function writeProgress(
  tx: Transaction,
  { id, claim }: Held,
  progress: { stage: string; percent: number | null; message: string | null },
): Promise<boolean> {
  const row = await tx
    .updateTable('job_runs')
    .set(progress)
    .where('id', '=', id)
    .where('claim', '=', claim)
    .where('status', '=', 'running')
    .returning('cancel_requested_at')
    .executeTakeFirst();
  return row === undefined || row.cancel_requested_at !== null;
}

interface RunEnd {
  status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'>;
  error: string | null;
  outcome: RunOutcome | null;
  now: Date;
}

export const endRun = (tx: Transaction, { id, claim }: Held, { status, error, outcome, now }: RunEnd) =>
  tx
    .updateTable('job_runs')
    .set({
      status,
      error,
      finished_at: now.toISOString(),
      stage: null,
      percent: null,
      message: null,
      ...(outcome ? { counts: JSON.stringify(outcome.counts), warnings: JSON.stringify(outcome.warnings) } : {}),
    })
    .where('id', '=', id)
    .where('claim', '=', claim)
    .where('status', '=', 'running')
    .execute();

interface Postponement {
  run_after: Date;
  error: string | null;
  /** False when this try is not held against the run. */
  counts_as_try: boolean;
}

/** Puts a run back into the queue; answers its next wake, or undefined when it is gone. */
export async function postponeRun(
  tx: Transaction,
  { id, claim }: Held,
  { run_after, error, counts_as_try }: Postponement,
): Promise<number | undefined> {
  const row = await tx
    .updateTable('job_runs')
    .set({
      status: 'queued',
      run_after: run_after.toISOString(),
      error,
      wake: sql`wake + 1`,
      ...(counts_as_try ? {} : { attempt: sql`attempt - 1` }),
    } as never)
    .where('id', '=', id)
    .where('claim', '=', claim)
    .where('status', '=', 'running')
    .returning('wake')
    .executeTakeFirst();
  return row?.wake;
}
