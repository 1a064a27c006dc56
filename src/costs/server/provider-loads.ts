import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { Auditor } from '../../identity/server/index.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { Services } from '../../platform/server/services.ts';
import { combineFiles } from './import/combine.ts';
import { stageBillingFile } from './import/stage.ts';
import type { StagedFile } from './import/staged-file.ts';
import type { CostStore } from './store/cost-store.ts';
import { coverOf, type ProviderPlace } from './store/places.ts';

/** What a provider told of one billing period, as files of one delivery. */
export interface ProviderPeriod {
  auditor: Auditor;
  source: 'api' | 'export';
  provider_id: string;
  scope_account_id: string | null;
  billing_period: IsoDate;
  data_through: IsoDate | null;
  paths: string[];
  /** An existing folder for what is made on the way. */
  directory: string;
  signal: AbortSignal;
  /** Writes what is to be known of the load, in the transaction that makes it count. */
  finish: (tx: Transaction, rows: number) => Promise<void>;
}

/** Costs of connected providers: loaded as files are, by billing period. */
export interface ProviderLoads {
  /** See `coverOf`. */
  coverOf(tx: Transaction, period: ProviderPlace): Promise<string | null>;
  /** Identity of what files say: equal files have equal ones. */
  digest(paths: string[]): Promise<string>;
  /** Makes a period's files its costs, in place of what it held; no files leave it empty. Answers the rows loaded. */
  load(period: ProviderPeriod): Promise<number>;
  /** Takes away what a provider brought. Answers the number of rows. */
  remove(auditor: Auditor, provider_id: string, finish: (tx: Transaction) => Promise<void>): Promise<number>;
}

async function digest(paths: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A provider's bill that does not conform is not shown: its numbers would not tie. */
function checkConformance(staged: StagedFile): void {
  if (staged.rows_bad === 0) return;
  const [first] = staged.issues.filter(({ severity }) => severity === 'error');
  throw new Error(
    `${staged.rows_bad} of ${staged.rows_read} rows do not conform, so nothing was loaded: ${first?.column ?? ''} ${first?.reason ?? ''}`,
  );
}

async function stage(
  services: Services,
  { paths, directory, signal }: ProviderPeriod,
  use: (staged: StagedFile) => Promise<void>,
) {
  const connection = await services.directory.duckdb.connect();
  try {
    const [first = '', ...more] = paths;
    const path = more.length === 0 ? first : join(directory, 'combined.parquet');
    if (more.length > 0) await combineFiles(connection, paths, path);
    const staged = await stageBillingFile({
      connection,
      path,
      file_name: basename(path),
      temp_directory: directory,
      signal,
    });
    try {
      await use(staged);
    } finally {
      await staged.discard();
    }
  } finally {
    connection.closeSync();
  }
}

/** Loads for providers into `store`. */
export const createProviderLoads = (services: Services, store: CostStore): ProviderLoads => ({
  coverOf,
  digest,
  load: async (period) => {
    const { auditor, source, provider_id, scope_account_id, billing_period, data_through, finish } = period;
    if (period.paths.length === 0) {
      await store.remove(auditor, { provider_id, source, billing_period }, (tx) => finish(tx, 0));
      return 0;
    }
    let rows = 0;
    await stage(services, period, async (staged) => {
      checkConformance(staged);
      rows = staged.rows_read;
      const origin = { source, provider_id, scope_account_id, data_through };
      await store.load({ auditor, origin, staged, finish: (tx) => finish(tx, rows) });
    });
    return rows;
  },
  remove: (auditor, provider_id, finish) => store.remove(auditor, { provider_id }, finish),
});
