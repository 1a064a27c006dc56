import type { Transaction } from '../../platform/server/database.ts';
import { isRunning, RUNNING_STATES, WAITING_STATES } from '../core/workflow.ts';

/** Why a connection can't be taken away: what is being changed through it would stay half done. Null where it can. */
export async function whyNotRemove(tx: Transaction, provider_id: string): Promise<string | null> {
  // Locked: what begins at this moment is seen, and what wants to begin later waits for the end of this transaction.
  const open = await tx
    .selectFrom('remediations')
    .select(['title', 'state'])
    .where('provider_id', '=', provider_id)
    .where('state', 'in', [...WAITING_STATES, ...RUNNING_STATES])
    .orderBy('id')
    .forUpdate()
    .execute();
  const running = open.find(({ state }) => isRunning(state));
  return running
    ? `Something is being changed through this provider: ${running.title}. Wait for its end, then disconnect it.`
    : null;
}
