import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { parseConfig } from '../../src/platform/server/config.ts';
import { openDatabase } from '../../src/platform/server/database.ts';
import { createDatabase, TEST_DATABASE_URL } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, closed data folder of the embedded PostgreSQL, to be copied. */
    postgres_template: string;
    /** Where the first test that needs the sample company leaves it for the others. */
    sample_folder: string;
  }
}

const SERVER = new URL('../../src/app/server/compose.ts', import.meta.url);

/**
 * Has Node keep what it has compiled of the server in `folder`, for every process and thread that tests start: those that are
 * killed leave nothing there themselves.
 */
async function compileServer(folder: string): Promise<void> {
  process.env.NODE_COMPILE_CACHE = folder;
  const compiling = spawn(process.execPath, ['--input-type=module', '--eval', `await import('${SERVER.href}')`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(compiling, 'exit');
  if (code !== 0) throw new Error('The server could not be loaded.');
}

const onCrash = (error: Error): never => {
  throw error;
};

/** Makes a database as a first start leaves it, with the schema of the job queue. */
async function makeDatabase(folder: string): Promise<void> {
  const database = await openDatabase(parseConfig({}), folder, pino({ level: 'warn' }), onCrash);
  const executeSql = (text: string, values?: unknown[]) => database.asOwner(text, values) as Promise<{ rows: never[] }>;
  const queue = new PgBoss({ db: { executeSql }, backend: 'pglite', supervise: false, schedule: false });
  await queue.start();
  await queue.stop({ graceful: false, close: false });
  await database.close();
}

/** Has the first migration of a PostgreSQL server make the role that its databases share: two at once would both make it. */
async function makeRole(): Promise<void> {
  if (!TEST_DATABASE_URL) return;
  const { url, drop } = await createDatabase(TEST_DATABASE_URL);
  const database = await openDatabase(parseConfig({ DATABASE_URL: url }), '', pino({ level: 'warn' }), onCrash);
  await database.close();
  await drop();
}

/** Makes the template once per run: opening a copy takes a fraction of the time of a first start. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'finopsmind-template-'));
  const postgres = join(folder, 'postgres');
  await Promise.all([makeDatabase(postgres), makeRole(), compileServer(join(folder, 'compiled'))]);
  project.provide('postgres_template', postgres);
  const sample_folder = join(folder, 'sample');
  mkdirSync(sample_folder);
  project.provide('sample_folder', sample_folder);
  // Processes that end leave there what they have compiled meanwhile.
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
