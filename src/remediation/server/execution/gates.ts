import type { Transaction } from '../../../platform/server/database.ts';
import { stopFor, stopInWords } from '../../core/stops.ts';
import { mayBeginAt } from '../../core/timing.ts';
import { readSettings, readStops } from '../settings.ts';
import type { RemediationRow } from '../store.ts';
import { batchGate } from './batches.ts';

/** How often it is looked again whether people, or other changes, let one go on. */
const AGAIN_SECONDS = 15;
/** The same for freezes and hours, whose end is known unless somebody changes them. */
const LONGEST_SECONDS = 60;

/** What a change waits for, a sentence, and when it is looked at again. */
export interface Wait {
  because: string;
  until: Date;
}

export const waitFrom = (now: Date, because: string): Wait => ({
  because,
  until: new Date(now.getTime() + AGAIN_SECONDS * 1_000),
});

/** Why nothing may be called for a change now: somebody has stopped it, or its connection is off; null when it may. */
export async function standstillOf(tx: Transaction, provider_id: string): Promise<string | null> {
  const stop = stopFor(await readStops(tx), provider_id);
  if (stop) return stopInWords(stop);
  const provider = await tx.selectFrom('providers').select('enabled').where('id', '=', provider_id).executeTakeFirst();
  return provider?.enabled === false ? 'It waits: its connection is switched off.' : null;
}

/** What stands between a scheduled change and its beginning; `is_over`: its batch was stopped for good. */
export type Gate = { open: true } | { open: false; wait: Wait } | { open: false; is_over: true };

/** Asks in order: stops, the connection, the batch, freezes and hours. */
export async function gateOf(tx: Transaction, row: RemediationRow, now: Date): Promise<Gate> {
  const standstill = await standstillOf(tx, row.provider_id);
  if (standstill !== null) return { open: false, wait: waitFrom(now, standstill) };
  const batch = await batchGate(tx, row);
  if (!batch.may)
    return batch.for_good ? { open: false, is_over: true } : { open: false, wait: waitFrom(now, batch.because) };
  const { at, because } = mayBeginAt(await readSettings(tx), row.environment, now.toISOString());
  if (because === null) return { open: true };
  const latest = now.getTime() + LONGEST_SECONDS * 1_000;
  const until = new Date(at === null ? latest : Math.min(latest, Date.parse(at)));
  return { open: false, wait: { because, until } };
}
