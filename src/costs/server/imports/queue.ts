import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Auditor, audit } from '../../../identity/server/index.ts';
import type { UploadedFile } from '../../../platform/server/context.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { CostStore } from '../store/cost-store.ts';
import { type ImportJob, runImport } from './run-import.ts';

/** A billing file to import. */
export interface ImportRequest {
  auditor: Auditor;
  source: 'upload' | 'sample';
  file: UploadedFile;
  on_bad_rows: 'refuse' | 'quarantine';
}

/**
 * Imports one file after the other. The table `imports` is the queue: what a stopped or killed process left is taken up
 * at the next start.
 */
export class ImportQueue {
  readonly #services: Services;
  readonly #store: CostStore;
  readonly #directory: string;
  readonly #stopping = new AbortController();
  #waiting: ImportJob[] = [];
  #running: Promise<void> | null = null;

  constructor(services: Services, store: CostStore) {
    this.#services = services;
    this.#store = store;
    this.#directory = join(services.directory.path, 'imports');
  }

  /** Where an import keeps its file while it waits. */
  filePath(import_id: string): string {
    return join(this.#directory, `${import_id}.file`);
  }
  /** Where an import keeps its bad rows for download. */
  badRowsPath(import_id: string): string {
    return join(this.#directory, `${import_id}.bad-rows.csv`);
  }

  /** Takes a file in: from the answer on the import will be carried out, whatever happens to this process. */
  async add({ auditor, source, file, on_bad_rows }: ImportRequest): Promise<{ id: string; status: 'queued' }> {
    const { organization_id, actor, now } = auditor;
    const id = randomUUID();
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await moveFile(file.path, this.filePath(id));
    const row = {
      id,
      organization_id,
      source,
      file_name: file.file_name,
      file_bytes: file.bytes,
      file_sha256: file.sha256,
      status: 'queued' as const,
      on_bad_rows,
      created_by: actor.name,
      created_at: now.toISOString(),
    };
    try {
      await this.#services.database.transaction(organization_id, async (tx) => {
        await tx.insertInto('imports').values(row).execute();
        const { file_name, file_sha256, file_bytes } = row;
        const change = { action: 'import.created', target_kind: 'import', target_id: id };
        await audit(tx, auditor, { ...change, after: { source, file_name, file_bytes, file_sha256, on_bad_rows } });
      });
    } catch (error) {
      await this.discard(id);
      throw error;
    }
    this.#enqueue({ organization_id, import_id: id });
    return { id, status: 'queued' };
  }

  /** Takes up the imports that an earlier process left. */
  async start(): Promise<void> {
    const { database } = this.#services;
    const { rows } = await database.transaction(null, (tx) =>
      sql<{ id: string }>`select list_organization_ids() as id`.execute(tx),
    );
    for (const { id: organization_id } of rows) {
      const left = await database.transaction(organization_id, (tx) =>
        tx
          .selectFrom('imports')
          .select('id')
          .where('status', 'in', ['queued', 'running'])
          .orderBy('created_at')
          .orderBy('id')
          .execute(),
      );
      for (const { id: import_id } of left) this.#enqueue({ organization_id, import_id });
    }
  }

  #enqueue(job: ImportJob): void {
    this.#waiting.push(job);
    this.#running ??= this.#work();
  }

  async #work(): Promise<void> {
    for (let job = this.#waiting.shift(); job && !this.#stopping.signal.aborted; job = this.#waiting.shift()) {
      const { import_id } = job;
      const paths = {
        file_path: this.filePath(import_id),
        bad_rows_path: this.badRowsPath(import_id),
        temp_directory: this.#directory,
      };
      await runImport({ services: this.#services, store: this.#store, signal: this.#stopping.signal, ...paths }, job);
    }
    this.#running = null;
  }

  /** Removes the files of an import. */
  async discard(import_id: string): Promise<void> {
    await rm(this.filePath(import_id), { force: true });
    await rm(this.badRowsPath(import_id), { force: true });
  }

  /** Interrupts the running import, which stays in the queue. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
}

/** Moves a file, also to another disk. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}
