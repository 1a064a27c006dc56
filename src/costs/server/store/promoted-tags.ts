import type { DuckDBConnection } from '@duckdb/node-api';
import { dailyTagCosts } from '../../core/daily-costs.ts';
import { identifier, literal } from '../../core/sql.ts';
import { readRows } from './charges.ts';

/** A key is worth a column when this share of an organization's rows has it… */
const LEAST_SHARE = 0.01;
/** …and that many columns are worth their space. */
const MOST_COLUMNS = 24;
/** Costs are kept added up by day for a key that has not more values than this when it is promoted. */
const MOST_DAILY_VALUES = 5_000;

/** Tag keys that have a column of their own, by key, and those whose costs are kept added up by day. */
export interface PromotedTags {
  columns: ReadonlyMap<string, string>;
  daily: ReadonlySet<string>;
}

/** A promoted key; until it is `ready`, rows that were there before may lack it. */
interface PromotedTag {
  key: string;
  column_name: string;
  is_daily: boolean;
  ready: boolean;
}

/** All promoted keys, also those that older rows have not filled yet: new rows fill them all. */
export const allPromotedTags = (connection: DuckDBConnection, catalog: string): Promise<PromotedTag[]> =>
  readRows<PromotedTag>(connection, `from ${catalog}.promoted_tags order by column_name`);

/** The promoted keys that queries can use. */
export async function readPromotedTags(connection: DuckDBConnection, catalog: string): Promise<PromotedTags> {
  const ready = (await allPromotedTags(connection, catalog)).filter((tag) => tag.ready);
  return {
    columns: new Map(ready.map((tag) => [tag.key, tag.column_name])),
    daily: new Set(ready.filter((tag) => tag.is_daily).map((tag) => tag.key)),
  };
}

/** Adds up the costs of the charge rows that meet `condition` by a tag and day. */
export async function addDailyTagCosts(
  connection: DuckDBConnection,
  catalog: string,
  { key, column_name }: PromotedTag,
  condition: string,
): Promise<void> {
  const select = dailyTagCosts(`${catalog}.charges`, condition, literal(key), identifier(column_name));
  await connection.run(`insert into ${catalog}.daily_tag_costs ${select}`);
}

/**
 * Gives a column to each tag key that the data makes worth one, and fills it in the rows there are. Each step can be
 * repeated: a crash in between leaves a key that is not ready, and the next call fills it.
 */
export async function promoteTags(connection: DuckDBConnection, catalog: string): Promise<void> {
  const known = await allPromotedTags(connection, catalog);
  const wanted = await readRows<{ key: string; is_daily: boolean }>(
    connection,
    `select key, count(distinct value) <= $1 as is_daily from ${catalog}.tag_values
     where key not in (select key from ${catalog}.promoted_tags)
     group by key having sum(rows) >= $2 * (select count(*) from ${catalog}.charges)
     order by sum(rows) desc, key limit $3`,
    [MOST_DAILY_VALUES, LEAST_SHARE, Math.max(0, MOST_COLUMNS - known.length)],
  );
  for (const [index, { key, is_daily }] of wanted.entries()) {
    const column_name = `tag_${known.length + index + 1}`;
    await connection.run(`alter table ${catalog}.charges add column if not exists ${identifier(column_name)} varchar`);
    await connection.run(`insert into ${catalog}.promoted_tags values ($1, $2, $3, false)`, [
      key,
      column_name,
      is_daily,
    ]);
  }
  const unready = (await allPromotedTags(connection, catalog)).filter((tag) => !tag.ready);
  for (const tag of unready) await fill(connection, catalog, tag);
}

async function fill(connection: DuckDBConnection, catalog: string, tag: PromotedTag): Promise<void> {
  const column = identifier(tag.column_name);
  await connection.run(
    `update ${catalog}.charges set ${column} = tags[$1] where tags[$1] is not null and ${column} is null`,
    [tag.key],
  );
  if (tag.is_daily) {
    await connection.run(`delete from ${catalog}.daily_tag_costs where key = $1`, [tag.key]);
    await addDailyTagCosts(connection, catalog, tag, 'true');
  }
  await connection.run(`update ${catalog}.promoted_tags set ready = true where key = $1`, [tag.key]);
}
