import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, FileAnswer } from '../../../platform/server/context.ts';
import { type ResolvedSelection, Values, whereOf } from '../../core/compile.ts';
import { type ExportFormat, exportColumns } from '../../core/export-columns.ts';
import type { Selection } from '../../core/query.ts';
import { literal } from '../../core/sql.ts';
import type { CostStore } from '../store/cost-store.ts';
import { chargesOf } from '../store/snapshot.ts';

const FORMATS = {
  csv: { options: 'format csv, header', extension: 'csv', content_type: 'text/csv; charset=utf-8' },
  focus: { options: 'format csv, header', extension: 'focus.csv', content_type: 'text/csv; charset=utf-8' },
  parquet: {
    options: 'format parquet, compression zstd',
    extension: 'parquet',
    content_type: 'application/vnd.apache.parquet',
  },
} as const;

export interface ExportSurroundings {
  store: CostStore;
  /** An existing or new folder for the file while it is sent. */
  directory: string;
}

/** An export without a range is of everything there is. */
const ALL_DATES = { start: '0001-01-01', end: '9999-12-31' };

/** The charge rows of a selection as a file, in all currencies unless the selection names one; sent while it is read. */
export async function exportCosts(
  context: Context,
  { store, directory }: ExportSurroundings,
  wanted: Selection,
  format: ExportFormat,
): Promise<FileAnswer> {
  const selection: ResolvedSelection = { ...ALL_DATES, ...wanted, currency: wanted.currency ?? null };
  const { options, extension, content_type } = FORMATS[format];
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${randomUUID()}.export`);
  const file = await store.open(context.organization_id);
  await file.read(async (snapshot, connection) => {
    const source = chargesOf(snapshot);
    const values = new Values();
    const condition = whereOf(source, selection, values);
    const interrupt = (): void => connection.interrupt();
    context.signal.addEventListener('abort', interrupt);
    try {
      const select = `select ${exportColumns(format)} from ${source.table} where ${condition} order by charge_date`;
      await connection.run(`copy (${select}) to ${literal(path)} (${options})`, values.list);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      context.signal.removeEventListener('abort', interrupt);
    }
  });
  const stream = createReadStream(path);
  stream.once('close', () => void rm(path, { force: true }));
  return {
    file_name: `costs${wanted.start ? ` from ${wanted.start}` : ''}${wanted.end ? ` to ${wanted.end}` : ''}.${extension}`,
    content_type,
    stream,
  };
}
