import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { audit } from '../../../identity/server/index.ts';
import { notFound, refused } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { Import, ImportSlice, importsContract } from '../../core/imports-contract.ts';
import type { CostStore } from '../store/cost-store.ts';
import type { ImportQueue } from './queue.ts';

const COLUMNS = [
  'id',
  'status',
  'source',
  'file_name',
  'file_bytes',
  'format',
  'on_bad_rows',
  'rows_read',
  'rows_loaded',
  'rows_rejected',
  'period_start',
  'period_end',
  'error',
  'duplicate_of',
  'created_by',
  'created_at',
  'finished_at',
] as const;

interface ImportTotals {
  import_id: string;
  currencies: number;
  currency: string;
  billed_cost: string | null;
  effective_cost: string | null;
}

const amount = (text: string | null): number | null => (text === null ? null : Number(text));

/** What the loads of imports add up to; amounts only where all are in one currency. */
async function totalsOf(tx: Transaction, import_ids: string[]): Promise<Map<string, ImportTotals>> {
  if (import_ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('cost_loads')
    .select((e) => [
      sql<string>`import_id`.as('import_id'),
      sql<number>`count(distinct currency)`.as('currencies'),
      sql<string>`min(currency)`.as('currency'),
      e.fn.sum<string | null>('billed_cost').as('billed_cost'),
      e.fn.sum<string | null>('effective_cost').as('effective_cost'),
    ])
    .where('import_id', 'in', import_ids)
    .where('status', '!=', 'pending')
    .groupBy('import_id')
    .execute();
  return new Map(rows.map((row) => [row.import_id, row]));
}

function withTotals<Row>(
  row: Row,
  totals: ImportTotals | undefined,
): Row & Pick<Import, 'billed_cost' | 'effective_cost' | 'currency'> {
  if (totals?.currencies !== 1) return { ...row, billed_cost: null, effective_cost: null, currency: null };
  return {
    ...row,
    billed_cost: amount(totals.billed_cost),
    effective_cost: amount(totals.effective_cost),
    currency: totals.currency,
  };
}

async function slicesOf(tx: Transaction, import_id: string): Promise<ImportSlice[]> {
  const loads = await tx
    .selectFrom('cost_loads')
    .selectAll()
    .where('import_id', '=', import_id)
    .where('status', '!=', 'pending')
    .orderBy('load_id')
    .execute();
  return loads.map((load) => ({
    provider_name: load.provider_name,
    billing_account_id: load.billing_account_id,
    billing_period: load.billing_period,
    currency: load.currency,
    rows: load.rows,
    billed_cost: amount(load.billed_cost),
    effective_cost: amount(load.effective_cost),
    replaced:
      load.replaced_rows === null
        ? null
        : {
            rows: load.replaced_rows,
            billed_cost: amount(load.replaced_billed_cost),
            effective_cost: amount(load.replaced_effective_cost),
          },
    active: load.status === 'active',
  }));
}

/** Imports over HTTP: take a file in, tell how it goes, remove it with its costs. */
export const importHandlers = (queue: ImportQueue, store: CostStore): Handlers<typeof importsContract> => ({
  createImport: async (context, { files, body: { on_bad_rows } }) => {
    const [file, ...more] = files;
    if (!file || more.length > 0) throw refused('Send one file at a time.');
    return queue.add({ auditor: context, source: 'upload', file, on_bad_rows });
  },
  listImports: async (context, { query: { limit, cursor } }) => {
    const after = decodeCursor(cursor);
    return context.transaction(async (tx) => {
      const newest = tx
        .selectFrom('imports')
        .select(COLUMNS)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1);
      const rows = await (after
        ? newest.where((e) => e(e.refTuple('created_at', 'id'), '<', e.tuple(after[0], after[1])))
        : newest
      ).execute();
      const totals = await totalsOf(
        tx,
        rows.map((row) => row.id),
      );
      const items = rows.map((row) => withTotals(row, totals.get(row.id)));
      return pageOfRows(items, limit, (row) => [row.created_at, row.id]);
    });
  },
  getImport: async (context, { params: { id } }) =>
    context.transaction(async (tx) => {
      const row = await tx
        .selectFrom('imports')
        .select([...COLUMNS, 'issues'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) throw notFound('This import');
      const totals = await totalsOf(tx, [id]);
      return { ...withTotals(row, totals.get(id)), slices: await slicesOf(tx, id) };
    }),
  rejectedRows: async (context, { params: { id } }) => {
    const row = await context.transaction((tx) =>
      tx.selectFrom('imports').select('file_name').where('id', '=', id).executeTakeFirst(),
    );
    if (!row) throw notFound('This import');
    const path = queue.badRowsPath(id);
    const stream = existsSync(path) ? createReadStream(path) : Readable.from(['line,column,value,reason\n']);
    return { file_name: `${row.file_name}.rejected-rows.csv`, content_type: 'text/csv; charset=utf-8', stream };
  },
  deleteImport: async (context, { params: { id } }) => {
    const row = await context.transaction((tx) =>
      tx.selectFrom('imports').select(['status', 'file_name', 'source']).where('id', '=', id).executeTakeFirst(),
    );
    if (!row) throw notFound('This import');
    if (row.status === 'running') throw refused('This import is running. Wait until it has finished, then remove it.');
    await store.remove(context, { import_id: id }, async (tx) => {
      await tx.deleteFrom('imports').where('id', '=', id).execute();
      await audit(tx, context, { action: 'import.removed', target_kind: 'import', target_id: id, before: row });
    });
    await queue.discard(id);
  },
});
