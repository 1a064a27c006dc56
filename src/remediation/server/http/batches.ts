import type { z } from 'zod';
import { notFound, ProblemError } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import { mayApprove } from '../../core/allowed.ts';
import type { batchSchema } from '../../core/answers.ts';
import { stoppedBecause } from '../../core/batch.ts';
import type { remediationContract } from '../../core/contract.ts';
import { verdictsOn } from '../guard.ts';
import { proposeBatch } from '../proposal/batch.ts';
import { lockRemediation, type RemediationRow, tell } from '../store.ts';
import { askerOf } from './asker.ts';
import { approve, cancel, checkDigest, checkUnblocked } from './commands.ts';
import type { HttpServices } from './index.ts';
import { asRemediation, inBatch, readSurroundings } from './rows.ts';

type Shown = z.input<typeof batchSchema>;
type Names = ReadonlyMap<string, string>;

const selectBatches = (tx: Transaction) =>
  tx
    .selectFrom('remediation_batches')
    .select(['id', 'name', 'canaries', 'at_once', 'created_by', 'created_at'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
type BatchRow = Awaited<ReturnType<ReturnType<typeof selectBatches>['executeTakeFirstOrThrow']>>;

async function asBatches(tx: Transaction, context: Context, batches: BatchRow[], names: Names): Promise<Shown[]> {
  const { now } = context;
  const asker = await askerOf(tx, context);
  const rows = await inBatch(
    tx,
    batches.map(({ id }) => id),
  );
  const surroundings = await readSurroundings(tx, rows, names, now);
  return batches.map((batch) => {
    const own = rows.filter(({ batch_id }) => batch_id === batch.id);
    const members = own.map(({ id, batch_place, state }) => ({ id, place: batch_place ?? 0, state }));
    return {
      ...batch,
      stopped_because: stoppedBecause(batch, members),
      remediations: own.map((row) => asRemediation(row, surroundings)),
      approvable: own.filter((row) => mayApprove(row, asker, now.toISOString())).map(({ id }) => id),
    };
  });
}

async function readBatch(tx: Transaction, context: Context, id: string, names: Names): Promise<Shown> {
  const row = await selectBatches(tx).where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('This batch');
  const [batch] = await asBatches(tx, context, [row], names);
  return batch!;
}

/** A batch with the previews of what whoever asks may approve. */
async function readDetail(tx: Transaction, context: Context, id: string, names: Names) {
  const batch = await readBatch(tx, context, id, names);
  const previews = await tx
    .selectFrom('remediations')
    .select(['id', 'preview'])
    .where((e) => e('id', '=', e.fn.any(e.val(batch.approvable))))
    .orderBy('batch_place')
    .execute();
  return { ...batch, previews };
}

type Work = (tx: Transaction, context: Context, row: RemediationRow, text: string | null) => Promise<RemediationRow>;

/** The members of a batch as they are. */
const readMembers = (context: Context, batch_id: string): Promise<RemediationRow[]> =>
  context.transaction((tx) => tx.selectFrom('remediations').selectAll().where('batch_id', '=', batch_id).execute());

/** What is to be done with which members of a batch: `only` are ids, without it all. */
interface Doing {
  note: string | null;
  work: Work;
  only?: ReadonlySet<string>;
}

/**
 * Does `work` to every member that takes it. Throws the first refusal where none does, and a 404 problem where one that is
 * named is no member.
 */
async function toAll(tx: Transaction, context: Context, id: string, { note, work, only }: Doing) {
  const all = await inBatch(tx, [id]);
  const members = only ? all.filter((one) => only.has(one.id)) : all;
  if (only && members.length < only.size) throw notFound('A change of this batch');
  const done: RemediationRow[] = [];
  let refusal: ProblemError | null = null;
  for (const member of members)
    try {
      done.push(await work(tx, context, await lockRemediation(tx, member.id), note));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      refusal ??= error;
    }
  if (done.length === 0 && refusal) throw refusal;
  return done;
}

/** Changes that are proposed, approved and cancelled together. */
export function batchHandlers(services: HttpServices) {
  const { costs, events, begin } = services;
  const tellAll = ({ organization_id }: Context, rows: readonly RemediationRow[]): void => {
    for (const row of rows) tell(events, organization_id, row);
  };
  async function carryOut(context: Context, id: string, doing: Doing) {
    const names = await costs.accountNames(context);
    const [rows, batch] = await context.transaction(async (tx) => {
      await readBatch(tx, context, id, names);
      const done = await toAll(tx, context, id, doing);
      return [done, await readBatch(tx, context, id, names)] as const;
    });
    tellAll(context, rows);
    await begin(context, rows);
    return batch;
  }
  return {
    listRemediationBatches: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      const names = await costs.accountNames(context);
      return context.transaction(async (tx) => {
        const selected = selectBatches(tx).limit(limit + 1);
        const rows = await (after
          ? selected.where((e) => e(e.refTuple('created_at', 'id'), '<', e.tuple(after[0], after[1])))
          : selected
        ).execute();
        const page = pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
        return { ...page, items: await asBatches(tx, context, page.items, names) };
      });
    },
    getRemediationBatch: async (context, { params: { id } }) => {
      const names = await costs.accountNames(context);
      return context.transaction((tx) => readDetail(tx, context, id, names));
    },
    proposeRemediationBatch: async (context, { body }) => {
      const names = await costs.accountNames(context);
      const { id, rows } = await proposeBatch(context, services, body);
      tellAll(context, rows);
      await begin(context, rows);
      return context.transaction((tx) => readBatch(tx, context, id, names));
    },
    approveRemediationBatch: async (context, { params: { id }, body: { note = null, previews } }) => {
      const digests = new Map(previews.map((read) => [read.id, read.digest]));
      const members = await readMembers(context, id);
      const proposed = members.filter((one) => one.state === 'proposed' && digests.has(one.id));
      const verdicts = await verdictsOn(context, services.guard, proposed);
      const work: Work = (tx, asking, row, text) => {
        checkDigest(row, digests.get(row.id));
        checkUnblocked(verdicts.get(row.id));
        return approve(tx, asking, row, text);
      };
      return carryOut(context, id, { note, work, only: new Set(digests.keys()) });
    },
    cancelRemediationBatch: (context, { params: { id }, body: { note = null } }) =>
      carryOut(context, id, { note, work: cancel }),
  } satisfies Partial<Handlers<typeof remediationContract>>;
}
