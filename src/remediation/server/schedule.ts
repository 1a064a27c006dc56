import type { Auditor } from '../../identity/server/index.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { command, type RemediationRow } from './store.ts';

/** Lets an approved change begin at `wished` (any form of an instant), or as soon as it may. Throws as `command` does. */
export async function schedule(
  tx: Transaction,
  auditor: Auditor,
  row: RemediationRow,
  wished: string | null,
): Promise<RemediationRow> {
  const now = auditor.now.toISOString();
  const at = wished === null ? now : new Date(wished).toISOString();
  const is_later = at > now;
  const text = is_later
    ? `It begins at ${at.slice(0, 16).replace('T', ' ')} UTC, or as soon as it may after that.`
    : null;
  return command(tx, auditor, row, { command: 'execute', for: is_later ? at : now }, { text });
}
