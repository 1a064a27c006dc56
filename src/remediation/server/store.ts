import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { type Auditor, audit } from '../../identity/server/index.ts';
import { conflict, forbidden, notFound } from '../../platform/core/errors.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { EventBus } from '../../platform/server/events.ts';
import { emit } from '../../platform/server/outbox.ts';
import type { Subject } from '../core/action.ts';
import type { EntryKind } from '../core/answers.ts';
import type { RemediationEvent } from '../core/contract.ts';
import { type Command, type Course, follow, type State } from '../core/workflow.ts';
import type { RemediationTable } from './tables.ts';

export type RemediationRow = Selectable<RemediationTable>;

/** What the workflow knows of a row. */
export const courseOf = (row: RemediationRow): Course => ({
  state: row.state,
  requirement: row.requirement,
  proposed_by_id: row.proposed_by_id,
  approvals: row.approvals,
  expires_at: row.expires_at,
  scheduled_for: row.scheduled_for,
  has_changed: row.has_changed,
  is_reversible: row.is_reversible,
  undo_until: row.undo_until,
  stop_requested: row.stop_requested,
});

/** What a change is about, as its action takes it. */
export const subjectOf = (row: RemediationRow): Subject => ({
  remediation_id: row.id,
  parameters: row.change.parameters,
  resource_id: row.resource_id,
  resource_name: row.resource_name,
  account_id: row.account_id,
  region: row.region ?? '',
});

/** The row, locked until the end of the transaction. Throws a 404 problem when there is none. */
export async function lockRemediation(tx: Transaction, id: string): Promise<RemediationRow> {
  const row = await tx.selectFrom('remediations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw notFound('This change');
  return row;
}

const ENTRY_OF: Record<Command['command'], EntryKind | null> = {
  approve: 'approved',
  reject: 'rejected',
  cancel: 'cancelled',
  execute: 'scheduled',
  expire: 'expired',
  begin: 'begun',
  change: null,
  verify: 'verifying',
  complete: 'completed',
  fail: 'failed',
  roll_back: 'rolling_back',
  undone: 'rolled_back',
  undo_failed: 'rollback_failed',
};

/** What others are told of: issue 7 sends it on. */
const EVENT_OF: Partial<Record<State, string>> = {
  approved: 'remediation.approved',
  rejected: 'remediation.rejected',
  cancelled: 'remediation.cancelled',
  expired: 'remediation.expired',
  completed: 'remediation.completed',
  failed: 'remediation.failed',
  rolled_back: 'remediation.rolled_back',
  rollback_failed: 'remediation.rollback_failed',
};

/** The event that tells of a change, for the outbox. */
export const eventOf = (type: string, row: RemediationRow) => ({
  type,
  payload: {
    id: row.id,
    title: row.title,
    action: row.action,
    risk: row.risk,
    destructive: row.destructive,
    provider: row.provider,
    resource_id: row.resource_id,
    account_id: row.account_id,
    owner: row.owner,
    environment: row.environment,
    proposed_by: row.proposed_by,
    problem: row.problem,
    requirement: { approvals: row.requirement.approvals, rule: row.requirement.rule },
  },
});

export async function addEntry(
  tx: Transaction,
  { organization_id, actor, now }: Auditor,
  remediation_id: string,
  kind: EntryKind,
  text: string | null,
): Promise<void> {
  const created_at = now.toISOString();
  await tx
    .insertInto('remediation_entries')
    .values({ id: randomUUID(), organization_id, remediation_id, kind, actor: actor.name, text, created_at })
    .execute();
}

/** Columns beside those of the workflow that change with a command. */
type Besides = Partial<
  Pick<RemediationRow, 'executor' | 'waiting_for' | 'problem' | 'started_at' | 'finished_at' | 'completed_at'>
>;

/**
 * Carries out a command of the workflow: the new state, its entry, its line of the audit log and its event, in the
 * transaction of `tx`. Answers the row as it is then. Throws a 403 or 409 problem where it can't be given.
 */
export async function command(
  tx: Transaction,
  auditor: Auditor,
  row: RemediationRow,
  wanted: Command,
  { text = null, ...besides }: Besides & { text?: string | null } = {},
): Promise<RemediationRow> {
  const outcome = follow(courseOf(row), wanted, auditor.now.toISOString());
  if (!outcome.ok) throw outcome.kind === 'forbidden' ? forbidden(outcome.because) : conflict(outcome.because);
  const { course } = outcome;
  const changed_state = course.state !== row.state ? { state_changed_at: auditor.now.toISOString() } : {};
  const set = {
    state: course.state,
    approvals: JSON.stringify(course.approvals),
    scheduled_for: course.scheduled_for,
    has_changed: course.has_changed,
    undo_until: course.undo_until,
    stop_requested: course.stop_requested,
    ...changed_state,
    ...besides,
  };
  await tx.updateTable('remediations').set(set).where('id', '=', row.id).execute();
  const after: RemediationRow = { ...row, ...course, ...changed_state, ...besides, approvals: [...course.approvals] };
  const kind = wanted.command === 'roll_back' && course.stop_requested ? 'stop_requested' : ENTRY_OF[wanted.command];
  if (kind === null) return after;
  await addEntry(tx, auditor, row.id, kind, text);
  await audit(tx, auditor, {
    action: `remediation.${kind}`,
    target_kind: 'remediation',
    target_id: row.id,
    before: { state: row.state },
    after: { state: course.state, title: row.title, resource_id: row.resource_id, text },
  });
  const event = course.state === row.state ? undefined : EVENT_OF[course.state];
  if (event) await emit(tx, auditor, eventOf(event, after));
  return after;
}

/** Tells pages that a change is in another state or step. */
export function tell(events: EventBus, organization_id: string, { id, state }: Pick<RemediationRow, 'id' | 'state'>) {
  const event: RemediationEvent = { type: 'remediation.changed', id, state };
  events.publish(organization_id, event);
}
