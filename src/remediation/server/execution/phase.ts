import type { Phase } from '../../core/answers.ts';
import { ActionFault, type Execution } from './execution.ts';
import { runStep } from './step.ts';
import { addStep, readSteps, type StepRow } from './steps.ts';

/** How the steps of a phase ended: null when all are done. */
export type PhaseEnd = { step: StepRow; because: string } | null;

/**
 * The steps of a phase as they are written; they are written when it begins. Undoing that has failed begins anew, as a
 * round of its own.
 */
async function openPhase(execution: Execution, phase: Phase): Promise<StepRow[]> {
  return execution.write(async (tx, row) => {
    const known = await readSteps(tx, row.id, phase);
    const has_failed = known.some(({ state }) => state === 'failed');
    if (known.length > 0 && !has_failed) return known;
    const round = (known[0]?.round ?? 0) + 1;
    const steps = execution.stepsOf(phase);
    for (const [index, { id: step_id, title }] of steps.entries())
      await addStep(tx, row, { phase, round, place: index + 1, step_id, title });
    return readSteps(tx, row.id, phase);
  });
}

/** Carries a phase on from its first step that is not done. Throws what `runStep` throws. */
export async function runPhase(execution: Execution, phase: Phase): Promise<PhaseEnd> {
  const rows = await openPhase(execution, phase);
  for (const row of rows) {
    if (row.state === 'done') continue;
    // By its name: another version of this program may have more steps, or fewer, than when they were written.
    const step = execution.stepsOf(phase).find(({ id }) => id === row.step_id);
    if (!step) throw new ActionFault(`${execution.action.action} has no step ${row.step_id} of ${phase} any more.`);
    const percent = Math.round(((row.place - 1) / rows.length) * 100);
    execution.context.progress(phase, percent, step.title);
    const because = await runStep(execution, row, step);
    if (because !== null) return { step: row, because };
  }
  return null;
}
