import { setTimeout as sleep } from 'node:timers/promises';
import { NeedsAttentionError, ThrottledError } from '../../../connections/server/index.ts';
import { RunError } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Step } from '../../core/action.ts';
import { afterCall, afterLook, afterOperation, type Move, type StepProgress, waitOrFail } from '../../core/execute.ts';
import { command, type RemediationRow } from '../store.ts';
import type { Execution } from './execution.ts';
import { standstillOf, waitFrom } from './gates.ts';
import {
  addCall,
  answerCall,
  ask,
  changeStep,
  type Looks,
  type MadeCall,
  readProgress,
  type StepRow,
} from './steps.ts';

/** Longer waits put the run off, so that others can use its place. */
const WAIT_HERE_BELOW_SECONDS = 15;

/** Ends a run of steps because a person wants what runs to be undone. */
export class StopRequested extends Error {}

/** A step while it is carried out. */
interface Course {
  execution: Execution;
  row: StepRow;
  /** As it is with what is known now. */
  step: Step;
  progress: StepProgress;
  looks: Looks;
  /** What people see of it now. */
  message: string | null;
}

/** What was asked, what it was answered, and what follows. */
interface Seen {
  made: MadeCall[];
  move: Move;
  /** Where the cloud does not let us in: what people have to know or do. */
  waiting_for: string | null;
}

const wantsUndoing = ({ stop_requested, state }: RemediationRow): boolean => stop_requested && state !== 'rolling_back';

/**
 * Before anything is called: makes sure that the change is still ours, and that nobody has stopped it. Time that it stands
 * still is not held against a step: it is begun anew. Throws a `RunError` that puts the run off, or `StopRequested`.
 */
export async function checkpoint(execution: Execution, step_row_id: string): Promise<void> {
  execution.context.signal.throwIfAborted();
  const because = await execution.write(async (tx, row) => {
    if (wantsUndoing(row)) throw new StopRequested();
    const standstill = await standstillOf(tx, row.provider_id);
    if (standstill === null) return null;
    await changeStep(tx, step_row_id, { state: 'pending', started_at: null });
    await setWaitingFor(tx, row, standstill);
    return standstill;
  });
  if (because === null) return;
  execution.tell();
  throw new RunError(because, waitFrom(execution.now, because).until);
}

const setWaitingFor = async (tx: Transaction, row: RemediationRow, waiting_for: string | null): Promise<void> => {
  if (row.waiting_for !== waiting_for)
    await tx.updateTable('remediations').set({ waiting_for }).where('id', '=', row.id).execute();
};

/** Looks where the cloud is with the step; where it has begun something, at its own record of that first. */
async function look({ execution, step, progress }: Course): Promise<Seen> {
  const made: MadeCall[] = [];
  const { now } = execution.context;
  try {
    const cloud = await execution.cloud();
    const operation = progress.last_answer?.ok ? progress.last_answer.operation : null;
    if (operation !== null) {
      const told = await ask(cloud, { cloud: 'azure', method: 'GET', path: operation }, now, made);
      const move = afterOperation(step, told, progress, now());
      if (move !== null) return { made, move, waiting_for: null };
      progress.last_answer = { ok: true, body: null, operation: null };
    }
    const answer = await ask(cloud, step.look, now, made);
    return { made, move: afterLook(step, answer, progress, now()), waiting_for: null };
  } catch (error) {
    if (!(error instanceof NeedsAttentionError || error instanceof ThrottledError)) throw error;
    return { made, move: waitOrFail(step, progress, now(), error.message), waiting_for: error.message };
  }
}

/** Writes what people see of a step; answers whether that is new. */
async function say(tx: Transaction, course: Course, message: string): Promise<boolean> {
  if (course.message === message) return false;
  course.message = message;
  await changeStep(tx, course.row.id, { message });
  return true;
}

/** What was learned by a step that is done, and that it is. */
async function finish(tx: Transaction, { execution, row }: Course, remediation: RemediationRow, learned: object) {
  execution.kept = { ...remediation.kept, ...learned };
  const kept = JSON.stringify(execution.kept);
  await tx.updateTable('remediations').set({ kept }).where('id', '=', remediation.id).execute();
  await changeStep(tx, row.id, { state: 'done', message: null, finished_at: execution.now.toISOString() });
}

/** Writes that a call is about to be made; null where somebody has stopped it meanwhile, which the next checkpoint meets. */
async function announce(tx: Transaction, course: Course, remediation: RemediationRow): Promise<string | null> {
  const { execution, row, step, progress } = course;
  if (wantsUndoing(remediation) || (await standstillOf(tx, remediation.provider_id)) !== null) return null;
  if (!remediation.has_changed) await command(tx, execution.auditor, remediation, { command: 'change' });
  const now = execution.now.toISOString();
  progress.calls_made += 1;
  progress.called_at = now;
  progress.last_answer = null;
  await changeStep(tx, row.id, { calls_made: progress.calls_made, called_at: now });
  return addCall(tx, row, { kind: 'change', call: step.call!, answer: null, started_at: now, finished_at: null });
}

/**
 * Writes what was seen and what follows; that it failed is written with the end of the change. Answers the id of a call that
 * is to be made now, and whether there is something new to see.
 */
const record = (
  course: Course,
  { made, move, waiting_for }: Seen,
): Promise<{ call_id: string | null; is_new: boolean }> =>
  course.execution.write(async (tx, remediation) => {
    const told = made.filter((one) => course.looks.isNew(one));
    for (const one of told) await addCall(tx, course.row, { kind: 'look', ...one });
    await setWaitingFor(tx, remediation, waiting_for);
    const call_id = move.move === 'call' ? await announce(tx, course, remediation) : null;
    if (move.move === 'done') await finish(tx, course, remediation, move.kept);
    const is_said = move.move === 'wait' && (await say(tx, course, move.message));
    return { call_id, is_new: move.move !== 'wait' || is_said || told.length > 0 };
  });

/** Makes the call that was written, and writes its answer; answers what follows, null to look again at once. */
async function call(course: Course, call_id: string): Promise<Move | null> {
  const { execution, step, progress } = course;
  const cloud = await execution.cloud();
  const answer = await cloud.call(step.call!);
  progress.last_answer = answer;
  const move = afterCall(step, answer, progress, execution.now);
  await execution.write(async (tx) => {
    const now = execution.now.toISOString();
    await answerCall(tx, call_id, answer, now);
    if (move?.move === 'wait') await say(tx, course, move.message);
  });
  return move;
}

/** Waits here when it is short; else puts the run off with a `RunError`. */
async function pause({ execution, step }: Course, seconds: number, message: string): Promise<void> {
  if (seconds >= WAIT_HERE_BELOW_SECONDS)
    throw new RunError(`${step.title}: ${message}`, new Date(execution.now.getTime() + seconds * 1_000));
  await sleep(seconds * 1_000, undefined, { signal: execution.context.signal });
}

/** A call that was not written must not be made: it is looked again. */
const meant = (move: Move): Move | null => (move.move === 'call' ? null : move);

async function start(execution: Execution, row: StepRow, step: Step): Promise<Course> {
  return execution.write(async (tx) => {
    const now = execution.now;
    const { progress, looks } = await readProgress(tx, row, now);
    if (row.state === 'pending') await changeStep(tx, row.id, { state: 'running', started_at: progress.started_at });
    return { execution, row, step, progress, looks, message: row.message };
  });
}

/**
 * Carries a step on from where it is, by what was written of it and by what the cloud shows. Answers null when it is done,
 * else why it failed, a sentence. Throws a `RunError` that puts the run off where it has to wait longer.
 */
export async function runStep(execution: Execution, row: StepRow, step: Step): Promise<string | null> {
  await checkpoint(execution, row.id);
  const course = await start(execution, row, step);
  execution.tell();
  for (;;) {
    const seen = await look(course);
    const { call_id, is_new } = await record(course, seen);
    if (is_new) execution.tell();
    const move = call_id === null ? meant(seen.move) : await call(course, call_id);
    if (move?.move === 'done') return null;
    if (move?.move === 'fail') return move.because;
    if (move?.move === 'wait') await pause(course, move.seconds, move.message);
    await checkpoint(execution, row.id);
  }
}
