import type { FocusColumnName } from '../focus.ts';

/** How a column of a billing file is read. `us_timestamp` also takes month-first dates with slashes. */
export type SourceType = 'decimal' | 'timestamp' | 'us_timestamp' | 'string' | 'json' | 'tags';

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

/** A way a provider spells its bill, and how its columns become FOCUS columns. */
export interface BillingFormat {
  id: 'focus' | 'aws-cur2' | 'azure-cost-details';
  /** Such as `FOCUS 1.2`. `names` are the columns of the format that the file has. */
  title(names: ReadonlySet<string>): string;
  columns: readonly SourceColumn[];
  /** Columns that tell this format from the others; a file needs all of one group. */
  signatures: readonly (readonly string[])[];
  /**
   * FOCUS columns as SQL over the names of `columns` (DuckDB), of which the file has `names` and the others are null.
   * FOCUS columns that are not answered are null in every row.
   */
  focus(names: ReadonlySet<string>): Partial<Record<FocusColumnName, string>>;
  /** Columns without which no row can be read, as alternatives of which the file needs one, by header. */
  required: readonly { any_of: readonly string[]; header: string }[];
  /** What the user should know about figures the format does not hold. */
  notes(names: ReadonlySet<string>): string[];
}
