import { type Auditor, audit, personBehind } from '../../../identity/server/index.ts';
import { isUniqueViolation, type Transaction } from '../../../platform/server/database.ts';
import { emit } from '../../../platform/server/outbox.ts';
import { proposed } from '../../core/workflow.ts';
import { schedule } from '../schedule.ts';
import { addEntry, eventOf, lockRemediation, type RemediationRow } from '../store.ts';
import { type Draft, refusedBecause } from './draft.ts';
import { whyNotPropose } from './refusals.ts';

const DAY_MS = 86_400_000;

/** What whoever proposes says of it. */
export interface Proposal {
  note?: string | undefined;
  execute_on_approval: boolean;
  /** Not before this instant. */
  scheduled_for?: string | undefined;
  batch?: { id: string; place: number };
}

async function insert(
  tx: Transaction,
  auditor: Auditor,
  draft: Draft,
  { note, execute_on_approval, scheduled_for, batch }: Proposal,
) {
  const { id, target, action, preview } = draft;
  const { found, change, connection, resource } = target;
  const at = auditor.now.toISOString();
  const course = proposed({
    requirement: draft.requirement,
    proposed_by_id: await personBehind(tx, auditor.actor),
    expires_at: new Date(auditor.now.getTime() + draft.settings.expires_after_days * DAY_MS).toISOString(),
    is_reversible: preview.undo.length > 0 && preview.reversibility !== 'none',
  });
  await tx
    .insertInto('remediations')
    .values({
      ...course,
      id,
      organization_id: auditor.organization_id,
      recommendation_id: found?.id ?? null,
      batch_id: batch?.id ?? null,
      batch_place: batch?.place ?? null,
      provider_id: connection.id,
      provider: target.provider,
      resource_id: resource.resource_id,
      resource_type: resource.resource_type,
      resource_name: resource.name,
      account_id: resource.account_id,
      region: resource.region,
      environment: draft.environment,
      owner: draft.owner,
      action: action.action,
      change: JSON.stringify(change),
      title: draft.title,
      note: note ?? null,
      risk: draft.risk,
      destructive: action.destructive,
      reversibility: preview.reversibility,
      monthly_savings: draft.monthly_savings,
      currency: draft.currency,
      evidence: JSON.stringify(found?.evidence ?? []),
      evidence_since: found?.evidence_since ?? null,
      preview: JSON.stringify(preview),
      state_changed_at: at,
      requirement: JSON.stringify(course.requirement),
      proposed_by: auditor.actor.name,
      proposed_at: at,
      approvals: '[]',
      execute_on_approval,
      wished_for: scheduled_for === undefined ? null : new Date(scheduled_for).toISOString(),
      executor: null,
      captured: null,
      kept: '{}',
      waiting_for: null,
      problem: null,
      started_at: null,
      finished_at: null,
      completed_at: null,
    })
    .execute();
}

/** Tells what was proposed: in its timeline, the audit log, and to whoever has to approve it. */
async function tellOfProposal(tx: Transaction, auditor: Auditor, row: RemediationRow): Promise<void> {
  await addEntry(tx, auditor, row.id, 'proposed', row.note);
  await audit(tx, auditor, {
    action: 'remediation.proposed',
    target_kind: 'remediation',
    target_id: row.id,
    after: { title: row.title, change: row.change, resource_id: row.resource_id, requirement: row.requirement },
  });
  if (row.state === 'proposed') return emit(tx, auditor, eventOf('remediation.needs_approval', row));
  await addEntry(tx, auditor, row.id, 'approved', `The rule “${row.requirement.rule}” asks for no approval.`);
  await audit(tx, auditor, {
    action: 'remediation.approved',
    target_kind: 'remediation',
    target_id: row.id,
    after: { title: row.title, rule: row.requirement.rule },
  });
  return emit(tx, auditor, eventOf('remediation.approved', row));
}

/**
 * Keeps a proposal, with its entry, its lines of the audit log and its events; one that needs no approval is scheduled where
 * that is wished. Throws a 422 problem where another change of the resource came first.
 */
export async function keepProposal(
  tx: Transaction,
  auditor: Auditor,
  draft: Draft,
  proposal: Proposal,
): Promise<RemediationRow> {
  const reasons = await whyNotPropose(tx, draft.target);
  if (reasons.length > 0) throw refusedBecause(reasons);
  try {
    await insert(tx, auditor, draft, proposal);
  } catch (error) {
    if (isUniqueViolation(error, 'remediations_one_waiting'))
      throw refusedBecause(['Another change of this resource was proposed just now. Wait for its end, or cancel it.']);
    throw error;
  }
  const row = await lockRemediation(tx, draft.id);
  await tellOfProposal(tx, auditor, row);
  return row.state === 'approved' && row.execute_on_approval ? schedule(tx, auditor, row, row.wished_for) : row;
}
