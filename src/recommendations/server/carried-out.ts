import { type Auditor, audit } from '../../identity/server/index.ts';
import { dayOf } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { RecommendationEntry, Status } from '../core/contract.ts';
import { addEntry } from './http/changes.ts';
import { settle } from './run/settle.ts';

/** Tells a recommendation, in the transaction of `tx`, what became of its change; `text` is for its timeline. */
export type CarriedOut = (tx: Transaction, auditor: Auditor, id: string, text: string) => Promise<void>;

interface Move {
  from: readonly Status[];
  to: Status;
  kind: RecommendationEntry['kind'];
}

const IMPLEMENTED: Move = {
  from: ['new', 'open', 'accepted', 'snoozed'],
  to: 'implemented',
  kind: 'implemented',
};
const REOPENED: Move = { from: ['implemented'], to: 'open', kind: 'reopened' };

async function move(
  tx: Transaction,
  auditor: Auditor,
  id: string,
  text: string,
  { from, to, kind }: Move,
): Promise<void> {
  const row = await tx
    .selectFrom('recommendations')
    .select(['status', 'implemented_on'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row || !from.includes(row.status)) return;
  const set = {
    status: to,
    snoozed_until: null,
    implemented_on: to === 'implemented' ? dayOf(auditor.now) : null,
    changed_at: auditor.now.toISOString(),
  };
  await tx.updateTable('recommendations').set(set).where('id', '=', id).execute();
  await addEntry(tx, auditor, id, kind, text);
  await audit(tx, auditor, {
    action: `recommendation.${kind}`,
    target_kind: 'recommendation',
    target_id: id,
    before: { ...row },
    after: { status: to, text },
  });
  await settle(tx, null);
}

/** Marks a recommendation as implemented, with what is in the total counted again. */
export const carriedOut: CarriedOut = (tx, auditor, id, text) => move(tx, auditor, id, text, IMPLEMENTED);

/** Opens a recommendation again that was marked as implemented. */
export const takenBack: CarriedOut = (tx, auditor, id, text) => move(tx, auditor, id, text, REOPENED);
