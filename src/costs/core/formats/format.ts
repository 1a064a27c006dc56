import type { FocusColumnName } from '../focus.ts';

/**
 * How a column of a billing file is read. `us_timestamp` also takes month-first dates with slashes, `bare_tags` also
 * JSON members without the braces around them.
 */
export type SourceType = 'decimal' | 'timestamp' | 'us_timestamp' | 'string' | 'json' | 'tags' | 'bare_tags';

/** A column of a billing file that a format knows. */
export interface SourceColumn {
  /** What the format's SQL calls it. */
  name: string;
  type: SourceType;
  /** The headers it may have, in lower case. */
  headers: readonly string[];
  /** Also kept in `x`, because no FOCUS column says as much. */
  keep?: boolean;
}

/** What is known of a file before its rows are read. */
export interface FormatFacts {
  /** The columns of the format that the file has. */
  names: ReadonlySet<string>;
  /** What the format's `variant` answered; null without one. */
  variant: string | null;
}

/** A way a provider spells its bill, and how its columns become FOCUS columns. */
export interface BillingFormat {
  id: 'focus' | 'aws-cur2' | 'aws-cost-explorer' | 'azure-cost-details' | 'azure-cost-query';
  /**
   * SQL of an aggregate over `columns` (text) that tells which variant of the format a file is, where its columns do
   * not; the answer is handed to the functions below.
   */
  variant?: string;
  /** Such as `FOCUS 1.2`. */
  title(file: FormatFacts): string;
  columns: readonly SourceColumn[];
  /** Columns that tell this format from the others; a file needs all of one group. */
  signatures: readonly (readonly string[])[];
  /**
   * FOCUS columns as SQL over the names of `columns` (DuckDB); columns that the file lacks are null there.
   * FOCUS columns that are not answered are null in every row.
   */
  focus(file: FormatFacts): Partial<Record<FocusColumnName, string>>;
  /** Columns without which no row can be read, as alternatives of which the file needs one, by header. */
  required: readonly { any_of: readonly string[]; header: string }[];
  /** What the user should know about figures the format does not hold. */
  notes(file: FormatFacts): string[];
}
