import { CHARGE_COLUMNS, FOCUS_CHARGE_COLUMNS, FOCUS_COLUMNS } from '../../core/focus.ts';
import type { BillingFormat, SourceColumn } from '../../core/formats/format.ts';
import { identifier, literal } from '../../core/sql.ts';
import { bareTagsOf, decimalOf, tagsOf, tagsOfEntries, timestampOf, usTimestampOf } from './exact.ts';
import type { PlannedColumn, StagingPlan } from './plan.ts';
import type { SourceFile } from './sniff.ts';

/** Where the CSV reader notes records it cannot cut into columns. */
export interface RejectTables {
  errors: string;
  scans: string;
}

const STORED = new Map(FOCUS_CHARGE_COLUMNS.map(({ name, type }) => [name as string, type]));

/** The file's columns as `c0`, `c1` …: text in CSV, as stored in Parquet. Absent values are null in both. */
export function rawRelation(
  { file, columns }: Pick<StagingPlan, 'file' | 'columns'>,
  rejects: RejectTables | null,
): string {
  if (file.container === 'Parquet') {
    const list = columns.map(({ header, index, type }) => `${rawParquet(identifier(header), type)} AS c${index}`);
    return `SELECT ${list.join(', ')} FROM read_parquet(${literal(file.path)})`;
  }
  const types = columns.map(({ index }) => `c${index}: 'VARCHAR'`).join(', ');
  const options = [
    `columns = {${types}}`,
    'header = true',
    `skip = ${file.blank_lines}`,
    'auto_detect = false',
    `delim = ${literal(file.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ['', 'NULL', 'null']`,
    `compression = '${file.container === 'CSV.gz' ? 'gzip' : 'none'}'`,
    'ignore_errors = true',
    ...(rejects
      ? ['store_rejects = true', `rejects_table = '${rejects.errors}'`, `rejects_scan = '${rejects.scans}'`]
      : []),
  ];
  return `SELECT * FROM read_csv(${literal(file.path)}, ${options.join(', ')})`;
}

const rawParquet = (column: string, type: string): string =>
  type === 'VARCHAR' ? `CASE WHEN ${column} NOT IN ('', 'NULL', 'null') THEN ${column} END` : column;

const isNested = (type: string): boolean => /^(MAP|STRUCT)\(|\[\]$/.test(type);

/** A value as text: nested ones as JSON. */
export const textOf = (raw: string, type: string): string => {
  if (type === 'VARCHAR') return raw;
  return isNested(type) ? `to_json(${raw})::VARCHAR` : `${raw}::VARCHAR`;
};

/** Whether every value of a Parquet type fits DECIMAL(38,18) without rounding. */
function isExactNumber(type: string): boolean {
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/.test(type)) return true;
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision !== undefined && Number(scale) <= 18 && Number(precision) - Number(scale) <= 20;
}

function tagsFrom(raw: string, type: string, usual: (text: string) => string): string {
  if (type === 'MAP(VARCHAR, VARCHAR)') return raw;
  if (/^STRUCT\("?key"? VARCHAR, "?value"? VARCHAR\)\[\]$/.test(type)) return tagsOfEntries(raw);
  return usual(textOf(raw, type));
}

function timestampFrom(raw: string, type: string, usual: (text: string) => string): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return `make_timestamp(epoch_us(${raw}))`;
  if (/^(DATE|TIMESTAMP(_S|_MS|_NS)?)$/.test(type)) return `${raw}::TIMESTAMP`;
  return usual(textOf(raw, type));
}

/** The exact, typed value of a column; null where the raw value is not of the type. */
export function typedValue(raw: string, fileType: string, source: SourceColumn): string {
  switch (source.type) {
    case 'decimal':
      // A binary double is taken for the shortest decimal that names it: 0.1 stays 0.1.
      return isExactNumber(fileType) ? `${raw}::DECIMAL(38,18)` : decimalOf(textOf(raw, fileType));
    case 'timestamp':
      return timestampFrom(raw, fileType, timestampOf);
    case 'us_timestamp':
      return timestampFrom(raw, fileType, usTimestampOf);
    case 'tags':
      return tagsFrom(raw, fileType, tagsOf);
    case 'bare_tags':
      return tagsFrom(raw, fileType, bareTagsOf);
    case 'string':
    case 'json':
      return textOf(raw, fileType);
  }
}

/** Columns whose text may turn out not to be of their type, in the order of the bits of `unreadable`. */
export const fallibleColumns = (columns: readonly PlannedColumn[]): (PlannedColumn & { source: SourceColumn })[] =>
  columns.filter(
    (column): column is PlannedColumn & { source: SourceColumn } =>
      column.source !== null && column.source.type !== 'string' && column.source.type !== 'json',
  );

/** Source columns the file lacks, as nulls of their type, so that a format's SQL can name all of its columns. */
const absent = ({ name, type }: SourceColumn): string => {
  const stored = {
    decimal: 'DECIMAL(38,18)',
    timestamp: 'TIMESTAMP',
    us_timestamp: 'TIMESTAMP',
    tags: 'MAP(VARCHAR, VARCHAR)',
    bare_tags: 'MAP(VARCHAR, VARCHAR)',
  };
  return `NULL::${stored[type as keyof typeof stored] ?? 'VARCHAR'} AS ${name}`;
};

/** Columns FOCUS has no place for, under the name the file gives them; values as the file spells them. */
function otherColumns(columns: readonly PlannedColumn[]): string {
  const used = new Map<string, number>();
  const entries = columns
    .filter(({ source }) => !source || source.keep)
    .map(({ header, index, type }) => {
      const times = (used.get(header) ?? 0) + 1;
      used.set(header, times);
      const key = times === 1 ? header : `${header}_${times}`;
      return `${literal(key || `column ${index + 1}`)}, ${textOf(`c${index}`, type)}`;
    });
  if (entries.length === 0) return 'map([], [])::MAP(VARCHAR, VARCHAR)';
  // Merging into an empty object is the quickest way to leave out nulls.
  const object = `json_merge_patch('{}', json_object(${entries.join(', ')}))`;
  return `from_json(${object}, '"MAP(VARCHAR,VARCHAR)"')`;
}

/**
 * SQL of the file as charge rows: the columns of CHARGE_COLUMNS that the file says anything about, and `unreadable`,
 * whose bits tell which of `fallibleColumns` held something that is not of its type.
 */
function chargeRelation(plan: StagingPlan, rejects: RejectTables): string {
  const { columns, format, focus } = plan;
  const present = columns.filter(({ source }) => source !== null);
  const names = new Set(present.map(({ source }) => source!.name));
  const fallible = fallibleColumns(columns);
  const source = [
    ...present.map(({ index, type, source }) => `${typedValue(`c${index}`, type, source!)} AS ${source!.name}`),
    ...format.columns.filter(({ name }) => !names.has(name)).map(absent),
    ...fallible.map(({ index }) => `c${index} IS NOT NULL AS has_c${index}`),
    `${otherColumns(columns)} AS x`,
  ];
  const bits = fallible.map(
    ({ index, source: { name } }, bit) =>
      `(CASE WHEN has_c${index} AND ${name} IS NULL THEN ${2 ** bit} ELSE 0 END)::BIGINT`,
  );
  const charges = FOCUS_COLUMNS.flatMap(({ name }) =>
    focus[name] === undefined ? [] : [`(${focus[name]})::${STORED.get(name)} AS ${name}`],
  );
  return `SELECT charge_period_start::DATE AS charge_date, * FROM (
    SELECT ${charges.join(', ')}, x, ${bits.join(' + ') || '0::BIGINT'} AS unreadable FROM (
      SELECT ${source.join(', ')} FROM (${rawRelation(plan, rejects)})))`;
}

/** SQL of what a format's `variant` answers about a file: an aggregate over its columns as text. */
export function variantQuery(file: SourceFile, format: BillingFormat, columns: PlannedColumn[]): string {
  const texts = format.columns.map(({ name }) => {
    const column = columns.find(({ source }) => source?.name === name);
    return `${column ? textOf(`c${column.index}`, column.type) : 'NULL::VARCHAR'} AS ${name}`;
  });
  return `SELECT (${format.variant})::VARCHAR AS variant FROM (SELECT ${texts.join(', ')} FROM (${rawRelation({ file, columns }, null)}))`;
}

/**
 * SQL of the table of staged rows, each in one column: DuckDB sets memory aside for every column of a table it fills in
 * order, and with the many of a bill falls back to half the speed when its limit is below some 800 MB.
 */
export const chargeTable = (plan: StagingPlan, rejects: RejectTables): string =>
  `SELECT charge FROM (${chargeRelation(plan, rejects)}) AS charge`;

/** The staged rows with all columns of CHARGE_COLUMNS but `load_id`, numbered in file order by `row` (0 is the first). */
export function stagedRows(plan: StagingPlan, charges: string): string {
  const list = CHARGE_COLUMNS.filter(({ name }) => name !== 'load_id').map(({ name, type }) =>
    name in plan.focus || name === 'charge_date' || name === 'x' ? `charge.${name}` : `NULL::${type} AS ${name}`,
  );
  return `SELECT rowid AS row, charge.unreadable, ${list.join(', ')} FROM ${charges}`;
}
