import type { z } from 'zod';
import { notFound, ProblemError } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { batchSchema } from '../../core/answers.ts';
import { stoppedBecause } from '../../core/batch.ts';
import type { remediationContract } from '../../core/contract.ts';
import { verdictsOn } from '../guard.ts';
import { proposeBatch } from '../proposal/batch.ts';
import { lockRemediation, type RemediationRow, tell } from '../store.ts';
import { approve, cancel, checkUnblocked } from './commands.ts';
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

async function asBatches(tx: Transaction, { now }: Context, batches: BatchRow[], names: Names): Promise<Shown[]> {
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
    };
  });
}

async function readBatch(tx: Transaction, context: Context, id: string, names: Names): Promise<Shown> {
  const row = await selectBatches(tx).where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('This batch');
  const [batch] = await asBatches(tx, context, [row], names);
  return batch!;
}

type Work = (tx: Transaction, context: Context, row: RemediationRow, text: string | null) => Promise<RemediationRow>;

/** The members of a batch as they are. */
const readMembers = (context: Context, batch_id: string): Promise<RemediationRow[]> =>
  context.transaction((tx) => tx.selectFrom('remediations').selectAll().where('batch_id', '=', batch_id).execute());

/** Does `work` to every member that takes it. Throws the first refusal where none does. */
async function toAll(tx: Transaction, context: Context, id: string, note: string | null, work: Work) {
  const members = await inBatch(tx, [id]);
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
  async function carryOut(context: Context, id: string, note: string | null, work: Work) {
    const names = await costs.accountNames(context);
    const [rows, batch] = await context.transaction(async (tx) => {
      await readBatch(tx, context, id, names);
      const done = await toAll(tx, context, id, note, work);
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
      return context.transaction((tx) => readBatch(tx, context, id, names));
    },
    proposeRemediationBatch: async (context, { body }) => {
      const names = await costs.accountNames(context);
      const { id, rows } = await proposeBatch(context, services, body);
      tellAll(context, rows);
      await begin(context, rows);
      return context.transaction((tx) => readBatch(tx, context, id, names));
    },
    approveRemediationBatch: async (context, { params: { id }, body: { note } }) => {
      const proposed = (await readMembers(context, id)).filter(({ state }) => state === 'proposed');
      const verdicts = await verdictsOn(context, services.guard, proposed);
      return carryOut(context, id, note ?? null, (tx, asking, row, text) => {
        checkUnblocked(verdicts.get(row.id));
        return approve(tx, asking, row, text);
      });
    },
    cancelRemediationBatch: (context, { params: { id }, body: { note } }) =>
      carryOut(context, id, note ?? null, cancel),
  } satisfies Partial<Handlers<typeof remediationContract>>;
}
