import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emitAll, type OutboxEvent } from '../../../platform/server/outbox.ts';
import { sumCounts } from '../../core/compliance.ts';
import {
  countByPlace,
  type Exception,
  exceptionsOn,
  type KnownViolation,
  type Move,
  type Place,
  settle,
} from '../../core/settle.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import { eventOf, TOLD_COLUMNS, type ToldViolation } from '../violations/events.ts';
import type { Broken, Verdicts } from './judge.ts';
import type { EnabledPolicy } from './policies.ts';
import { tellOfViolations } from './tell.ts';

interface Bound {
  organization_id: string;
  now: Date;
}

/** What came of writing one policy's verdicts. */
export interface Written {
  opened: number;
  resolved: number;
  /** Violations that people were told of one by one. */
  told: number;
}

type Of<M extends Move['move']> = Extract<Move, { move: M }>;
const only = <M extends Move['move']>(moves: readonly Move[], move: M): Of<M>[] =>
  moves.filter((one): one is Of<M> => one.move === move);

/** The columns of a violation that tell of its subject as it is now. */
const aboutSubject = ({ subject_id, facts: _facts, ...subject }: Subject) => ({ subject_id, ...subject });

/** Of a subject that may be another from one check to the next, and that violations tell. */
const TOLD_OF_SUBJECT = ['subject_name', 'page_id', 'provider', 'account_id', 'region', 'owner', 'currency'] as const;

/** Violations of a policy that are not resolved. */
const readKnown = (tx: Transaction, policy_id: string) =>
  tx
    .selectFrom('policy_violations')
    .select(['id', 'subject_id', 'state', 'tags', ...TOLD_OF_SUBJECT])
    .select(sql<string | null>`trim_scale(monthly_cost)::text`.as('monthly_cost'))
    .where('policy_id', '=', policy_id)
    .where('state', '<>', 'resolved')
    .execute();
type KnownRow = Awaited<ReturnType<typeof readKnown>>[number];

const asKnown = ({ id, subject_id, state }: KnownRow): KnownViolation => ({
  id,
  subject_id,
  state: state as KnownViolation['state'],
});

const sorted = (tags: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(tags).toSorted());

/** Most subjects are as they were: they need not be written again. */
const isAsKnown = (row: KnownRow, subject: Subject): boolean =>
  row.monthly_cost === subject.monthly_cost &&
  TOLD_OF_SUBJECT.every((name) => row[name] === subject[name]) &&
  sorted(row.tags) === sorted(subject.tags);

/** Adds violations; answers them as events tell of them. */
async function insertFound(
  tx: Transaction,
  { organization_id, now }: Bound,
  policy: EnabledPolicy,
  found: readonly Of<'found'>[],
  broken: ReadonlyMap<string, Broken>,
): Promise<ToldViolation[]> {
  if (found.length === 0) return [];
  const rows = found.map(({ subject_id, exception }) => {
    const { subject, facts } = broken.get(subject_id)!;
    return {
      id: randomUUID(),
      ...aboutSubject(subject),
      subject: policy.subject,
      facts,
      state: exception ? 'excepted' : 'open',
      changed_by: exception?.created_by ?? null,
      note: exception?.reason ?? null,
    };
  });
  const at = now.toISOString();
  await sql`insert into policy_violations (id, organization_id, policy_id, subject, subject_id, subject_name, page_id, provider,
      account_id, region, owner, tags, monthly_cost, currency, state, facts, found_at, seen_at, changed_by, note)
    select one.id, ${organization_id}::uuid, ${policy.id}::uuid, one.subject, one.subject_id, one.subject_name, one.page_id,
      one.provider, one.account_id, one.region, one.owner, one.tags, one.monthly_cost, one.currency, one.state, one.facts,
      ${at}::timestamptz, ${at}::timestamptz, one.changed_by, one.note
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (id uuid, subject text, subject_id text, subject_name text,
      page_id uuid, provider text, account_id text, region text, owner text, tags jsonb, monthly_cost numeric, currency text,
      state text, facts jsonb, changed_by text, note text)`.execute(tx);
  return rows.flatMap(({ state, facts: _facts, changed_by: _by, note: _note, ...row }) =>
    state === 'open' ? [{ ...row, tags: { ...row.tags } }] : [],
  );
}

const idsOf = (moves: readonly { id: string }[]) => sql`any(${moves.map(({ id }) => id)}::uuid[])`;

type GoingOn = Of<'seen'> | Of<'excepted'> | Of<'reopened'>;

/** What goes on to be broken is as it is now: its cost, its owner; and as its exceptions have it. */
async function updateGoingOn(
  tx: Transaction,
  { now }: Bound,
  moves: readonly GoingOn[],
  { known, broken }: { known: readonly KnownRow[]; broken: ReadonlyMap<string, Broken> },
): Promise<void> {
  if (moves.length === 0) return;
  const seen_at = now.toISOString();
  await tx
    .updateTable('policy_violations')
    .set({ seen_at })
    .where(sql<boolean>`id = ${idsOf(moves)}`)
    .execute();
  const before = new Map(known.map((row) => [row.id, row]));
  const changed = moves.filter(
    ({ move, id, subject_id }) => move !== 'seen' || !isAsKnown(before.get(id)!, broken.get(subject_id)!.subject),
  );
  if (changed.length === 0) return;
  const rows = changed.map((move) => ({
    id: move.id,
    ...aboutSubject(broken.get(move.subject_id)!.subject),
    state: move.move === 'excepted' ? 'excepted' : move.move === 'reopened' ? 'open' : null,
    changed_by: move.move === 'excepted' ? move.exception.created_by : null,
    note: move.move === 'excepted' ? move.exception.reason : null,
  }));
  await sql`update policy_violations as kept set subject_name = one.subject_name, page_id = one.page_id,
      provider = one.provider, account_id = one.account_id, region = one.region, owner = one.owner, tags = one.tags,
      monthly_cost = one.monthly_cost, currency = one.currency,
      state = coalesce(one.state, kept.state),
      changed_by = case when one.state is null then kept.changed_by else one.changed_by end,
      note = case when one.state is null then kept.note else one.note end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (id uuid, subject_name text, page_id uuid, provider text,
      account_id text, region text, owner text, tags jsonb, monthly_cost numeric, currency text, state text,
      changed_by text, note text)
    where kept.id = one.id`.execute(tx);
}

/** Ends what people were told of: `to` says how. Answers the events. */
async function end(
  tx: Transaction,
  policy: EnabledPolicy,
  moves: readonly { id: string }[],
  set: { state: 'resolved'; resolved_at: string } | { is_told: false },
): Promise<OutboxEvent[]> {
  if (moves.length === 0) return [];
  const told = await tx
    .selectFrom('policy_violations')
    .select(TOLD_COLUMNS)
    .where(sql<boolean>`id = ${idsOf(moves)}`)
    .where('is_told', '=', true)
    .execute();
  await tx
    .updateTable('policy_violations')
    .set(set)
    .where(sql<boolean>`id = ${idsOf(moves)}`)
    .execute();
  return told.map((violation) => eventOf('policy.resolved', policy, violation));
}

/** Keeps how a policy was kept on the day of `now`; a later check of the day takes its place. */
async function writeCompliance(
  tx: Transaction,
  { organization_id, now }: Bound,
  policy_id: string,
  places: readonly Place[],
): Promise<void> {
  const date = dayOf(now);
  await tx.deleteFrom('policy_compliance').where('policy_id', '=', policy_id).where('date', '=', date).execute();
  await sql`insert into policy_compliance (organization_id, policy_id, date, account_id, owner, kept, broken, excepted, unknown)
    select ${organization_id}::uuid, ${policy_id}::uuid, ${date}::date, one.account_id, one.owner, one.kept, one.broken,
      one.excepted, one.unknown
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as one (account_id text, owner text, kept integer,
      broken integer, excepted integer, unknown integer)`.execute(tx);
}

const reopened = (
  moves: readonly Of<'reopened'>[],
  policy: EnabledPolicy,
  broken: ReadonlyMap<string, Broken>,
): ToldViolation[] =>
  moves.map(({ id, subject_id }) => {
    const { page_id: _, facts: _facts, ...subject } = broken.get(subject_id)!.subject;
    return { id, subject: policy.subject, ...subject, tags: { ...subject.tags } };
  });

/**
 * Writes what came of a policy: its violations, how it was kept on this day, its counts, and what people are told: new
 * violations and those whose exception is over, one by one as far as there is `room`. Null where the policy was changed,
 * switched off or deleted meanwhile: it is checked again for that.
 */
export async function writeVerdicts(
  tx: Transaction,
  bound: Bound,
  { policy, problem, unknown_because, judged, broken }: Verdicts,
  { exceptions, room }: { exceptions: readonly Exception[]; room: number },
): Promise<Written | null> {
  const current = await tx
    .selectFrom('policies')
    .select(['changed_at', 'enabled'])
    .where('id', '=', policy.id)
    .forUpdate()
    .executeTakeFirst();
  if (!current?.enabled || current.changed_at !== policy.changed_at) return null;
  const checked_at = bound.now.toISOString();
  if (problem !== null) {
    await tx.updateTable('policies').set({ problem, checked_at }).where('id', '=', policy.id).execute();
    return { opened: 0, resolved: 0, told: 0 };
  }
  const known = await readKnown(tx, policy.id);
  const covering = exceptionsOn(exceptions, dayOf(bound.now));
  const moves = settle(known.map(asKnown), judged, covering);
  const [excepted, resolved, again] = [only(moves, 'excepted'), only(moves, 'resolved'), only(moves, 'reopened')];
  const found = await insertFound(tx, bound, policy, only(moves, 'found'), broken);
  const events = [
    ...(await end(tx, policy, excepted, { is_told: false })),
    ...(await end(tx, policy, resolved, { state: 'resolved', resolved_at: checked_at })),
  ];
  await updateGoingOn(tx, bound, [...only(moves, 'seen'), ...excepted, ...again], { known, broken });
  const places = countByPlace(judged, covering);
  await writeCompliance(tx, bound, policy.id, places);
  const counts = { ...sumCounts(places), problem: null, unknown_because, checked_at };
  await tx.updateTable('policies').set(counts).where('id', '=', policy.id).execute();
  await emitAll(tx, bound, events);
  const opened = [...found, ...reopened(again, policy, broken)];
  const told = await tellOfViolations(tx, bound, policy, opened, room);
  return { opened: opened.length, resolved: resolved.length, told };
}
