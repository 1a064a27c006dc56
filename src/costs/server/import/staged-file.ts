import type { DuckDBConnection } from '@duckdb/node-api';
import type { IsoDate } from '../../../platform/core/dates.ts';

/** How bad a finding is: an `error` row is not loaded, a `warning` row is, a `note` is about the whole file. */
export type IssueSeverity = 'error' | 'warning' | 'note';

/** One kind of finding of the conformance report, over all rows that have it. */
export interface StagedIssue {
  severity: IssueSeverity;
  /** As the file's header spells it; null when the finding is not about one column. */
  column: string | null;
  /** What is wrong and what FOCUS asks. */
  reason: string;
  rows: number;
  /** The first 1,000 rows that have it; `line` is the physical line in the file (the row number in Parquet). */
  examples: { line: number | null; value: string | null }[];
}

/** What one provider billed one account for one period in one currency, from the good rows of a file. */
export interface StagedSlice {
  provider_name: string;
  billing_account_id: string;
  /** First day of the billing period, `YYYY-MM-DD`. */
  billing_period: string;
  currency: string;
  rows: number;
  first_charge_date: string;
  last_charge_date: string;
  /** The last day with a charge that is not ahead of the day on which the file was read; that day where all are. */
  last_day_told: string;
  /** Exact sums as decimal text without trailing zeros; null when no row of the slice knows the amount. */
  billed_cost: string | null;
  effective_cost: string | null;
  list_cost: string | null;
  contracted_cost: string | null;
  /** The sub accounts that have charges, in order, as they are compared (`accountKey`). */
  sub_account_ids: string[];
}

/** A billing file that was read, typed and judged, and waits in a temporary database to be loaded. */
export interface StagedFile {
  /** Such as `FOCUS 1.0 CSV`, `AWS CUR 2.0 Parquet`, `Azure cost details CSV`. */
  format: string;
  rows_read: number;
  /** Rows with at least one error. */
  rows_bad: number;
  issues: StagedIssue[];
  /** Ordered by provider, account, period and currency. */
  slices: StagedSlice[];
  /** Tag keys of the good rows with the number of rows that have them, most frequent first. */
  tag_keys: { key: string; rows: number }[];
  /**
   * SQL of the good rows, sorted by day, in the order of CHARGE_COLUMNS without `load_id`, for
   * `INSERT INTO charges SELECT <load_id>, * FROM (…)`. Valid on any connection of the same DuckDB instance until `discard`.
   */
  selectGood(): string;
  /** Writes every error as CSV (`line,column,value,reason`, by line) to `path`; a header alone when there is none. */
  writeBadRows(path: string): Promise<void>;
  /** Detaches and deletes the temporary database. Safe to call twice. */
  discard(): Promise<void>;
}

export interface StagingProgress {
  /** Estimated from the bytes until reading has ended, exact after. */
  rows_read: number;
  bytes_read: number;
  bytes_total: number;
}

export interface StageRequest {
  /** A connection of the instance that will load the file; staging runs on it alone until it resolves. */
  connection: DuckDBConnection;
  /** The uploaded file, whatever its name says. */
  path: string;
  /** As the user named it; only for messages. */
  file_name: string;
  /** An existing directory for the temporary database and what does not fit in memory. */
  temp_directory: string;
  /** The day on which it is read. */
  today: IsoDate;
  signal?: AbortSignal;
  /** Called several times a second while reading. */
  onProgress?: (progress: StagingProgress) => void;
}

/**
 * A file that cannot be loaded at all: unreadable, empty, of an unknown format, or without columns that every row needs.
 * `message` says it to the user; `issues` lists everything that is wrong.
 */
export class UnreadableFileError extends Error {
  readonly issues: StagedIssue[];

  constructor(message: string, issues: StagedIssue[] = [], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'UnreadableFileError';
    this.issues = issues;
  }
}
