import { sql } from 'kysely';
import type { Actor } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';

/** What an audit entry says beside who, when and from where. `before` and `after` must not hold secrets. */
export interface AuditedChange {
  /** `<what>.<verb>`, such as `member.invited`. */
  action: string;
  target_kind: string;
  target_id: string | null;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** Who changes something, for the audit log; every handler's context is one. */
export interface Auditor {
  organization_id: string;
  actor: Actor;
  address: string | null;
  now: Date;
}

const json = (values: Record<string, unknown> | undefined) =>
  values === undefined ? null : sql<never>`${JSON.stringify(values)}::jsonb`;

/** Writes an audit entry in the transaction of the change itself, so that neither is there without the other. */
export async function audit(
  tx: Transaction,
  { organization_id, actor, address, now }: Auditor,
  change: AuditedChange,
): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      organization_id,
      at: now.toISOString(),
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      action: change.action,
      target_kind: change.target_kind,
      target_id: change.target_id,
      address,
      before: json(change.before),
      after: json(change.after),
    })
    .execute();
}
