// A FOCUS CSV of 1,000,000 rows through the import, against DuckDB's own read_csv into a bare table.
// Each measurement runs in a process of its own, so that its peak memory is its own: bench/import.ts <what> <folder>.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { CHARGE_COLUMNS, focusColumnOf } from '../src/costs/core/focus.ts';
import { stageBillingFile } from '../src/costs/server/import/stage.ts';
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
    memory_limit: '768MB',
    threads: '2',
    temp_directory: join(folder, 'temp'),
  });
  return instance.connect();
};

/** Rows that repeat as real ones do: 200 accounts, 20,000 resources, 6,000 sets of tags, days in random order. */
async function writeFile(folder: string): Promise<void> {
  const connection = await open(folder);
  await connection.run(`COPY (
    SELECT 'us-east-1' || chr((97 + h % 3)::INTEGER) AS "AvailabilityZone", billed AS "BilledCost",
      '111122223333' AS "BillingAccountId", 'Example Payer' AS "BillingAccountName", 'USD' AS "BillingCurrency",
      '2026-10-01T00:00:00Z' AS "BillingPeriodEnd", '2026-09-01T00:00:00Z' AS "BillingPeriodStart",
      'Usage' AS "ChargeCategory", NULL AS "ChargeClass", '$0.0' || (h % 97) || ' per Linux instance hour' AS "ChargeDescription",
      'Usage-Based' AS "ChargeFrequency", strftime(day + INTERVAL 1 DAY, '%Y-%m-%dT%H:%M:%SZ') AS "ChargePeriodEnd",
      strftime(day, '%Y-%m-%dT%H:%M:%SZ') AS "ChargePeriodStart",
      CASE WHEN covered THEN 'Spend' END AS "CommitmentDiscountCategory",
      CASE WHEN covered THEN 'arn:aws:savingsplans::111122223333:savingsplan/example-' || h % 10 END AS "CommitmentDiscountId",
      NULL AS "CommitmentDiscountName", CASE WHEN covered THEN 'Used' END AS "CommitmentDiscountStatus",
      CASE WHEN covered THEN 'Savings Plan' END AS "CommitmentDiscountType", quantity AS "ConsumedQuantity",
      'Hours' AS "ConsumedUnit", billed * 0.97 AS "ContractedCost", price * 0.97 AS "ContractedUnitPrice",
      billed * 0.7 AS "EffectiveCost", 'Amazon Web Services, Inc.' AS "InvoiceIssuerName", billed * 1.1 AS "ListCost",
      price AS "ListUnitPrice", 'Standard' AS "PricingCategory", quantity AS "PricingQuantity", 'Hours' AS "PricingUnit",
      'AWS' AS "ProviderName", 'Amazon Web Services, Inc.' AS "PublisherName", 'us-east-' || (1 + h % 2) AS "RegionId",
      CASE h % 2 WHEN 0 THEN 'US East (N. Virginia)' ELSE 'US East (Ohio)' END AS "RegionName",
      'arn:aws:ec2:us-east-1:111122223333:instance/i-' || substr(md5((h % 20000)::VARCHAR), 1, 17) AS "ResourceId",
      NULL AS "ResourceName", 'instance' AS "ResourceType", 'Compute' AS "ServiceCategory",
      'Example Service ' || h % 40 AS "ServiceName", 'SKU' || h % 3000 AS "SkuId", 'SKU' || h % 3000 || '.RATE' AS "SkuPriceId",
      (111122220000 + h % 200)::VARCHAR AS "SubAccountId", 'Team ' || h % 200 AS "SubAccountName",
      '{"application": "app-' || h % 500 || '", "environment": "' || ['prod', 'dev', 'stage'][1 + h % 3]
        || '", "team": "team-' || h % 40 || '", "owner": "user' || h % 2000 || '@example.com"}' AS "Tags",
      'BoxUsage:m5.' || h % 7 AS "x_UsageType", 'RunInstances:' || h % 30 AS "x_Operation"
    FROM (SELECT *, (quantity * price)::DECIMAL(18,11) AS billed, h % 5 = 0 AS covered,
        TIMESTAMP '2026-09-01' + INTERVAL 1 DAY * (h // 7 % 30)::INTEGER AS day
      FROM (SELECT h, ((h % 1000003) / 1000.0)::DECIMAL(18,9) AS quantity, ((h % 997) / 10000.0)::DECIMAL(18,7) AS price
        FROM (SELECT (hash(i) >> 1)::BIGINT AS h FROM range(${ROWS}) AS r(i))))
  ) TO '${join(folder, 'bill.csv')}' (HEADER)`);
}

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
    await writeFile(folder.path);
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
