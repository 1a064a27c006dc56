import { FOCUS_COLUMNS, type FocusColumnName } from '../../core/focus.ts';
import type { BillingFormat, SourceColumn } from '../../core/formats/format.ts';
import { BILLING_FORMATS } from '../../core/formats/index.ts';
import type { FileColumn, SourceFile } from './sniff.ts';
import { type StagedIssue, UnreadableFileError } from './staged-file.ts';

/** A column of the file: which one, and what the format takes it for; null when the format does not know it. */
export interface PlannedColumn extends FileColumn {
  index: number;
  source: SourceColumn | null;
}

/** How a file becomes charge rows. */
export interface StagingPlan {
  file: SourceFile;
  format: BillingFormat;
  title: string;
  columns: PlannedColumn[];
  /** FOCUS columns as SQL over the source columns. */
  focus: Partial<Record<FocusColumnName, string>>;
  /** What the report says of the file as a whole. */
  issues: StagedIssue[];
}

const fileIssue = (severity: StagedIssue['severity'], column: string | null, reason: string): StagedIssue => ({
  severity,
  column,
  reason,
  rows: 0,
  examples: [],
});

const headerKey = (header: string): string => header.trim().toLowerCase();

function assignColumns(format: BillingFormat, columns: readonly FileColumn[]): PlannedColumn[] {
  const known = new Map(format.columns.flatMap((source) => source.headers.map((header) => [header, source] as const)));
  return columns.map((column, index) => ({ ...column, index, source: known.get(headerKey(column.header)) ?? null }));
}

const namesOf = (columns: readonly PlannedColumn[]): Set<string> =>
  new Set(columns.flatMap(({ source }) => (source ? [source.name] : [])));

/** The format whose columns the file has; most columns win where several fit. */
function recognise(file: SourceFile): { format: BillingFormat; columns: PlannedColumn[] } {
  const candidates = BILLING_FORMATS.map((format) => ({ format, columns: assignColumns(format, file.columns) }))
    .filter(({ format, columns }) => {
      const names = namesOf(columns);
      return format.signatures.some((signature) => signature.every((name) => names.has(name)));
    })
    .sort((a, b) => namesOf(b.columns).size - namesOf(a.columns).size);
  const [best] = candidates;
  if (best) return best;
  const seen = file.columns.slice(0, 12).map(({ header }) => header || '(no name)');
  const more = file.columns.length > seen.length ? ` and ${file.columns.length - seen.length} more` : '';
  throw new UnreadableFileError(
    `The file is in no known format. Known are FOCUS 1.0 to 1.4 (BilledCost, ChargePeriodStart …), AWS CUR 2.0 (line_item_unblended_cost, line_item_usage_start_date …) and Azure cost details (CostInBillingCurrency or Cost, Date, MeterCategory …). Its columns are ${seen.join(', ')}${more}.`,
  );
}

/** Columns that the file has twice: which one counts is not ours to guess. */
function doubledColumns(columns: readonly PlannedColumn[]): StagedIssue[] {
  const seen = new Set<string>();
  return columns.flatMap(({ source, header }) => {
    if (!source) return [];
    const doubled = seen.has(source.name);
    seen.add(source.name);
    return doubled ? [fileIssue('error', header, 'The file has this column twice')] : [];
  });
}

const missingColumns = (format: BillingFormat, names: ReadonlySet<string>): StagedIssue[] =>
  format.required
    .filter(({ any_of }) => !any_of.some((name) => names.has(name)))
    .map(({ header }) => fileIssue('error', header, 'The file lacks this column, without which its rows mean nothing'));

/** Mandatory FOCUS columns whose absence leaves the numbers right. */
function missingDescriptions(format: BillingFormat, names: ReadonlySet<string>): StagedIssue[] {
  if (format.id !== 'focus') return [];
  const required = new Set(format.required.flatMap(({ any_of }) => any_of));
  return FOCUS_COLUMNS.filter(
    ({ name, level, since, until }) =>
      level === 'mandatory' && since === '1.0' && !until && !names.has(name) && !required.has(name),
  ).map(({ focus_name }) =>
    fileIssue('warning', focus_name, 'The file lacks this column, which FOCUS makes mandatory'),
  );
}

/**
 * Decides which format a file has and how its columns become FOCUS columns. `variantOf` reads the file for the formats
 * that need it.
 * Throws UnreadableFileError that lists everything when the format is unknown or columns are missing.
 */
export async function planStaging(
  file: SourceFile,
  variantOf: (format: BillingFormat, columns: PlannedColumn[]) => Promise<string | null>,
): Promise<StagingPlan> {
  const { format, columns } = recognise(file);
  const names = namesOf(columns);
  const errors = [...doubledColumns(columns), ...missingColumns(format, names)];
  if (errors.length > 0) {
    const what = errors.map(({ column, reason }) => `${column}: ${reason.toLowerCase()}`).join('; ');
    const title = format.title({ names, variant: null });
    throw new UnreadableFileError(`The file looks like ${title}, but cannot be loaded. ${what}.`, errors);
  }
  const facts = { names, variant: await variantOf(format, columns) };
  const notes = format.notes(facts).map((note) => fileIssue('note', null, note));
  const issues = [...missingDescriptions(format, names), ...notes];
  return {
    file,
    format,
    title: `${format.title(facts)} ${file.container}`,
    columns,
    focus: format.focus(facts),
    issues,
  };
}
