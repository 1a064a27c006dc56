import { type ConformanceRule, rulesFor } from '../../core/conformance.ts';
import { focusColumn } from '../../core/focus.ts';
import { literal } from '../../core/sql.ts';
import {
  addRuleBreakers,
  addUnreadableValues,
  BAD_ROWS,
  createBadRows,
  headerOf,
  type RejectedRecord,
  reasonOf,
  rejectedRecords,
  STAGED_ROWS,
} from './bad-rows.ts';
import { findLines, lineOf, type RowLines } from './lines.ts';
import type { StagingPlan } from './plan.ts';
import { fallibleColumns, type RejectTables } from './relation.ts';
import type { StagedIssue } from './staged-file.ts';
import type { StagingDatabase } from './staging-database.ts';

/** Rows that are shown in full for each finding; the rest is counted. */
const EXAMPLES = 1_000;

/** What was found in the rows of a staged file. */
export interface Findings {
  rows_read: number;
  rows_bad: number;
  issues: StagedIssue[];
  /** Rules whose rows are loaded in FOCUS's spelling. */
  respelled: ConformanceRule[];
  rejected: RejectedRecord[];
  lines: RowLines;
}

/** Rows by number, before they have their lines. */
interface RowIssue extends Omit<StagedIssue, 'examples'> {
  examples: { row: number; value: string | null }[];
}

/** Checks every staged row against the rules; finds out where the ones that break them stand in the file. */
export async function findIssues(
  staging: StagingDatabase,
  plan: StagingPlan,
  rejects: RejectTables,
  signal?: AbortSignal,
): Promise<Findings> {
  await createBadRows(staging);
  const rules = rulesFor(new Set(Object.keys(plan.focus)), plan.format.id !== 'focus');
  const { rows, unreadable, broken } = await countBreakers(staging, readableOnly(plan, rules));
  for (const rule of broken.filter(({ severity }) => severity === 'error'))
    await addRuleBreakers(staging, rule, ruleHeader(plan, rule));
  if (unreadable > 0) await addUnreadableValues(staging, plan, rejectTables(staging, 'again'));
  const rejected = await rejectedRecords(staging, plan, rejects);
  const errors = await badRowIssues(staging);
  const warnings = await warningIssues(staging, plan, broken);
  const found = [...errors, ...warnings];
  const bad = await badRowCount(staging);
  const lines = await linesOf(plan, found, rejected, bad.last_row, signal);
  const issues = [...rejectedIssues(rejected, lines), ...found.map((issue) => withLines(issue, lines))];
  return {
    rows_read: rows + rejected.length,
    rows_bad: bad.rows + rejected.length,
    issues,
    respelled: broken.filter(({ spellings }) => spellings),
    rejected,
    lines,
  };
}

/** Names of the tables in which the CSV reader notes what it rejects. */
export const rejectTables = (staging: StagingDatabase, reading: 'first' | 'again'): RejectTables => ({
  errors: staging.temporary(`${reading}_rejects`),
  scans: staging.temporary(`${reading}_scans`),
});

/** A value that could not be read is reported as such, not as one that is missing. */
function readableOnly(plan: StagingPlan, rules: readonly ConformanceRule[]): ConformanceRule[] {
  const fallible = fallibleColumns(plan.columns);
  return rules.map((rule) => {
    if (!rule.condition.includes('IS NULL')) return rule;
    const bit = fallible.findIndex(({ source }) => source.name === rule.column);
    // Mapped columns may come from any other: then nothing of such a row is judged missing.
    const mask = plan.format.id === 'focus' ? (bit < 0 ? 0 : 2 ** bit) : -1;
    return mask === 0 ? rule : { ...rule, condition: `${rule.condition} AND unreadable & ${mask} = 0` };
  });
}

const ruleHeader = (plan: StagingPlan, { column }: ConformanceRule): string =>
  headerOf(plan, column, focusColumn(column).focus_name);

async function countBreakers(staging: StagingDatabase, rules: readonly ConformanceRule[]) {
  const counts = rules.map(({ condition }, i) => `count(*) FILTER (WHERE ${condition}) AS rule_${i}`);
  const [row] = await staging.rows(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE unreadable <> 0) AS unreadable, ${counts.join(', ')}
     FROM ${staging.table(STAGED_ROWS)}`,
  );
  const broken = rules.flatMap((rule, i) => {
    const count = Number(row![`rule_${i}`]);
    return count > 0 ? [{ ...rule, rows: count }] : [];
  });
  return { rows: Number(row!.rows), unreadable: Number(row!.unreadable), broken };
}

async function badRowCount(staging: StagingDatabase): Promise<{ rows: number; last_row: number }> {
  const [row] = await staging.rows(
    `SELECT count(DISTINCT row) AS rows, coalesce(max(row), -1) AS last_row FROM ${staging.table(BAD_ROWS)}`,
  );
  return { rows: Number(row!.rows), last_row: Number(row!.last_row) };
}

async function badRowIssues(staging: StagingDatabase): Promise<RowIssue[]> {
  const table = staging.table(BAD_ROWS);
  const groups = await staging.rows(
    `SELECT "column", reason, count(*) AS rows FROM ${table} GROUP BY ALL ORDER BY min(row), "column", reason`,
  );
  const issues: RowIssue[] = [];
  for (const { column, reason, rows } of groups) {
    const where = `"column" = ${literal(column!)} AND reason = ${literal(reason!)}`;
    const examples = await staging.rows(
      `SELECT row, value FROM ${table} WHERE ${where} ORDER BY row LIMIT ${EXAMPLES}`,
    );
    issues.push({
      severity: 'error',
      column: column!,
      reason: reason!,
      rows: Number(rows),
      examples: numbered(examples),
    });
  }
  return issues;
}

const numbered = (rows: Record<string, string | null>[]) =>
  rows.map(({ row, value }) => ({ row: Number(row), value: value ?? null }));

async function warningIssues(
  staging: StagingDatabase,
  plan: StagingPlan,
  broken: readonly (ConformanceRule & { rows: number })[],
): Promise<RowIssue[]> {
  const issues: RowIssue[] = [];
  for (const rule of broken.filter(({ severity }) => severity === 'warning')) {
    const examples = await staging.rows(
      `SELECT row, ${rule.column}::VARCHAR AS value FROM ${staging.table(STAGED_ROWS)}
       WHERE ${rule.condition} ORDER BY row LIMIT ${EXAMPLES}`,
    );
    issues.push({
      severity: 'warning',
      column: ruleHeader(plan, rule),
      reason: reasonOf(rule),
      rows: rule.rows,
      examples: numbered(examples),
    });
  }
  return issues;
}

/** Reads the file as far as the last row that the report names. */
async function linesOf(
  plan: StagingPlan,
  issues: readonly RowIssue[],
  rejected: readonly RejectedRecord[],
  last_bad_row: number,
  signal?: AbortSignal,
): Promise<RowLines> {
  const named = issues.flatMap(({ examples }) => examples.map(({ row }) => row));
  const last_row = named.reduce((last, row) => Math.max(last, row), last_bad_row);
  const positions = rejected.map(({ position }) => position);
  if (last_row < 0 && positions.length === 0) return { steps: [{ first_row: 0, offset: 2 }], rejected: [] };
  return findLines({ file: plan.file, rejects: positions, last_row }, signal);
}

const withLines = ({ examples, ...issue }: RowIssue, { steps }: RowLines): StagedIssue => ({
  ...issue,
  examples: examples.map(({ row, value }) => ({ line: lineOf(steps, row), value })),
});

function rejectedIssues(rejected: readonly RejectedRecord[], lines: RowLines): StagedIssue[] {
  const issues = new Map<string, StagedIssue>();
  rejected.forEach(({ reason, column, value }, i) => {
    const key = JSON.stringify([reason, column]);
    const issue = issues.get(key) ?? { severity: 'error' as const, column, reason, rows: 0, examples: [] };
    issue.rows++;
    if (issue.examples.length < EXAMPLES) issue.examples.push({ line: lines.rejected[i] ?? null, value });
    issues.set(key, issue);
  });
  return [...issues.values()];
}
