import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { stageBillingFile } from './stage.ts';
import type { StagedFile, StageRequest } from './staged-file.ts';

/** A staged file as tests look at it. */
export interface Staged extends StagedFile {
  /** The good rows in file order of their day; decimals, times and maps as text. */
  rows(): Promise<Record<string, string | null>[]>;
  badRows(): Promise<string>;
}

/** Stages files that tests write, in a directory of its own. */
export class StagingFixture {
  readonly directory: string;
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(directory: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.directory = directory;
    this.#instance = instance;
    this.connection = connection;
  }

  static async open(): Promise<StagingFixture> {
    const directory = await mkdtemp(join(tmpdir(), 'staging-'));
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: '512MB',
      threads: '2',
      // As the server opens it: nothing may depend on an extension that would have to be fetched.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new StagingFixture(directory, instance, await instance.connect());
  }

  async write(content: string | Uint8Array, name = 'bill'): Promise<string> {
    const path = join(this.directory, name);
    await writeFile(path, content);
    return path;
  }

  async stage(content: string | Uint8Array, more: Partial<StageRequest> = {}): Promise<Staged> {
    return this.stagePath(await this.write(content), more);
  }

  async stagePath(path: string, more: Partial<StageRequest> = {}): Promise<Staged> {
    const { connection, directory } = this;
    const staged = await stageBillingFile({
      connection,
      path,
      file_name: 'bill',
      temp_directory: directory,
      today: '2999-12-31',
      ...more,
    });
    return {
      ...staged,
      rows: async () => {
        const reader = await connection.runAndReadAll(
          `SELECT COLUMNS(c -> c NOT IN ('tags', 'x'))::VARCHAR, to_json(tags)::VARCHAR AS tags, to_json(x)::VARCHAR AS x
           FROM (${staged.selectGood()})`,
        );
        return reader.getRowObjectsJson() as Record<string, string | null>[];
      },
      badRows: async () => {
        const path = join(this.directory, 'bad.csv');
        await staged.writeBadRows(path);
        return readFile(path, 'utf8');
      },
    };
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.#instance.closeSync();
    await rm(this.directory, { recursive: true });
  }
}

/** A row that conforms to FOCUS 1.0, by column. */
export const FOCUS_ROW: Readonly<Record<string, string>> = {
  BilledCost: '1.5',
  BillingAccountId: '111122223333',
  BillingAccountName: 'Example payer',
  BillingCurrency: 'USD',
  BillingPeriodEnd: '2026-10-01T00:00:00Z',
  BillingPeriodStart: '2026-09-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ChargeClass: '',
  ChargeDescription: 'Linux instance hour',
  ChargeFrequency: 'Usage-Based',
  ChargePeriodEnd: '2026-09-03T00:00:00Z',
  ChargePeriodStart: '2026-09-02T00:00:00Z',
  ContractedCost: '1.6',
  EffectiveCost: '1.25',
  InvoiceIssuerName: 'Example Inc.',
  ListCost: '2',
  PricingQuantity: '4',
  PricingUnit: 'Hours',
  ProviderName: 'AWS',
  PublisherName: 'Example Inc.',
  ServiceCategory: 'Compute',
  ServiceName: 'Example Compute',
  Tags: '{"team": "web"}',
};

const field = (value: string): string => (/[",\n\r;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** CSV of rows that say only how they differ from FOCUS_ROW. */
export function focusCsv(rows: readonly Record<string, string>[], { eol = '\n', delimiter = ',' } = {}): string {
  const columns = [...new Set([...Object.keys(FOCUS_ROW), ...rows.flatMap((row) => Object.keys(row))])];
  const lines = rows.map((row) =>
    columns.map((column) => field(row[column] ?? FOCUS_ROW[column] ?? '')).join(delimiter),
  );
  return [columns.join(delimiter), ...lines].join(eol) + eol;
}
