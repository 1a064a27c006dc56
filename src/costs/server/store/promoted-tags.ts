import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, readRows } from './charges.ts';

/** A key is worth a column when this share of an organization's rows has it… */
const LEAST_SHARE = 0.01;
/** …and that many columns are worth their space. */
const MOST_COLUMNS = 24;

/** Tag keys that have a column of their own, by key. */
export type PromotedTags = ReadonlyMap<string, string>;

interface PromotedRow {
  key: string;
  column_name: string;
  ready: boolean;
}

const readPromoted = (connection: DuckDBConnection, catalog: string): Promise<PromotedRow[]> =>
  readRows<PromotedRow>(
    connection,
    `select key, column_name, ready from ${catalog}.promoted_tags order by column_name`,
  );

const asMap = (rows: PromotedRow[]): PromotedTags => new Map(rows.map((row) => [row.key, row.column_name]));

/** The columns that every row has filled. */
export const readyTags = async (connection: DuckDBConnection, catalog: string): Promise<PromotedTags> =>
  asMap((await readPromoted(connection, catalog)).filter((row) => row.ready));

/** All columns there are, also those that older rows have not filled yet: new rows fill them all. */
export const allTagColumns = async (connection: DuckDBConnection, catalog: string): Promise<PromotedTags> =>
  asMap(await readPromoted(connection, catalog));

/**
 * Gives a column to each tag key that the data makes worth one, and fills it in the rows there are. Each step can be
 * repeated: a crash in between leaves a column that is not ready, and the next call fills it.
 */
export async function promoteTags(connection: DuckDBConnection, catalog: string): Promise<void> {
  const known = await readPromoted(connection, catalog);
  const wanted = await readRows<{ key: string }>(
    connection,
    `select key from ${catalog}.tag_values
     where key not in (select key from ${catalog}.promoted_tags)
     group by key having sum(rows) >= $1 * (select count(*) from ${catalog}.charges)
     order by sum(rows) desc, key limit $2`,
    [LEAST_SHARE, Math.max(0, MOST_COLUMNS - known.length)],
  );
  for (const [index, { key }] of wanted.entries()) {
    const column_name = `tag_${known.length + index + 1}`;
    await connection.run(`alter table ${catalog}.charges add column if not exists ${quoteName(column_name)} varchar`);
    await connection.run(`insert into ${catalog}.promoted_tags values ($1, $2, false)`, [key, column_name]);
  }
  for (const { key, column_name } of (await readPromoted(connection, catalog)).filter((row) => !row.ready)) {
    await connection.run(
      `update ${catalog}.charges set ${quoteName(column_name)} = tags[$1] where tags[$1] is not null and ${quoteName(column_name)} is null`,
      [key],
    );
    await connection.run(`update ${catalog}.promoted_tags set ready = true where key = $1`, [key]);
  }
}
