import { literal } from '../../core/sql.ts';
import { BAD_ROWS } from './bad-rows.ts';
import type { Findings } from './findings.ts';
import type { StagingDatabase } from './staging-database.ts';

/** Writes every error of a staged file as CSV, by line. */
export async function writeBadRows(
  staging: StagingDatabase,
  { lines, rejected }: Findings,
  path: string,
): Promise<void> {
  const { connection } = staging;
  const steps = staging.table('line_steps');
  const records = staging.table('rejected_records');
  await connection.run(`CREATE OR REPLACE TABLE ${steps} (first_row BIGINT, line_offset BIGINT)`);
  await connection.run(
    `CREATE OR REPLACE TABLE ${records} (line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)`,
  );
  const stepRows = await connection.createAppender('line_steps', 'main', staging.name);
  for (const { first_row, offset } of lines.steps) {
    stepRows.appendBigInt(BigInt(first_row));
    stepRows.appendBigInt(BigInt(offset));
    stepRows.endRow();
  }
  stepRows.closeSync();
  const recordRows = await connection.createAppender('rejected_records', 'main', staging.name);
  rejected.forEach(({ column, value, reason }, i) => {
    const line = lines.rejected[i];
    if (line === undefined) recordRows.appendNull();
    else recordRows.appendBigInt(BigInt(line));
    for (const text of [column, value, reason]) {
      if (text === null) recordRows.appendNull();
      else recordRows.appendVarchar(text);
    }
    recordRows.endRow();
  });
  recordRows.closeSync();
  await connection.run(
    `COPY (
       SELECT line, "column", value, reason FROM (
         SELECT bad.row + step.line_offset AS line, bad."column", bad.value, bad.reason
         FROM ${staging.table(BAD_ROWS)} AS bad ASOF JOIN ${steps} AS step ON bad.row >= step.first_row
         UNION ALL SELECT * FROM ${records})
       ORDER BY ALL
     ) TO ${literal(path)} (FORMAT csv, HEADER)`,
  );
}
