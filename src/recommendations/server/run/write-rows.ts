import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Writing, Written } from './store-types.ts';

/** Rows of one statement: its parameters stay far below what the protocol takes. */
const BATCH = 100;

/** What a run sets of what is found again; totals and impact are set when all is known (`settle.ts`). */
const SET = [
  'type',
  'provider',
  'resource_type',
  'resource_name',
  'account_id',
  'region',
  'owner',
  'status',
  'snoozed_until',
  'dismissal_reason',
  'status_before',
  'implemented_on',
  'resolved_on',
  'title',
  'reason',
  'confidence',
  'risk',
  'effort',
  'restart_needed',
  'reversible',
  'has_code',
  'list_savings',
  'contracted_savings',
  'currency',
  'sources',
  'finding',
  'advice',
  'stale_because',
] as const;

type Full = Written & { content: NonNullable<Written['content']> };

function rowOf({ organization_id, now }: Writing, { id, outcome, state, content: taken, changed_at }: Full) {
  const { content, described } = taken;
  const { monthly, currency } = content.saving;
  const { title: _, saving: __, currency: ___, ...stands } = state;
  return {
    id,
    organization_id,
    rule_id: content.rule_id,
    type: content.type,
    provider: content.provider,
    provider_id: outcome.provider_id,
    resource_id: outcome.resource_id,
    ...described,
    ...stands,
    title: content.title,
    reason: content.reason,
    impact: 'low' as const,
    confidence: content.confidence.level,
    risk: content.risk.level,
    effort: content.effort,
    restart_needed: content.restart_needed,
    reversible: content.reversible,
    has_code: content.change !== null,
    monthly_savings: monthly?.effective ?? null,
    list_savings: monthly?.list ?? null,
    contracted_savings: monthly?.contracted ?? null,
    taken_up: null,
    stranded: null,
    currency,
    in_total: false,
    sources: content.sources,
    finding: content.json,
    advice: JSON.stringify(content.advice),
    found_at: now.toISOString(),
    changed_at,
  };
}

/** Writes what was found; answers how many rows are others than before. */
export async function writeRows(tx: Transaction, writing: Writing, written: readonly Written[]): Promise<number> {
  const rows = written.filter((one): one is Full => one.content !== null).map((one) => rowOf(writing, one));
  const now = sql.join(SET.map((name) => sql.ref(`recommendations.${name}`)));
  const given = sql.join(SET.map((name) => sql.ref(`excluded.${name}`)));
  let count = 0;
  for (let from = 0; from < rows.length; from += BATCH) {
    const changed = await tx
      .insertInto('recommendations')
      .values(rows.slice(from, from + BATCH))
      .onConflict((conflict) =>
        conflict
          .columns(['organization_id', 'rule_id', 'provider_id', 'resource_id'])
          .doUpdateSet((e) => ({
            ...Object.fromEntries(SET.map((name) => [name, e.ref(`excluded.${name}`)])),
            found_at: e.ref('excluded.found_at'),
            changed_at: e.ref('excluded.changed_at'),
          }))
          .where(sql<boolean>`(${now}) is distinct from (${given})`),
      )
      .returning('id')
      .execute();
    count += changed.length;
  }
  return count;
}

/** Writes how recommendations stand whose findings stay as they are; answers how many. */
export async function writeMoved(tx: Transaction, written: readonly Written[]): Promise<number> {
  const moved = written
    .filter(({ content }) => content === null)
    .map(({ id, state, changed_at }) => ({ ...state, id, changed_at }));
  if (moved.length === 0) return 0;
  await sql`update recommendations as one set
      status = moved.status, snoozed_until = moved.snoozed_until, dismissal_reason = moved.dismissal_reason,
      status_before = moved.status_before, implemented_on = moved.implemented_on, resolved_on = moved.resolved_on,
      stale_because = moved.stale_because, changed_at = moved.changed_at
    from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as moved (
      id uuid, status text, snoozed_until date, dismissal_reason text, status_before text, implemented_on date,
      resolved_on date, stale_because text, changed_at timestamptz)
    where one.id = moved.id`.execute(tx);
  return moved.length;
}
