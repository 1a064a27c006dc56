// A FOCUS CSV of 1,000,000 rows through the import, against DuckDB's own read_csv into a bare table.
// Each measurement runs in a process of its own, so that its peak memory is its own: bench/import.ts <what> <folder>.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { CHARGE_COLUMNS, focusColumnOf } from '../src/costs/core/focus.ts';
import { stageBillingFile } from '../src/costs/server/import/stage.ts';
import { writeFocusFile } from './_focus-file.ts';
import { median, report, temporaryFolder } from './_measure.ts';

const ROWS = 1_000_000;
const ROUNDS = 3;
const STORED = new Map(CHARGE_COLUMNS.map(({ name, type }) => [name, type]));

interface Measured {
  seconds: number;
  peak_megabytes: number;
}

const open = async (folder: string) => {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '640MB',
    threads: '2',
    temp_directory: join(folder, 'temp'),
  });
  return instance.connect();
};

/** The file's columns with the types their charge columns have; tags as text, which read_csv cannot take further. */
async function bareColumns(folder: string): Promise<string> {
  const connection = await open(folder);
  const sniffed = await connection.runAndReadAll(
    `SELECT * FROM read_csv('${join(folder, 'bill.csv')}', all_varchar = true, header = true) LIMIT 0`,
  );
  const types = sniffed.columnNames().map((header) => {
    const type = STORED.get(focusColumnOf(header)?.name ?? '') ?? 'VARCHAR';
    return `'${header}': '${type.startsWith('MAP') ? 'VARCHAR' : type}'`;
  });
  return `{${types.join(', ')}}`;
}

async function timed(folder: string, work: () => Promise<void>): Promise<Measured> {
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1_000;
  rmSync(join(folder, 'target.duckdb'));
  return { seconds, peak_megabytes: process.resourceUsage().maxRSS / 1_024 };
}

async function measureBare(folder: string): Promise<Measured> {
  const columns = await bareColumns(folder);
  const connection = await open(folder);
  await connection.run(`ATTACH '${join(folder, 'target.duckdb')}' AS target`);
  return timed(folder, async () => {
    await connection.run(
      `CREATE TABLE target.charges AS FROM read_csv('${join(folder, 'bill.csv')}', columns = ${columns}, header = true)`,
    );
    await connection.run('DETACH target');
  });
}

async function measureImport(folder: string): Promise<Measured> {
  const connection = await open(folder);
  await connection.run(`ATTACH '${join(folder, 'target.duckdb')}' AS target`);
  const columns = CHARGE_COLUMNS.map(({ name, type }) => `${name} ${type}`);
  await connection.run(`CREATE TABLE target.charges (${columns.join(', ')})`);
  return timed(folder, async () => {
    const path = join(folder, 'bill.csv');
    const staged = await stageBillingFile({
      connection,
      path,
      file_name: 'bill.csv',
      temp_directory: folder,
      today: '2999-12-31',
      onProgress: () => {},
    });
    if (staged.rows_read !== ROWS || staged.rows_bad > 0) throw new Error('The synthetic file does not conform.');
    await connection.run(`INSERT INTO target.charges SELECT 1, * FROM (${staged.selectGood()})`);
    await staged.discard();
    await connection.run('DETACH target');
  });
}

const SELF = fileURLToPath(import.meta.url);
const inOwnProcess = (what: string, folder: string): Measured =>
  JSON.parse(execFileSync(process.execPath, [SELF, what, folder], { encoding: 'utf8' })) as Measured;

async function compare(): Promise<void> {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'temp'));
  try {
    await writeFocusFile(await open(folder.path), join(folder.path, 'bill.csv'), '2026-09-01', ROWS);
    const megabytes = statSync(join(folder.path, 'bill.csv')).size / 1e6;
    console.log(`       ${ROWS} rows, ${Math.round(megabytes)} MB; medians of ${ROUNDS}, in turn`);
    const bare: Measured[] = [];
    const imported: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(inOwnProcess('bare', folder.path));
      imported.push(inOwnProcess('import', folder.path));
    }
    const seconds = (all: Measured[]) => median(all.map((one) => one.seconds));
    report('read_csv into a bare table', ROWS / seconds(bare), 'rows/s');
    report('import', ROWS / seconds(imported), 'rows/s');
    report('import, of the rate of read_csv', (100 * seconds(bare)) / seconds(imported), '%', { above: 60 });
    report('peak memory of the import', Math.max(...imported.map((one) => one.peak_megabytes)), 'MB', { below: 1_500 });
  } finally {
    folder.remove();
  }
}

const [what, folder] = process.argv.slice(2);
if (what === undefined) await compare();
else if (folder !== undefined && existsSync(folder))
  console.log(JSON.stringify(await (what === 'bare' ? measureBare(folder) : measureImport(folder))));
