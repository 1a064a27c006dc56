import type { Transaction } from '../../../platform/server/database.ts';
import { command, type RemediationRow } from '../store.ts';
import { stopBatch } from './batches.ts';
import type { Execution } from './execution.ts';
import { failRunningStep, type StepRow } from './steps.ts';

const DAY_MS = 86_400_000;

/** Until when a change that is completed now can be undone; null where that never ends, or is never. */
function undoUntil({ action, now }: Execution, row: RemediationRow): string | null {
  if (!row.is_reversible) return null;
  // Where nothing was changed there is nothing to undo.
  const days = row.has_changed ? action.undo_days : 0;
  return days === null ? null : new Date(now.getTime() + days * DAY_MS).toISOString();
}

/** The sample company's cloud costs nothing to read: what it has become is seen at once. */
async function readSampleAgain({ context, services, taken }: Execution): Promise<void> {
  const sample = await context.transaction((tx) =>
    tx
      .selectFrom('providers')
      .select('id')
      .where('id', '=', taken.provider_id)
      .where('provider_type', '=', 'sample')
      .executeTakeFirst(),
  );
  if (sample) await services.jobs.wake(context.organization_id, 'cost_sync', sample.id);
}

/** Tells all who wait for it that a change is over. */
async function tellEnd(execution: Execution, row: RemediationRow, has_changed: boolean): Promise<void> {
  const { services, context } = execution;
  execution.tell(row.state);
  if (row.recommendation_id !== null) services.recommendations.tell(context.organization_id);
  if (has_changed) await readSampleAgain(execution);
}

const ended = (execution: Execution) => ({
  executor: null,
  waiting_for: null,
  finished_at: execution.now.toISOString(),
});

async function completeIn(tx: Transaction, execution: Execution, row: RemediationRow, text: string | null) {
  const { auditor } = execution;
  const verified = row.state === 'verifying' ? row : await command(tx, auditor, row, { command: 'verify' });
  const undo_until = undoUntil(execution, row);
  const besides = { ...ended(execution), completed_at: execution.now.toISOString(), problem: null, text };
  const completed = await command(tx, auditor, verified, { command: 'complete', undo_until }, besides);
  if (row.recommendation_id !== null && row.has_changed)
    await execution.services.recommendations.carriedOut(tx, auditor, row.recommendation_id, `${row.title}.`);
  return completed;
}

/** Completes a change whose verification held, or that was so already. Answers false when somebody wants it undone. */
export async function complete(execution: Execution, text: string | null = null): Promise<boolean> {
  const completed = await execution.write(async (tx, row) =>
    row.stop_requested ? null : completeIn(tx, execution, row, text),
  );
  if (completed === null) return false;
  await tellEnd(execution, completed, completed.has_changed);
  return true;
}

/** Begins to verify. */
export async function verify(execution: Execution): Promise<void> {
  const row = await execution.write((tx, before) => command(tx, execution.auditor, before, { command: 'verify' }));
  execution.tell(row.state);
}

/** Why a change failed; `seen` is the same of the step alone. */
export interface Failure {
  because: string;
  seen: string;
}

/**
 * Fails a change, and the step that runs; what it has changed is undone from now on where it can be, which is what
 * the answer says. What has not begun of its batch is cancelled.
 */
export async function fail(execution: Execution, { because, seen }: Failure): Promise<{ is_undone: boolean }> {
  const { auditor, context, services } = execution;
  const row = await execution.write(async (tx, before) => {
    const problem = problemOf(before, because);
    await failRunningStep(tx, before.id, seen, execution.now.toISOString());
    if (!before.has_changed || !before.is_reversible)
      return command(tx, auditor, before, { command: 'fail' }, { ...ended(execution), problem, text: problem });
    const failed = await command(
      tx,
      auditor,
      before,
      { command: 'fail' },
      { problem, text: problem, waiting_for: null },
    );
    return command(tx, auditor, failed, { command: 'roll_back' }, { text: 'What was changed is undone.' });
  });
  const is_undone = row.state === 'rolling_back';
  if (is_undone) execution.tell(row.state);
  else await tellEnd(execution, row, row.has_changed);
  if (row.batch_id !== null) await stopBatch(services, context, row.batch_id);
  return { is_undone };
}

function problemOf({ has_changed, is_reversible }: RemediationRow, because: string): string {
  if (!has_changed) return `Nothing was changed. ${because}`;
  return is_reversible ? because : `${because} What was done before can’t be undone from here: see the steps.`;
}

/** Who wants what runs to be undone, for people. */
export const readStopper = (execution: Execution): Promise<string> =>
  execution.write(async (tx, { id }) => {
    const entry = await tx
      .selectFrom('remediation_entries')
      .select(['actor', 'text'])
      .where('remediation_id', '=', id)
      .where('kind', '=', 'stop_requested')
      .orderBy('place', 'desc')
      .executeTakeFirst();
    const who = `Stopped by ${entry?.actor ?? 'somebody'}`;
    return entry?.text ? `${who}: ${entry.text}` : `${who}.`;
  });

/** Why a change failed that is undone, without what went wrong with undoing it before; null where a person wanted it. */
async function problemBefore(tx: Transaction, { id }: RemediationRow): Promise<string | null> {
  const entry = await tx
    .selectFrom('remediation_entries')
    .select('text')
    .where('remediation_id', '=', id)
    .where('kind', '=', 'failed')
    .executeTakeFirst();
  return entry?.text ?? null;
}

/** Ends undoing: all of it is done. */
export async function undone(execution: Execution): Promise<void> {
  const { auditor, services } = execution;
  const row = await execution.write(async (tx, before) => {
    const problem = await problemBefore(tx, before);
    const after = await command(tx, auditor, before, { command: 'undone' }, { ...ended(execution), problem });
    // Only what was completed was marked.
    if (before.completed_at !== null && before.recommendation_id !== null)
      await services.recommendations.takenBack(
        tx,
        auditor,
        before.recommendation_id,
        `It was undone: ${before.title}.`,
      );
    return after;
  });
  await tellEnd(execution, row, true);
}

/** Ends undoing that failed, with what is left to be done by hand; without a step, not even those are known. */
export async function undoFailed(
  execution: Execution,
  { step, because }: { step: StepRow | null; because: string },
): Promise<void> {
  const left = step && execution.stepsOf('undo').slice(step.place - 1);
  const by_hand = left?.map(({ title }) => title).join('; ');
  const said = step
    ? `Undoing failed (${step.title}): ${because} Try it again, or do by hand what is left: ${by_hand}.`
    : `Undoing failed: ${because} Undo it by hand: ${execution.action.undo_text}`;
  const row = await execution.write(async (tx, before) => {
    await failRunningStep(tx, before.id, because, execution.now.toISOString());
    const failed = await problemBefore(tx, before);
    const problem = failed === null ? said : `${failed} ${said}`;
    return command(
      tx,
      execution.auditor,
      before,
      { command: 'undo_failed' },
      { ...ended(execution), problem, text: said },
    );
  });
  await tellEnd(execution, row, true);
}
