import type { DuckDBConnection } from '@duckdb/node-api';
import { dailyCosts } from '../../core/daily-costs.ts';
import { identifier, literal } from '../../core/sql.ts';
import type { StagedFile, StagedSlice } from '../import/staged-file.ts';
import { addDailyTagCosts, allPromotedTags } from './promoted-tags.ts';

/** The load id of each row, from the account, period and currency it belongs to. */
function loadIdExpression(slices: StagedSlice[], load_ids: number[]): string {
  if (slices.length === 1) return String(load_ids[0]);
  const cases = slices.map(
    (slice, index) =>
      `when provider_name = ${literal(slice.provider_name)} and billing_account_id = ${literal(slice.billing_account_id)}` +
      ` and billing_period_start::date = ${literal(slice.billing_period)}::date and billing_currency = ${literal(slice.currency)} then ${load_ids[index]}`,
  );
  return `case ${cases.join(' ')} end`;
}

/**
 * Adds the good rows of a staged file under `load_ids`, one per slice, their daily costs, and the tag values of each load. One transaction
 * that only inserts: DuckDB tears those that also delete when the process is killed. Throws when rows are missing.
 */
export async function appendStaged(
  connection: DuckDBConnection,
  catalog: string,
  staged: StagedFile,
  load_ids: number[],
): Promise<void> {
  if (load_ids.length === 0) return;
  const tags = await allPromotedTags(connection, catalog);
  const columns = tags.map((tag) => `, tags[${literal(tag.key)}] as ${identifier(tag.column_name)}`).join('');
  const load_id = loadIdExpression(staged.slices, load_ids);
  const expected = staged.slices.reduce((rows, slice) => rows + slice.rows, 0);
  await connection.run('begin');
  try {
    const inserted = await connection.run(
      `insert into ${catalog}.charges by name
       select ${load_id}::integer as load_id, *${columns} from (${staged.selectGood()})`,
    );
    if (inserted.rowsChanged !== expected)
      throw new Error(`The file has ${expected} good rows, but ${inserted.rowsChanged} were added to the cost store.`);
    const own = `load_id in (${load_ids.join(', ')})`;
    await connection.run(`insert into ${catalog}.daily_costs ${dailyCosts(`${catalog}.charges`, own)}`);
    for (const tag of tags.filter(({ is_daily }) => is_daily)) await addDailyTagCosts(connection, catalog, tag, own);
    await connection.run(
      `insert into ${catalog}.tag_values
       select load_id, tag.key, tag.value, sum(rows)
       from (select load_id, unnest(map_entries(tags)) as tag, rows
             from (select load_id, tags, count(*) as rows from ${catalog}.charges where ${own} group by load_id, tags))
       group by load_id, tag.key, tag.value`,
    );
    await connection.run('commit');
  } catch (error) {
    await connection.run('rollback');
    throw error;
  }
}
