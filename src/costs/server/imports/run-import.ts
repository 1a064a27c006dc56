import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Actor } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { ImportEvent, ImportIssue } from '../../core/imports-contract.ts';
import { stageBillingFile } from '../import/stage.ts';
import { type StagedFile, type StagedIssue, type StagingProgress, UnreadableFileError } from '../import/staged-file.ts';
import type { CostStore } from '../store/cost-store.ts';

export interface ImportJob {
  organization_id: string;
  import_id: string;
}

export interface ImportSurroundings {
  services: Services;
  store: CostStore;
  signal: AbortSignal;
  file_path: string;
  bad_rows_path: string;
  temp_directory: string;
}

/** Examples of one finding that the report keeps; the download has every bad row. */
const EXAMPLES_KEPT = 20;
/** How Node and DuckDB say it. */
const DISK_FULL = /ENOSPC|No space left|database or disk is full|max_temp_directory_size/i;
const SYSTEM: Actor = { kind: 'system', id: null, name: 'Import', role: 'member' };

const keptIssues = (issues: StagedIssue[]): ImportIssue[] =>
  issues.map((issue) => ({ ...issue, examples: issue.examples.slice(0, EXAMPLES_KEPT) }));

type Outcome = Partial<{
  format: string;
  rows_read: number;
  rows_loaded: number;
  rows_rejected: number;
  period_start: string;
  period_end: string;
  error: string;
  issues: string;
  duplicate_of: string;
}>;

const writeOutcome = (
  tx: Transaction,
  import_id: string,
  status: 'succeeded' | 'failed',
  now: Date,
  outcome: Outcome,
) =>
  tx
    .updateTable('imports')
    .set({ ...outcome, status, finished_at: now.toISOString() })
    .where('id', '=', import_id)
    .execute();

const dayAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

/** What an import says of the file it read. */
const outcomeOf = (staged: StagedFile, rows_loaded: number): Outcome => {
  const first = staged.slices.map((s) => s.first_charge_date).toSorted()[0];
  const last = staged.slices
    .map((s) => s.last_charge_date)
    .toSorted()
    .at(-1);
  return {
    format: staged.format,
    rows_read: staged.rows_read,
    rows_loaded,
    rows_rejected: staged.rows_bad,
    issues: JSON.stringify(keptIssues(staged.issues)),
    ...(first && last ? { period_start: first, period_end: dayAfter(last) } : {}),
  };
};

/** Tells of progress with the time left, by the rate so far. Reading a file takes about as long as storing its rows. */
function progressTeller({ services }: ImportSurroundings, { organization_id, import_id: id }: ImportJob) {
  const began = services.now().getTime();
  const tell = (step: 'reading' | 'storing', rows_read: number, share: number): void => {
    const elapsed = (services.now().getTime() - began) / 1_000;
    const seconds_left = share > 0.01 ? Math.round(elapsed / share - elapsed) : null;
    const percent = Math.round(share * 1_000) / 10;
    const event: ImportEvent = {
      type: 'import.progress',
      id,
      status: 'running',
      step,
      rows_read,
      percent,
      seconds_left,
    };
    services.events.publish(organization_id, event);
  };
  return {
    reading: ({ rows_read, bytes_read, bytes_total }: StagingProgress): void =>
      tell('reading', rows_read, bytes_total > 0 ? Math.min(1, bytes_read / bytes_total) / 2 : 0),
    storing: (rows: number): void => tell('storing', rows, 1 / 2),
  };
}
/** The import that brought the very same file and all of its rows, while everything it brought is still what counts. */
const findDuplicate = (tx: Transaction, import_id: string, file_sha256: string, source: 'upload' | 'sample') =>
  tx
    .selectFrom('imports')
    .select('id')
    .where('file_sha256', '=', file_sha256)
    .where('source', '=', source)
    .where('id', '!=', import_id)
    .where('status', '=', 'succeeded')
    .where('duplicate_of', 'is', null)
    .where('rows_rejected', '=', 0)
    .where((e) =>
      e.exists(e.selectFrom('cost_loads').select('load_id').whereRef('cost_loads.import_id', '=', 'imports.id')),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('cost_loads')
            .select('load_id')
            .whereRef('cost_loads.import_id', '=', 'imports.id')
            .where('cost_loads.status', '!=', 'active'),
        ),
      ),
    )
    .executeTakeFirst();

/** Carries out one import to its end, whatever that is; an abort leaves it in the queue. */
export async function runImport(surroundings: ImportSurroundings, job: ImportJob): Promise<void> {
  const { services, signal, file_path } = surroundings;
  const { organization_id, import_id } = job;
  const { database, events, log } = services;
  const fail = (outcome: Outcome) =>
    database.transaction(organization_id, (tx) => writeOutcome(tx, import_id, 'failed', services.now(), outcome));
  let status: 'succeeded' | 'failed' = 'succeeded';
  try {
    status = await importFile(surroundings, job, fail);
  } catch (error) {
    if (signal.aborted) return;
    status = 'failed';
    log.error({ err: error, organization_id, import_id }, 'import failed');
    const reason = DISK_FULL.test(String(error)) ? 'The disk of the server is full' : 'The import failed on our side';
    await fail({ error: `${reason}, and nothing was loaded. The log has it under import ${import_id}.` });
  }
  await rm(file_path, { force: true });
  const event: ImportEvent = { type: 'import.finished', id: import_id, status };
  events.publish(organization_id, event);
}

async function importFile(
  surroundings: ImportSurroundings,
  job: ImportJob,
  fail: (outcome: Outcome) => Promise<unknown>,
): Promise<'succeeded' | 'failed'> {
  const { services, file_path } = surroundings;
  const { organization_id, import_id } = job;
  const { database } = services;
  const begun = await database.transaction(organization_id, async (tx) => {
    const row = await tx
      .updateTable('imports')
      .set({ status: 'running' })
      .where('id', '=', import_id)
      .returning(['source', 'file_name', 'file_sha256', 'on_bad_rows'])
      .executeTakeFirst();
    return row && { row, duplicate: await findDuplicate(tx, import_id, row.file_sha256, row.source) };
  });
  // Deleted while it waited.
  if (!begun) return 'failed';
  if (begun.duplicate) {
    const outcome = { duplicate_of: begun.duplicate.id, rows_loaded: 0 };
    await database.transaction(organization_id, (tx) =>
      writeOutcome(tx, import_id, 'succeeded', services.now(), outcome),
    );
    return 'succeeded';
  }
  if (!existsSync(file_path)) {
    await fail({ error: 'The uploaded file is gone from the data folder. Upload it again.' });
    return 'failed';
  }
  return stageAndLoad(surroundings, job, begun.row, fail);
}

interface ImportRow {
  source: 'upload' | 'sample';
  file_name: string;
  on_bad_rows: 'refuse' | 'quarantine';
}

async function stageAndLoad(
  surroundings: ImportSurroundings,
  job: ImportJob,
  row: ImportRow,
  fail: (outcome: Outcome) => Promise<unknown>,
): Promise<'succeeded' | 'failed'> {
  const { services, file_path, temp_directory, signal } = surroundings;
  await mkdir(temp_directory, { recursive: true, mode: 0o700 });
  const connection = await services.directory.duckdb.connect();
  try {
    const teller = progressTeller(surroundings, job);
    const staged = await stageBillingFile({
      connection,
      path: file_path,
      file_name: row.file_name,
      temp_directory,
      today: dayOf(services.now()),
      signal,
      onProgress: teller.reading,
    });
    teller.storing(staged.rows_read);
    try {
      return await loadStaged(surroundings, job, row, staged, fail);
    } finally {
      await staged.discard();
    }
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    await fail({ error: error.message, issues: JSON.stringify(keptIssues(error.issues)) });
    return 'failed';
  } finally {
    connection.closeSync();
  }
}

async function loadStaged(
  { services, store, bad_rows_path }: ImportSurroundings,
  { organization_id, import_id }: ImportJob,
  row: ImportRow,
  staged: StagedFile,
  fail: (outcome: Outcome) => Promise<unknown>,
): Promise<'succeeded' | 'failed'> {
  if (staged.rows_bad > 0) {
    await staged.writeBadRows(bad_rows_path);
    if (row.on_bad_rows === 'refuse' || staged.rows_bad === staged.rows_read) {
      const advice =
        staged.rows_bad === staged.rows_read
          ? 'Mend them, and import the file again.'
          : 'Mend them, or import with on_bad_rows=quarantine to load the others.';
      const error = `${staged.rows_bad} of ${staged.rows_read} rows do not conform, so nothing was loaded. ${advice}`;
      await fail({ ...outcomeOf(staged, 0), error });
      return 'failed';
    }
  }
  const rows_loaded = staged.rows_read - staged.rows_bad;
  const auditor = { organization_id, actor: SYSTEM, address: null, now: services.now() };
  await store.load({
    auditor,
    origin: { source: row.source, import_id },
    staged,
    finish: async (tx) =>
      void (await writeOutcome(tx, import_id, 'succeeded', services.now(), outcomeOf(staged, rows_loaded))),
  });
  return 'succeeded';
}
