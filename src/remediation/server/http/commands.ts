import { conflict, forbidden } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import { isUniqueViolation, type Transaction } from '../../../platform/server/database.ts';
import { actionOf } from '../../core/actions/index.ts';
import { whyNotCancel } from '../../core/allowed.ts';
import type { remediationContract } from '../../core/contract.ts';
import type { Verdict } from '../../core/guard.ts';
import { objectionsToUndoing } from '../../core/undoable.ts';
import { verdictsOn } from '../guard.ts';
import { refusedBecause } from '../proposal/draft.ts';
import { lookAtResource } from '../proposal/look.ts';
import { schedule } from '../schedule.ts';
import { command, lockRemediation, type RemediationRow, subjectOf, tell } from '../store.ts';
import { askerOf } from './asker.ts';
import { readDetail } from './detail.ts';
import type { HttpServices } from './index.ts';

/** Approves a change; with its last approval it is scheduled where that was wished. Throws as `command` does. */
export async function approve(
  tx: Transaction,
  context: Context,
  row: RemediationRow,
  text: string | null,
): Promise<RemediationRow> {
  const approved = await command(tx, context, row, { command: 'approve', by: await askerOf(tx, context) }, { text });
  return approved.state === 'approved' && approved.execute_on_approval
    ? schedule(tx, context, approved, approved.wished_for)
    : approved;
}

/** Takes a proposal back. Throws a 403 problem where that is not up to whoever asks. */
export async function cancel(
  tx: Transaction,
  context: Context,
  row: RemediationRow,
  text: string | null,
): Promise<RemediationRow> {
  const because = whyNotCancel(row, await askerOf(tx, context));
  if (because !== null) throw forbidden(because);
  return command(tx, context, row, { command: 'cancel' }, { text, finished_at: context.now.toISOString() });
}

/** Throws a 422 problem with everything that keeps a change from being made. */
export function checkUnblocked(verdict: Verdict | undefined): void {
  if (verdict && verdict.blocks.length > 0) throw refusedBecause(verdict.blocks);
}

/** Throws a 409 problem where it is not this preview that was read. */
export function checkDigest({ preview }: RemediationRow, digest: string | undefined): void {
  if (digest !== undefined && digest !== preview.digest)
    throw conflict('The preview that you read is not the one of this change. Read it again, then approve.');
}

/** Undoes it. Throws a 409 problem while another change has the resource for itself, and as `command` does. */
async function rollBack(tx: Transaction, context: Context, row: RemediationRow, text: string | null) {
  try {
    return await command(tx, context, row, { command: 'roll_back' }, { text });
  } catch (error) {
    if (!isUniqueViolation(error, 'remediations_one_at_a_time')) throw error;
    throw conflict('Another change of this resource is being carried out. Wait for its end, then undo this one.');
  }
}

/**
 * Looks whether a completed change can be undone without overwriting what was done since. Throws a 409 problem where it
 * can't, and as `lookAtResource` does.
 */
async function checkUndoable(context: Context, clouds: HttpServices['clouds'], id: string): Promise<void> {
  const row = await context.transaction((tx) =>
    tx.selectFrom('remediations').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  if (row?.state !== 'completed') return;
  const action = actionOf(row.action);
  if (!action) throw conflict(`This version can’t undo ${row.action}: undo it by hand.`);
  const subject = subjectOf(row);
  const { answers, unread } = await lookAtResource(context, clouds, row.provider_id, action, subject);
  const inspection = action.inspect(subject, answers);
  // What could not be read may be there all the same.
  const objections =
    unread.length > 0 && !inspection.exists
      ? unread.map(({ said }) => said)
      : objectionsToUndoing(row.preview, inspection);
  if (objections.length > 0) throw conflict(`Nothing was undone. ${objections.join(' ')}`);
}

/** What people decide of one change. */
export function commandHandlers({ clouds, costs, events, guard, begin }: HttpServices) {
  const readRow = (context: Context, id: string): Promise<RemediationRow | undefined> =>
    context.transaction((tx) => tx.selectFrom('remediations').selectAll().where('id', '=', id).executeTakeFirst());
  async function carryOut(
    context: Context,
    id: string,
    work: (tx: Transaction, row: RemediationRow) => Promise<RemediationRow>,
  ) {
    const names = await costs.accountNames(context);
    const [row, detail] = await context.transaction(async (tx) => {
      const after = await work(tx, await lockRemediation(tx, id));
      return [after, await readDetail(tx, context, id, names)] as const;
    });
    tell(events, context.organization_id, row);
    await begin(context, [row]);
    return detail;
  }
  return {
    approveRemediation: async (context, { params: { id }, body: { note, preview_digest } }) => {
      const proposed = await readRow(context, id);
      const verdicts = await verdictsOn(context, guard, proposed?.state === 'proposed' ? [proposed] : []);
      return carryOut(context, id, (tx, row) => {
        checkDigest(row, preview_digest);
        checkUnblocked(verdicts.get(id));
        return approve(tx, context, row, note ?? null);
      });
    },
    rejectRemediation: (context, { params: { id }, body: { note } }) =>
      carryOut(context, id, (tx, row) =>
        command(tx, context, row, { command: 'reject' }, { text: note, finished_at: context.now.toISOString() }),
      ),
    cancelRemediation: (context, { params: { id }, body: { note } }) =>
      carryOut(context, id, (tx, row) => cancel(tx, context, row, note ?? null)),
    executeRemediation: (context, { params: { id }, body: { scheduled_for } }) =>
      carryOut(context, id, (tx, row) => schedule(tx, context, row, scheduled_for ?? null)),
    rollBackRemediation: async (context, { params: { id }, body: { note } }) => {
      await checkUndoable(context, clouds, id);
      return carryOut(context, id, (tx, row) => rollBack(tx, context, row, note ?? null));
    },
  } satisfies Partial<Handlers<typeof remediationContract>>;
}
