import type { ConformanceRule } from '../../core/conformance.ts';
import { literal } from '../../core/sql.ts';
import { decimalProblem } from './exact.ts';
import type { PlannedColumn, StagingPlan } from './plan.ts';
import { fallibleColumns, type RejectTables, rawRelation, textOf } from './relation.ts';
import type { StagingDatabase } from './staging-database.ts';

/** Rows the CSV reader could not cut into columns. */
export interface RejectedRecord {
  position: number;
  column: string | null;
  value: string | null;
  reason: string;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The sentence of a rule in the report. */
export const reasonOf = (rule: ConformanceRule): string => capitalised(rule.reason);

/** The header the file has for a FOCUS column, or FOCUS's own name where the file has none. */
export function headerOf(plan: StagingPlan, column: string, focus_name: string): string {
  return plan.columns.find(({ source }) => source?.name === column)?.header ?? focus_name;
}

/** The table of every error, and the view of all rows with all columns. */
export const BAD_ROWS = 'bad_rows';
export const STAGED_ROWS = 'staged_rows';

export async function createBadRows(staging: StagingDatabase): Promise<void> {
  await staging.connection.run(
    `CREATE TABLE ${staging.table(BAD_ROWS)} (row BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)`,
  );
}

/** Adds the rows that break a rule. */
export async function addRuleBreakers(staging: StagingDatabase, rule: ConformanceRule, header: string): Promise<void> {
  await staging.connection.run(
    `INSERT INTO ${staging.table(BAD_ROWS)}
     SELECT row, ${literal(header)}, ${rule.column}::VARCHAR, ${literal(reasonOf(rule))}
     FROM ${staging.table(STAGED_ROWS)} WHERE ${rule.condition}`,
  );
}

function problemOf({ source }: PlannedColumn, text: string): string {
  switch (source!.type) {
    case 'decimal':
      return decimalProblem(text);
    case 'tags':
    case 'bare_tags':
      return literal('is not a JSON object; FOCUS asks for one such as {"team": "web"}');
    default:
      return literal('is not a date and time; FOCUS asks for ISO 8601 in UTC, such as 2024-01-31T00:00:00Z');
  }
}

/**
 * Adds every value that is not of its column's type. Its text is not kept while staging, so the file is read once more,
 * for the rows in question alone. `reread` names the tables for what the reader rejects again.
 */
export async function addUnreadableValues(
  staging: StagingDatabase,
  plan: StagingPlan,
  reread: RejectTables,
): Promise<void> {
  const fallible = fallibleColumns(plan.columns);
  const selects = fallible.map((column, bit) => {
    const text = 'value';
    return `SELECT row, ${literal(column.header)}, value, upper((${problemOf(column, text)})[1]) || (${problemOf(column, text)})[2:]
      FROM (SELECT row, ${textOf(`c${column.index}`, column.type)} AS value FROM suspects WHERE unreadable & ${2 ** bit} <> 0)`;
  });
  await staging.connection.run(`
    INSERT INTO ${staging.table(BAD_ROWS)}
    WITH raw AS (SELECT row_number() OVER () - 1 AS row, * FROM (${rawRelation(plan, reread)})),
    suspects AS MATERIALIZED (
      SELECT raw.*, staged.unreadable FROM raw JOIN ${staging.table(STAGED_ROWS)} AS staged ON staged.row = raw.row
      WHERE staged.unreadable <> 0)
    ${selects.join(' UNION ALL ')}`);
}

const REJECT_REASONS: Record<string, string> = {
  'MISSING COLUMNS': 'The record has fewer columns than the header: the line may be cut short',
  'TOO MANY COLUMNS': 'The record has more columns than the header: a value with a comma may lack its quotes',
  'UNQUOTED VALUE': 'A quoted value does not end as it should: the line may be cut short, or a quote is not doubled',
  'LINE SIZE OVER MAXIMUM': 'The record is longer than 2 MB: a quote may never be closed',
  'INVALID ENCODING': 'The record is not UTF-8 text',
};

/** What the CSV reader rejected, in file order. */
export async function rejectedRecords(staging: StagingDatabase, plan: StagingPlan, rejects: RejectTables) {
  if (plan.file.container === 'Parquet') return [];
  const rows = await staging.rows(
    `SELECT line_byte_position AS position, any_value(error_type)::VARCHAR AS error_type,
       any_value(column_name) AS column_name, left(trim(any_value(csv_line), chr(10) || chr(13)), 200) AS value,
       any_value(error_message) AS message
     FROM temp.${rejects.errors} GROUP BY line_byte_position ORDER BY line_byte_position`,
  );
  return rows.map((row): RejectedRecord => {
    const index = /^c(\d+)$/.exec(row.column_name ?? '')?.[1];
    const detail = row.error_type?.endsWith('COLUMNS') ? ` (${row.message!.replace(/\.$/, '')})` : '';
    return {
      // DuckDB counts from 1, and from where the line break before the record begins.
      position: Number(row.position) - 1,
      column: index === undefined ? null : (plan.columns[Number(index)]?.header ?? null),
      value: row.value ?? null,
      reason: `${REJECT_REASONS[row.error_type ?? ''] ?? row.message}${detail}`,
    };
  });
}
