import type { RunContext } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { type Batch, type MayBegin, type Member, mayBegin, stoppedBecause } from '../../core/batch.ts';
import { type State, WAITING_STATES } from '../../core/workflow.ts';
import { command, lockRemediation, type RemediationRow, tell } from '../store.ts';
import { auditorOf, type ExecutionServices } from './execution.ts';

async function readBatch(tx: Transaction, batch_id: string): Promise<{ batch: Batch; members: Member[] }> {
  const batch = await tx
    .selectFrom('remediation_batches')
    .select(['canaries', 'at_once'])
    .where('id', '=', batch_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const members = await tx
    .selectFrom('remediations')
    .select(['id', 'batch_place', 'state'])
    .where('batch_id', '=', batch_id)
    .execute();
  return { batch, members: members.map(({ batch_place, ...member }) => ({ ...member, place: batch_place ?? 0 })) };
}

/** Whether the batch of a change lets it begin; the batch is locked, so that its members are counted one after the other. */
export async function batchGate(tx: Transaction, { id, batch_id }: RemediationRow): Promise<MayBegin> {
  if (batch_id === null) return { may: true };
  const { batch, members } = await readBatch(tx, batch_id);
  return mayBegin(batch, members, id);
}

const isWaiting = (state: State): boolean => (WAITING_STATES as readonly State[]).includes(state);

/** Cancels what has not begun of a batch in which something has failed; nothing where it goes on. */
export async function stopBatch(
  { services: { events } }: Pick<ExecutionServices, 'services'>,
  context: RunContext,
  batch_id: string,
): Promise<void> {
  const { batch, members } = await context.transaction((tx) => readBatch(tx, batch_id));
  const because = stoppedBecause(batch, members);
  if (because === null) return;
  // One after the other: whoever begins one of them meanwhile waits for nothing else of ours.
  for (const { id } of members.filter(({ state }) => isWaiting(state))) {
    const cancelled = await context.transaction(async (tx) => {
      const row = await lockRemediation(tx, id);
      if (!isWaiting(row.state)) return null;
      const besides = { text: because, finished_at: context.now().toISOString(), waiting_for: null };
      return command(tx, auditorOf(context), row, { command: 'cancel' }, besides);
    });
    if (cancelled) tell(events, context.organization_id, cancelled);
  }
}
