import { audit } from '../../identity/server/index.ts';
import { conflict, notFound, refused } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { EventBus } from '../../platform/server/events.ts';
import { emit } from '../../platform/server/outbox.ts';
import type { AnomaliesEvent, AnomalyStatus, anomaliesContract } from '../core/contract.ts';
import { addEntries } from './entries.ts';
import { addPattern, removePatterns } from './patterns.ts';
import { readDetail } from './rows.ts';

/** What people can make of an anomaly. */
type WantedStatus = Exclude<AnomalyStatus, 'withdrawn'>;

const findForChange = async (tx: Transaction, id: string) => {
  const row = await tx
    .selectFrom('anomalies')
    .select(['id', 'currency', 'scope', 'scope_key', 'title', 'direction', 'status', 'peak_per_day', 'owner'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw notFound('This anomaly');
  return row;
};
type Changed = Awaited<ReturnType<typeof findForChange>>;

/** From which statuses each can be reached; `open` is reached by opening again. */
const FROM: Record<WantedStatus, readonly AnomalyStatus[]> = {
  acknowledged: ['open'],
  resolved: ['open', 'acknowledged'],
  expected: ['open', 'acknowledged', 'resolved'],
  open: ['acknowledged', 'resolved', 'expected'],
};

const IN_WORDS: Record<AnomalyStatus, string> = {
  open: 'open',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
  expected: 'marked as expected',
  withdrawn: 'withdrawn',
};

/** Throws a 422 problem for one that was none after all: all that can be done with it is to comment on it. */
function checkStands({ status }: Changed): void {
  if (status !== 'withdrawn') return;
  throw refused(
    'This anomaly was withdrawn, since by what is known now it is none: its timeline says why. It can be commented on, and nothing else is to be done.',
  );
}

function checkTransition(from: AnomalyStatus, to: WantedStatus): void {
  if (FROM[to].includes(from)) return;
  if (from === to) throw conflict(`This anomaly is ${IN_WORDS[to]} already.`);
  throw conflict(`This anomaly is ${IN_WORDS[from]}. Open it again before it can be ${IN_WORDS[to]}.`);
}

const ENTRY_OF = {
  acknowledged: 'acknowledged',
  resolved: 'resolved',
  expected: 'expected',
  open: 'reopened',
} as const;

/** What others are told. One that is settled is over for them: if it comes back, that is told anew. */
const EVENT_OF: Partial<Record<WantedStatus, string>> = {
  acknowledged: 'anomaly.acknowledged',
  resolved: 'anomaly.resolved',
  expected: 'anomaly.resolved',
};

/** The last complete day: what comes after it opens a resolved anomaly again. */
const findJudgedThrough = async (tx: Transaction): Promise<string | null> =>
  (await tx.selectFrom('anomaly_states').select('judged_through').executeTakeFirst())?.judged_through ?? null;

async function changeStatus(
  tx: Transaction,
  context: Context,
  row: Changed,
  status: WantedStatus,
  note: string | null,
): Promise<void> {
  checkStands(row);
  checkTransition(row.status, status);
  const resolved_through = status === 'resolved' ? await findJudgedThrough(tx) : null;
  const changed_at = context.now.toISOString();
  await tx.updateTable('anomalies').set({ status, resolved_through, changed_at }).where('id', '=', row.id).execute();
  if (status === 'expected') await addPattern(tx, context, row, note);
  if (status === 'open') await removePatterns(tx, context, { anomaly_id: row.id });
  await addEntries(tx, context, [{ anomaly_id: row.id, kind: ENTRY_OF[status], text: note }]);
  const change = { action: `anomaly.${ENTRY_OF[status]}`, target_kind: 'anomaly', target_id: row.id };
  await audit(tx, context, { ...change, before: { status: row.status }, after: { status, note } });
  const type = EVENT_OF[status];
  if (type) await emit(tx, context, { type, payload: { anomaly_id: row.id, by: context.actor.name } });
}

async function changeOwner(tx: Transaction, context: Context, row: Changed, wanted: string | null): Promise<void> {
  checkStands(row);
  const owner = wanted === '' ? null : wanted;
  if (owner === row.owner) return;
  const changed_at = context.now.toISOString();
  await tx.updateTable('anomalies').set({ owner, changed_at }).where('id', '=', row.id).execute();
  const text = owner === null ? `${row.owner} no longer looks after it.` : `${owner} looks after it.`;
  await addEntries(tx, context, [{ anomaly_id: row.id, kind: 'owner', text }]);
  const change = { action: 'anomaly.owner_changed', target_kind: 'anomaly', target_id: row.id };
  await audit(tx, context, { ...change, before: { owner: row.owner }, after: { owner } });
}

async function comment(tx: Transaction, context: Context, row: Changed, text: string): Promise<void> {
  await addEntries(tx, context, [{ anomaly_id: row.id, kind: 'comment', text }]);
  const change = { action: 'anomaly.commented', target_kind: 'anomaly', target_id: row.id };
  await audit(tx, context, { ...change, after: { text } });
}

/**
 * What people say of anomalies: each change with its entry and its line of the audit log in one transaction. `wake` has
 * detection run without what was forgotten as normal.
 */
export function changeHandlers(events: EventBus, wake: (organization_id: string) => Promise<void>) {
  async function change(context: Context, id: string, work: (tx: Transaction, row: Changed) => Promise<void>) {
    const { before, detail } = await context.transaction(async (tx) => {
      const row = await findForChange(tx, id);
      await work(tx, row);
      return { before: row.status, detail: await readDetail(tx, id) };
    });
    const event: AnomaliesEvent = { type: 'anomalies.changed' };
    events.publish(context.organization_id, event);
    if (before === 'expected' && detail.status === 'open') await wake(context.organization_id);
    return detail;
  }
  type Noted = { params: { id: string }; body: { note?: string | undefined } };
  const makes =
    (status: WantedStatus) =>
    (context: Context, { params: { id }, body: { note } }: Noted) =>
      change(context, id, (tx, row) => changeStatus(tx, context, row, status, note || null));
  return {
    acknowledgeAnomaly: makes('acknowledged'),
    resolveAnomaly: makes('resolved'),
    expectAnomaly: makes('expected'),
    reopenAnomaly: makes('open'),
    updateAnomaly: (context, { params: { id }, body: { status, owner, note } }) =>
      change(context, id, async (tx, row) => {
        if (status !== undefined) await changeStatus(tx, context, row, status, note || null);
        if (owner !== undefined) await changeOwner(tx, context, row, owner);
        if (status === undefined && note) await comment(tx, context, row, note);
      }),
    commentAnomaly: (context, { params: { id }, body: { text } }) =>
      change(context, id, (tx, row) => comment(tx, context, row, text)),
  } satisfies Partial<Handlers<typeof anomaliesContract>>;
}
