import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Config } from './config.ts';

/** Below this the stores could not even open; a load needs about the size of its file on top. */
const LEAST_FREE_BYTES = 100_000_000;

/** Folders of files on their way in or out: whoever waited for what a killed process left is gone. */
const IN_TRANSIT = ['exports', 'uploads'];

/** The data folder can't be used; `message` says why and what to do. */
export class DataDirectoryError extends Error {}

/** The folder of the embedded stores, held by this process alone. */
export interface DataDirectory {
  path: string;
  /** The one DuckDB instance; its main file is also the lock of the folder. */
  duckdb: DuckDBInstance;
  close(): void;
}

function checkWritable(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const probe = join(path, '.write-probe');
    writeFileSync(probe, Buffer.alloc(65_536));
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw full(path, error);
    throw new DataDirectoryError(
      `The data folder ${path} can't be written (${code}). Make it writable, or name another in FINOPSMIND_DATA_DIR.`,
      { cause: error },
    );
  }
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize < LEAST_FREE_BYTES) throw full(path);
}

const full = (path: string, cause?: unknown): DataDirectoryError =>
  new DataDirectoryError(
    `The disk of the data folder ${path} is full: less than 100 MB are free. Free some, or name another folder in FINOPSMIND_DATA_DIR.`,
    { cause },
  );

/**
 * Opens the data folder for this process alone. The lock is DuckDB's own on its main file: the system drops it with the
 * process, so that nothing is left over after a crash. Throws a `DataDirectoryError`.
 */
export async function openDataDirectory(config: Config): Promise<DataDirectory> {
  const path = resolve(config.FINOPSMIND_DATA_DIR);
  checkWritable(path);
  const duckdb = await openDuckdb(path, config.DUCKDB_MEMORY_LIMIT);
  for (const name of IN_TRANSIT) rmSync(join(path, name), { recursive: true, force: true });
  return { path, duckdb, close: () => duckdb.closeSync() };
}

async function openDuckdb(path: string, memory_limit: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(join(path, 'finopsmind.duckdb'), {
      memory_limit,
      temp_directory: join(path, 'duckdb-temp'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
  } catch (error) {
    if (/lock/i.test((error as Error).message))
      throw new DataDirectoryError(
        `The data folder ${path} is in use by another FinOpsMind process. Stop that one, or name another folder in FINOPSMIND_DATA_DIR.`,
        { cause: error },
      );
    throw error;
  }
}

/** A secret from the environment, or else the one in the data folder, generated on the first start (mode 0600). */
export function secretFrom(given: string | undefined, directory: DataDirectory, file_name: string): string {
  if (given !== undefined) return given;
  const path = join(directory.path, file_name);
  try {
    writeFileSync(path, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8');
}
