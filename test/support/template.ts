import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { parseConfig } from '../../src/platform/server/config.ts';
import { openDatabase } from '../../src/platform/server/database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, closed data folder of the embedded PostgreSQL, to be copied. */
    postgres_template: string;
    /** Where the first test that needs the sample company leaves it for the others. */
    sample_folder: string;
  }
}

/** Makes the template once per run: opening a copy takes a fraction of the time of a first start. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'finopsmind-template-'));
  const postgres = join(folder, 'postgres');
  const onCrash = (error: Error): never => {
    throw error;
  };
  const database = await openDatabase(parseConfig({}), postgres, pino({ level: 'warn' }), onCrash);
  await database.close();
  project.provide('postgres_template', postgres);
  const sample_folder = join(folder, 'sample');
  mkdirSync(sample_folder);
  project.provide('sample_folder', sample_folder);
  return () => rmSync(folder, { recursive: true });
}
