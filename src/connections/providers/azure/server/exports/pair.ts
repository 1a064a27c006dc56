import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { azureCostDetailsFormat } from '../../../../../costs/core/formats/azure-cost-details.ts';
import { identifier, literal } from '../../../../../costs/core/sql.ts';

/** What a charge is, in both files alike; the rest (prices, costs) may differ between them. */
const KEY = [
  'date',
  'subscription_id',
  'resource_id',
  'resource_group',
  'location',
  'meter_category',
  'meter_name',
  'product_id',
  'product_name',
  'quantity',
  'charge_type',
  'frequency',
  'pricing_model',
  'benefit_id',
  'reservation_id',
  'publisher_name',
  'invoice_id',
  'tags',
];

/** Columns that only the row of the actual file may state: counted from both, they would count twice. */
const ONCE = ['quantity', 'payg_cost'];

/** Beside the instance of the cost store, so with little memory: the rest is on disk. */
const OPTIONS = { memory_limit: '300MB', threads: '2', preserve_insertion_order: 'false' };

const source = (paths: readonly string[]): string => {
  const list = `[${paths.map(literal).join(', ')}]`;
  return paths.every((path) => path.endsWith('.parquet'))
    ? `(SELECT COLUMNS(*)::VARCHAR FROM read_parquet(${list}, union_by_name = true))`
    : `read_csv(${list}, union_by_name = true, all_varchar = true, header = true, quote = '"', escape = '"', nullstr = '')`;
};

const SOURCES = new Map(azureCostDetailsFormat.columns.flatMap(({ name, headers }) => headers.map((h) => [h, name])));
const nameOf = (header: string): string => SOURCES.get(header.trim().toLowerCase()) ?? '';

function costHeader(headers: readonly string[]): string {
  const header = headers.find((one) => nameOf(one) === 'cost');
  if (header === undefined)
    throw new Error(`An export has no column with costs, only ${headers.slice(0, 12).join(', ')}.`);
  return header;
}

/** Reads files, and numbers rows among those that are the same charge, so that each meets one of the other file. */
async function load(connection: DuckDBConnection, table: string, paths: readonly string[]): Promise<string[]> {
  await connection.run(`CREATE TABLE ${table} AS SELECT * FROM ${source(paths)}`);
  const described = await connection.runAndReadAll(`DESCRIBE ${table}`);
  const headers = described.getRows().map((row) => String(row[0]));
  const key = headers
    .filter((header) => KEY.includes(nameOf(header)))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const values = `to_json([${key.map((header) => identifier(header)).join(', ')}])::VARCHAR`;
  await connection.run(`CREATE TABLE ${table}_numbers AS
    SELECT *, row_number() OVER (PARTITION BY charge ORDER BY cost) AS number
    FROM (SELECT rowid AS row, md5_number(${values}) AS charge, ${identifier(costHeader(headers))} AS cost FROM ${table})`);
  return headers;
}

/** A column of the file that is made, from a row of the actual file or from one that only the amortized file has. */
function selected(header: string, from: 'actual' | 'amortized', has: readonly string[], account: string): string {
  const column = identifier(header);
  const name = nameOf(header);
  if (name === 'billing_account_id') return `${literal(account)} AS ${column}`;
  if (from === 'actual') return column;
  if (name === 'cost') return `'0' AS ${column}`;
  return ONCE.includes(name) || !has.includes(header) ? `NULL AS ${column}` : column;
}

/**
 * Makes one file of an export of actual and one of amortized costs over the same month: a row has what is billed (`Cost`)
 * and what is effective (`AmortizedCost`) of one charge. Both files are complete, so a charge that is in one only is
 * exactly 0 in the other. Amounts stay the text that they are. Answers its path, in `directory`.
 */
export async function pairExports(
  files: { actual: readonly string[]; amortized: readonly string[] },
  billing_account_id: string,
  directory: string,
): Promise<string> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(join(directory, 'pair.duckdb'), OPTIONS);
  const connection = await instance.connect();
  try {
    const headers = {
      actual: await load(connection, 'actual', files.actual),
      amortized: await load(connection, 'amortized', files.amortized),
    };
    // Only numbers and costs meet; whole rows are wide, and pass by once.
    await connection.run(`CREATE TABLE pairs AS SELECT a.row AS actual_row, m.row AS amortized_row,
        coalesce(m.cost, '0') AS AmortizedCost, coalesce(a.charge, m.charge) AS charge, coalesce(a.number, m.number) AS number
      FROM actual_numbers a FULL JOIN amortized_numbers m ON a.charge = m.charge AND a.number = m.number`);
    const has_account = headers.actual.some((header) => nameOf(header) === 'billing_account_id');
    const rows = (from: 'actual' | 'amortized'): string => {
      const columns = headers.actual.map((header) => selected(header, from, headers[from], billing_account_id));
      if (!has_account) columns.push(`${literal(billing_account_id)} AS BillingAccountId`);
      return `SELECT ${columns.join(', ')}, AmortizedCost, charge, number FROM ${from} JOIN pairs ON ${from}.rowid = ${from}_row`;
    };
    const path = join(directory, 'actual-and-amortized.parquet');
    await connection.run(`COPY (SELECT * EXCLUDE (charge, number)
      FROM (${rows('actual')} UNION ALL ${rows('amortized')} WHERE actual_row IS NULL) ORDER BY charge, number
    ) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
    return path;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
