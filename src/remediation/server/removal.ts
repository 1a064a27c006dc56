import type { Transaction } from '../../platform/server/database.ts';
import { RUNNING_STATES } from '../core/workflow.ts';

/** Why a connection can't be taken away: what is being changed through it would stay half done. Null where it can. */
export async function whyNotRemove(tx: Transaction, provider_id: string): Promise<string | null> {
  const running = await tx
    .selectFrom('remediations')
    .select('title')
    .where('provider_id', '=', provider_id)
    .where('state', 'in', RUNNING_STATES)
    .executeTakeFirst();
  return running
    ? `Something is being changed through this provider: ${running.title}. Wait for its end, then disconnect it.`
    : null;
}
