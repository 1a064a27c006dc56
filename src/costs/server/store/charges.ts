import type { DuckDBConnection } from '@duckdb/node-api';
import { dailyCosts, dailyTagCosts } from '../../core/daily-costs.ts';
import { CHARGE_COLUMNS } from '../../core/focus.ts';
import { identifier } from '../../core/sql.ts';

/** Makes the tables of an organization's cost file, where they are not there yet. */
export async function createTables(connection: DuckDBConnection, catalog: string): Promise<void> {
  const columns = CHARGE_COLUMNS.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ');
  await connection.run(`create table if not exists ${catalog}.charges (${columns})`);
  await connection.run(
    `create table if not exists ${catalog}.daily_costs as ${dailyCosts(`${catalog}.charges`, 'false')}`,
  );
  await connection.run(
    `create table if not exists ${catalog}.daily_tag_costs as ${dailyTagCosts(`${catalog}.charges`, 'false', `''`, `''`)}`,
  );
  await connection.run(
    `create table if not exists ${catalog}.tag_values (load_id integer, key varchar, value varchar, rows bigint)`,
  );
  await connection.run(
    `create table if not exists ${catalog}.promoted_tags (key varchar primary key, column_name varchar not null, is_daily boolean not null, ready boolean not null)`,
  );
}

/** Rows as objects, with exact decimals and dates as text. */
export async function readRows<Row>(
  connection: DuckDBConnection,
  sql: string,
  values: Parameter[] = [],
): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, values);
  return reader.getRowObjectsJson() as Row[];
}

export type Parameter = string | number | boolean | null;
