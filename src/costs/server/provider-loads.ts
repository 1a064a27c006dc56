import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { Auditor } from '../../identity/server/index.ts';
import { dayOf, type IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { Services } from '../../platform/server/services.ts';
import { combineFiles } from './import/combine.ts';
import { stageBillingFile } from './import/stage.ts';
import { type StagedFile, UnreadableFileError } from './import/staged-file.ts';
import type { CostStore } from './store/cost-store.ts';
import { coverOf, overlapOf, type ProviderPlace } from './store/places.ts';

/** What a provider told of one billing period, as files of one delivery. */
export interface ProviderPeriod {
  auditor: Auditor;
  source: 'api' | 'export';
  provider_id: string;
  provider_name: string;
  source_account_id: string;
  scope_account_id: string | null;
  /** Whether the scope is a group of accounts, of which only reading tells which they are. */
  is_group: boolean;
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
  /**
   * Makes a period's files its costs, in place of what it held; no files leave it empty. Answers the rows loaded, or what
   * tells of some of the same accounts already, in words: nothing is loaded then.
   */
  load(period: ProviderPeriod): Promise<{ rows: number } | { covered_by: string }>;
  /** Takes away what a provider brought. Answers the number of rows. */
  remove(auditor: Auditor, provider_id: string, finish: (tx: Transaction) => Promise<void>): Promise<number>;
}

async function digest(paths: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A provider's bill that does not conform is not shown: its numbers would not tie. */
function checkConformance({ rows_bad, rows_read, issues, slices }: StagedFile, billing_period: IsoDate): void {
  const [first] = issues.filter(({ severity }) => severity === 'error');
  if (rows_bad > 0)
    throw new UnreadableFileError(
      `${rows_bad} of ${rows_read} rows do not conform, so nothing was loaded: ${first?.column ?? ''} ${first?.reason ?? ''}`,
    );
  const other = slices.find((slice) => slice.billing_period !== billing_period);
  if (other)
    throw new UnreadableFileError(
      `The bill of the period from ${billing_period} has rows of the period from ${other.billing_period}, so nothing was loaded.`,
    );
}

async function stage<T>(
  services: Services,
  { auditor, paths, directory, signal }: ProviderPeriod,
  use: (staged: StagedFile) => Promise<T>,
): Promise<T> {
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
      today: dayOf(auditor.now),
      signal,
    });
    try {
      return await use(staged);
    } finally {
      await staged.discard();
    }
  } finally {
    connection.closeSync();
  }
}

/** What tells of some of the accounts that were read already. */
const overlap = (services: Services, { auditor, ...period }: ProviderPeriod, staged: StagedFile) =>
  services.database.transaction(auditor.organization_id, (tx) =>
    overlapOf(tx, period, [...new Set(staged.slices.flatMap((slice) => slice.sub_account_ids))]),
  );

/** Loads for providers into `store`. */
export const createProviderLoads = (services: Services, store: CostStore): ProviderLoads => ({
  coverOf,
  digest,
  load: async (period) => {
    const { auditor, source, provider_id, source_account_id, scope_account_id, billing_period, paths, finish } = period;
    const own = { provider_id, source, source_account_id, scope_account_id };
    if (paths.length === 0) {
      await store.remove(auditor, { ...own, billing_period }, (tx) => finish(tx, 0));
      return { rows: 0 };
    }
    return stage(services, period, async (staged) => {
      checkConformance(staged, billing_period);
      const covered_by = period.is_group ? await overlap(services, period, staged) : null;
      if (covered_by !== null) return { covered_by };
      const rows = staged.rows_read;
      await store.load({
        auditor,
        origin: { ...own, data_through: period.data_through },
        staged,
        finish: (tx) => finish(tx, rows),
      });
      return { rows };
    });
  },
  remove: (auditor, provider_id, finish) => store.remove(auditor, { provider_id }, finish),
});
