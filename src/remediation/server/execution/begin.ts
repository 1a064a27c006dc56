import { randomUUID } from 'node:crypto';
import { type RunContext, RunError } from '../../../jobs/server/index.ts';
import { isUniqueViolation, type Transaction } from '../../../platform/server/database.ts';
import { actionOf } from '../../core/actions/index.ts';
import { requirementOf, whyNotStillApproved } from '../../core/approval.ts';
import { NO_OBJECTION, type Verdict, withOneMore } from '../../core/guard.ts';
import { verdictsOn } from '../guard.ts';
import { readSettings } from '../settings.ts';
import { command, lockRemediation, type RemediationRow, tell } from '../store.ts';
import { stopBatch } from './batches.ts';
import { auditorOf, type ExecutionServices } from './execution.ts';
import { gateOf, type Wait, waitFrom } from './gates.ts';
import { addStep, PREFLIGHT } from './steps.ts';

const TAKEN = 'Another change of this resource is being carried out.';

type Begun =
  | { row: RemediationRow }
  | { cancelled: RemediationRow }
  | { wait: Wait }
  | { stopped_batch_id: string }
  | null;

/** Why a scheduled change never begins, a sentence: this version can't carry it out, or its approvals do not count any more. */
async function whyNever(tx: Transaction, row: RemediationRow, verdict: Verdict): Promise<string | null> {
  const action = actionOf(row.action);
  if (!action) return `This version can’t carry out ${row.action}.`;
  const admins = await tx.selectFrom('users').select('id').where('role', '=', 'admin').execute();
  const { approval_rules } = await readSettings(tx);
  const monthly_savings = row.monthly_savings === null ? null : Number(row.monthly_savings);
  const asked = requirementOf(approval_rules, { ...row, action: action.action, monthly_savings });
  return whyNotStillApproved(row, withOneMore(asked, verdict), new Set(admins.map((one) => one.id)));
}

async function tryToBegin(tx: Transaction, context: RunContext, id: string, verdict: Verdict): Promise<Begun> {
  const row = await lockRemediation(tx, id);
  const now = context.now();
  if (row.state !== 'scheduled' || row.scheduled_for === null || row.scheduled_for > now.toISOString()) return null;
  const never = await whyNever(tx, row, verdict);
  if (never !== null) {
    const besides = { text: never, problem: never, finished_at: now.toISOString(), waiting_for: null };
    return { cancelled: await command(tx, auditorOf(context), row, { command: 'cancel' }, besides) };
  }
  // Somebody may except it from the rule, or take it back.
  if (verdict.blocks.length > 0) return { wait: waitFrom(now, verdict.blocks.join(' ')) };
  const gate = await gateOf(tx, row, now);
  if (!gate.open) return 'wait' in gate ? gate : { stopped_batch_id: row.batch_id ?? '' };
  const besides = { executor: randomUUID(), waiting_for: null, problem: null, started_at: now.toISOString() };
  const begun = await command(tx, auditorOf(context), row, { command: 'begin' }, besides);
  await addStep(tx, begun, { phase: 'execute', round: 1, place: 0, ...PREFLIGHT });
  return { row: begun };
}

/** What rules of other modules say of a change whose time has come; nothing of one that is not there. */
async function judge({ guard }: Pick<ExecutionServices, 'guard'>, context: RunContext, id: string): Promise<Verdict> {
  const now = context.now();
  const row = await context.transaction((tx) =>
    tx
      .selectFrom('remediations')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'scheduled')
      .where('scheduled_for', '<=', now.toISOString())
      .executeTakeFirst(),
  );
  if (!row) return NO_OBJECTION;
  const { organization_id, transaction, signal } = context;
  const verdicts = await verdictsOn({ organization_id, transaction, signal, now }, guard, [row]);
  return verdicts.get(id) ?? NO_OBJECTION;
}

/**
 * Begins a scheduled change if all lets it: answers its row, with this process as its executor; null when there is nothing
 * to begin. Throws a `RunError` that puts the run off where it has to wait.
 */
export async function begin(
  services: Pick<ExecutionServices, 'services' | 'guard'>,
  context: RunContext,
  id: string,
): Promise<RemediationRow | null> {
  const verdict = await judge(services, context, id);
  let begun: Begun;
  try {
    begun = await context.transaction((tx) => tryToBegin(tx, context, id, verdict));
  } catch (error) {
    if (!isUniqueViolation(error, 'remediations_one_at_a_time')) throw error;
    begun = { wait: waitFrom(context.now(), TAKEN) };
  }
  if (begun === null) return null;
  if ('row' in begun) return begun.row;
  if ('cancelled' in begun) {
    tell(services.services.events, context.organization_id, begun.cancelled);
    return null;
  }
  if ('stopped_batch_id' in begun) {
    await stopBatch(services, context, begun.stopped_batch_id);
    return null;
  }
  const { because, until } = begun.wait;
  await context.transaction((tx) =>
    tx
      .updateTable('remediations')
      .set({ waiting_for: because })
      .where('id', '=', id)
      // What was begun, or taken back, meanwhile waits for nothing.
      .where('state', '=', 'scheduled')
      .execute(),
  );
  throw new RunError(because, until);
}
