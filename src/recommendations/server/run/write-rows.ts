import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Followed } from '../../core/follow.ts';
import type { Writing, Written } from './store-types.ts';

type Full = Written & { content: NonNullable<Written['content']> };

/** A row as JSON; that of its finding is taken as it is. */
function rowOf({ now }: Writing, { id, outcome, state, content: taken, changed_at }: Full): string {
  const { content, described } = taken;
  const { monthly, currency } = content.saving;
  const row = {
    ...state,
    ...described,
    id,
    rule_id: content.rule_id,
    type: content.type,
    provider: content.provider,
    provider_id: outcome.provider_id,
    resource_id: outcome.resource_id,
    title: content.title,
    reason: content.reason,
    impact: 'low',
    confidence: content.confidence.level,
    risk: content.risk.level,
    effort: content.effort,
    restart_needed: content.restart_needed,
    reversible: content.reversible,
    has_code: content.change !== null,
    monthly_savings: monthly?.effective ?? null,
    list_savings: monthly?.list ?? null,
    contracted_savings: monthly?.contracted ?? null,
    currency,
    in_total: false,
    own_savings: monthly?.effective ?? null,
    claims: content.claims,
    freed_commitments: content.saving.freed_commitments,
    sources: content.sources,
    advice: content.advice,
    found_at: now.toISOString(),
    changed_at,
  } satisfies Partial<Record<keyof typeof COLUMNS | keyof Followed, unknown>>;
  return `${JSON.stringify(row).slice(0, -1)},"finding":${content.json}}`;
}

/** Columns of a new row with their types, in the order in which they are written. */
const COLUMNS = {
  id: 'uuid',
  rule_id: 'text',
  provider_id: 'uuid',
  resource_id: 'text',
  type: 'text',
  provider: 'text',
  resource_type: 'text',
  resource_name: 'text',
  account_id: 'text',
  region: 'text',
  owner: 'text',
  status: 'text',
  snoozed_until: 'date',
  dismissal_reason: 'text',
  status_before: 'text',
  implemented_on: 'date',
  resolved_on: 'date',
  title: 'text',
  reason: 'text',
  impact: 'text',
  confidence: 'text',
  risk: 'text',
  effort: 'text',
  restart_needed: 'boolean',
  reversible: 'boolean',
  has_code: 'boolean',
  monthly_savings: 'numeric',
  list_savings: 'numeric',
  contracted_savings: 'numeric',
  currency: 'text',
  in_total: 'boolean',
  own_savings: 'numeric',
  claims: 'jsonb',
  freed_commitments: 'jsonb',
  sources: 'text[]',
  finding: 'jsonb',
  advice: 'jsonb',
  stale_because: 'text',
  first_found_at: 'timestamptz',
  found_at: 'timestamptz',
  changed_at: 'timestamptz',
} as const;
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

/** Set when all is known of a run (`settle.ts`), or once. */
const KEPT: readonly string[] = [
  'id',
  'rule_id',
  'provider_id',
  'resource_id',
  'impact',
  'monthly_savings',
  'in_total',
  'first_found_at',
];
/** When it was so is no difference. */
const WHEN: readonly string[] = ['found_at', 'changed_at'];

/** Counted again by `settle` with what is taken up; that they are others shows in the finding. */
const SETTLED: readonly string[] = ['list_savings', 'contracted_savings'];

const SET = NAMES.filter((name) => !KEPT.includes(name));
const COMPARED = SET.filter((name) => !WHEN.includes(name) && !SETTLED.includes(name));
const references = (table: string, names: readonly string[]) =>
  sql.join(names.map((name) => sql.ref(`${table}.${name}`)));

/** Writes what was found; answers how many rows are others than before. */
export async function writeRows(tx: Transaction, writing: Writing, written: readonly Written[]): Promise<number> {
  const rows = written.filter((one): one is Full => one.content !== null).map((one) => rowOf(writing, one));
  if (rows.length === 0) return 0;
  const { rows: changed } = await sql`
    insert into recommendations (organization_id, ${sql.join(NAMES.map((name) => sql.ref(name)))})
    select ${writing.organization_id}::uuid, ${references('one', NAMES)}
    from jsonb_to_recordset(${`[${rows.join(',')}]`}::jsonb) as one (
      ${sql.join(NAMES.map((name) => sql`${sql.ref(name)} ${sql.raw(COLUMNS[name])}`))})
    on conflict (organization_id, rule_id, provider_id, resource_id) do update set
      ${sql.join(SET.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}
    where (${references('recommendations', COMPARED)}) is distinct from (${references('excluded', COMPARED)})
    returning id`.execute(tx);
  return changed.length;
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
