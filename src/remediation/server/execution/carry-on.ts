import { complete, type Failure, fail, readStopper, undoFailed, undone, verify } from './ends.ts';
import { ActionFault, type Execution } from './execution.ts';
import { runPhase } from './phase.ts';
import { preflight } from './preflight.ts';
import { StopRequested } from './step.ts';

const ALREADY_SO = 'It was so already: nothing was changed.';

const failure = (because: string): Failure => ({ because, seen: because });
const stopped = async (execution: Execution): Promise<Failure> => failure(await readStopper(execution));

/** Executes and verifies, from where it is; answers why it failed, null when it is completed. */
async function change(execution: Execution): Promise<Failure | null> {
  if (execution.taken.state === 'executing') {
    if (execution.captured === null) {
      const looked = await preflight(execution);
      if (looked.end === 'refused') return failure(looked.because.join(' '));
      if (looked.end === 'done') return (await complete(execution, ALREADY_SO)) ? null : stopped(execution);
    }
    const failed = await runPhase(execution, 'execute');
    if (failed) return { because: `${failed.step.title}: ${failed.because}`, seen: failed.because };
    await verify(execution);
  }
  const failed = await runPhase(execution, 'verify');
  if (failed)
    return { because: `It did not turn out well (${failed.step.title}): ${failed.because}`, seen: failed.because };
  return (await complete(execution)) ? null : stopped(execution);
}

const BEYOND =
  'What the cloud tells is other than this version expects, so that it can’t go on. The log of the server has it under the run';

/** What people are told where an action does not know how to go on; the log has why. */
function beyond({ context, taken }: Execution, error: unknown): Failure {
  if (!(error instanceof ActionFault)) throw error;
  context.log.error({ err: error, remediation_id: taken.id }, 'an action could not go on');
  return failure(`${BEYOND} ${context.run_id}.`);
}

async function undo(execution: Execution): Promise<void> {
  let failed: Parameters<typeof undoFailed>[1] | null;
  try {
    failed = await runPhase(execution, 'undo');
  } catch (error) {
    failed = { step: null, because: beyond(execution, error).because };
  }
  await (failed ? undoFailed(execution, failed) : undone(execution));
}

/**
 * Carries a change on from where it is until it is over, one way or the other. Throws a `RunError` where it has to wait, and
 * a `LostError` when another process has taken over.
 */
export async function carryOn(execution: Execution): Promise<void> {
  if (execution.taken.state === 'rolling_back') return undo(execution);
  let failed: Failure | null;
  try {
    failed = await change(execution);
  } catch (error) {
    failed = error instanceof StopRequested ? await stopped(execution) : beyond(execution, error);
  }
  if (failed === null) return;
  const { is_undone } = await fail(execution, failed);
  if (is_undone) await undo(execution);
}
