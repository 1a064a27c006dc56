import { randomUUID } from 'node:crypto';
import { type RunContext, RunError } from '../../../jobs/server/index.ts';
import { isUniqueViolation, type Transaction } from '../../../platform/server/database.ts';
import { command, lockRemediation, type RemediationRow } from '../store.ts';
import { stopBatch } from './batches.ts';
import { auditorOf, type ExecutionServices } from './execution.ts';
import { gateOf, type Wait, waitFrom } from './gates.ts';
import { addStep, PREFLIGHT } from './steps.ts';

const TAKEN = 'Another change of this resource is being carried out.';

type Begun = { row: RemediationRow } | { wait: Wait } | { stopped_batch_id: string } | null;

async function tryToBegin(tx: Transaction, context: RunContext, id: string): Promise<Begun> {
  const row = await lockRemediation(tx, id);
  const now = context.now();
  if (row.state !== 'scheduled' || row.scheduled_for === null || row.scheduled_for > now.toISOString()) return null;
  const gate = await gateOf(tx, row, now);
  if (!gate.open) return 'wait' in gate ? gate : { stopped_batch_id: row.batch_id ?? '' };
  const besides = { executor: randomUUID(), waiting_for: null, problem: null, started_at: now.toISOString() };
  const begun = await command(tx, auditorOf(context), row, { command: 'begin' }, besides);
  await addStep(tx, begun, { phase: 'execute', round: 1, place: 0, ...PREFLIGHT });
  return { row: begun };
}

/**
 * Begins a scheduled change if all lets it: answers its row, with this process as its executor; null when there is nothing
 * to begin. Throws a `RunError` that puts the run off where it has to wait.
 */
export async function begin(
  services: Pick<ExecutionServices, 'services'>,
  context: RunContext,
  id: string,
): Promise<RemediationRow | null> {
  let begun: Begun;
  try {
    begun = await context.transaction((tx) => tryToBegin(tx, context, id));
  } catch (error) {
    if (!isUniqueViolation(error, 'remediations_one_at_a_time')) throw error;
    begun = { wait: waitFrom(context.now(), TAKEN) };
  }
  if (begun === null) return null;
  if ('row' in begun) return begun.row;
  if ('stopped_batch_id' in begun) {
    await stopBatch(services, context, begun.stopped_batch_id);
    return null;
  }
  const { because, until } = begun.wait;
  await context.transaction((tx) =>
    tx.updateTable('remediations').set({ waiting_for: because }).where('id', '=', id).execute(),
  );
  throw new RunError(because, until);
}
