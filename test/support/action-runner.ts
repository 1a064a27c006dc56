import type { Cloud, CloudAnswer, CloudCall } from '../../src/connections/core/cloud-call.ts';
import type { Answers, AnyAction, Inspection, Kept, Step, Subject } from '../../src/remediation/core/action.ts';
import {
  afterCall,
  afterLook,
  afterOperation,
  type Move,
  type StepProgress,
} from '../../src/remediation/core/execute.ts';
import { readAll } from '../../src/remediation/server/look.ts';

/** What a run of steps came to. */
export interface StepsRun {
  /** Null when all were done. */
  failed: { step_id: string; because: string } | null;
  kept: Kept;
  /** Calls that change, in order, with their answers. */
  changes: { step_id: string; call: CloudCall; answer: CloudAnswer }[];
}

/**
 * Carries steps out as the executor does, without a database: waits take no time, but count on a clock of its own. The
 * executor itself is tested in `remediation-execution*.test.ts`.
 */
export async function runSteps(cloud: Cloud, make: (kept: Kept) => Step[], before: Kept = {}): Promise<StepsRun> {
  let kept = before;
  const changes: StepsRun['changes'] = [];
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const now = (): Date => new Date(clock);
  for (let place = 0; place < make(kept).length; place++) {
    const step = make(kept)[place]!;
    const progress: StepProgress = {
      started_at: now().toISOString(),
      calls_made: 0,
      called_at: null,
      last_answer: null,
    };
    for (;;) {
      const move = await nextMove(cloud, step, progress, now());
      if (move.move === 'done') {
        kept = { ...kept, ...move.kept };
        break;
      }
      if (move.move === 'fail') return { failed: { step_id: step.id, because: move.because }, kept, changes };
      if (move.move === 'wait') {
        clock += Math.max(1, move.seconds) * 1_000;
        continue;
      }
      const answer = await cloud.call(step.call!);
      changes.push({ step_id: step.id, call: step.call!, answer });
      Object.assign(progress, {
        calls_made: progress.calls_made + 1,
        called_at: now().toISOString(),
        last_answer: answer,
      });
      const after = afterCall(step, answer, progress, now());
      if (after?.move === 'fail') return { failed: { step_id: step.id, because: after.because }, kept, changes };
      if (after?.move === 'wait') clock += Math.max(1, after.seconds) * 1_000;
    }
  }
  return { failed: null, kept, changes };
}

async function nextMove(cloud: Cloud, step: Step, progress: StepProgress, now: Date): Promise<Move> {
  const { last_answer } = progress;
  const operation = last_answer?.ok ? last_answer.operation : null;
  if (operation !== null) {
    const told = await cloud.call({ cloud: 'azure', method: 'GET', path: operation });
    const move = afterOperation(step, told, progress, now);
    if (move !== null) return move;
    progress.last_answer = { ok: true, body: null, operation: null };
  }
  return afterLook(step, await cloud.call(step.look), progress, now);
}

/** What an action sees of its resource now. */
export async function look(
  cloud: Cloud,
  action: AnyAction,
  subject: Subject,
): Promise<{ answers: Answers; inspection: Inspection }> {
  const answers = await readAll(cloud, action, subject);
  return { answers, inspection: action.inspect(subject, answers) };
}

/** A change with its verification, and what it came to. */
export async function carryOut(
  cloud: Cloud,
  action: AnyAction,
  subject: Subject,
): Promise<{ before: Answers; execute: StepsRun; verify: StepsRun | null }> {
  const { answers: before } = await look(cloud, action, subject);
  const execute = await runSteps(cloud, (kept) => action.steps(subject, before, kept));
  if (execute.failed) return { before, execute, verify: null };
  const verify = await runSteps(cloud, (kept) => action.verification(subject, before, kept), execute.kept);
  return { before, execute, verify };
}

/** Undoes what was done. */
export const undo = (
  cloud: Cloud,
  action: AnyAction,
  subject: Subject,
  before: Answers,
  kept: Kept,
): Promise<StepsRun> => runSteps(cloud, (more) => action.undo(subject, before, more), kept);
