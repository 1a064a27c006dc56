import type { Transaction } from '../../platform/server/database.ts';
import { emit } from '../../platform/server/outbox.ts';

/** How a connection is, as far as it is kept; `syncing` is read from its runs. */
export interface ProviderState {
  status: 'never_synced' | 'connected' | 'needs_attention' | 'throttled' | 'failed';
  status_message: string | null;
  throttled_until?: string | null;
}

interface Bound {
  organization_id: string;
  now: Date;
}

/** Whether a status is one that people are told of; null where it says nothing new: a pause is neither. */
function isFailing(status: ProviderState['status']): boolean | null {
  if (status === 'throttled') return null;
  return status === 'needs_attention' || status === 'failed';
}

/**
 * Writes how a connection is now and, in the same transaction, an event where it began to fail or does so no longer: once,
 * however often it is tried. Does nothing where the connection was removed meanwhile.
 */
export async function writeStatus(
  tx: Transaction,
  bound: Bound,
  provider_id: string,
  state: ProviderState,
): Promise<void> {
  const before = await tx
    .selectFrom('providers')
    .select(['name', 'provider_type', 'failing_since'])
    .where('id', '=', provider_id)
    .forUpdate()
    .executeTakeFirst();
  if (!before) return;
  const { name, provider_type, failing_since } = before;
  const was_failing = failing_since !== null;
  const is_failing = isFailing(state.status) ?? was_failing;
  await tx
    .updateTable('providers')
    .set({
      throttled_until: null,
      ...state,
      failing_since: is_failing ? (failing_since ?? bound.now.toISOString()) : null,
    })
    .where('id', '=', provider_id)
    .execute();
  if (is_failing === was_failing) return;
  const { status, status_message } = state;
  const payload = { provider_id, name, provider_type, status, status_message };
  await emit(tx, bound, { type: is_failing ? 'connection.failing' : 'connection.recovered', payload });
}

/** Before a connection is removed: one that was failing fails no longer. */
export async function tellRemoval(tx: Transaction, bound: Bound, provider_id: string): Promise<void> {
  const failing = await tx
    .selectFrom('providers')
    .select(['name', 'provider_type'])
    .where('id', '=', provider_id)
    .where('failing_since', 'is not', null)
    .executeTakeFirst();
  if (!failing) return;
  const payload = { provider_id, ...failing, status: 'disconnected', status_message: null };
  await emit(tx, bound, { type: 'connection.recovered', payload });
}

/** The status of a connection of whose faults nothing is known: as after its last sync, or before its first. */
export const faultless = (last_sync_at: string | null): ProviderState => ({
  status: last_sync_at === null ? 'never_synced' : 'connected',
  status_message: null,
});
