import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../core/sql.ts';

/**
 * Makes one file of the parts of a delivery, at `target`: Parquet, with the columns of all parts by name. The parts are
 * all Parquet, or all CSV (compressed or not), whose values stay the text that they are.
 */
export async function combineFiles(connection: DuckDBConnection, paths: string[], target: string): Promise<void> {
  const list = `[${paths.map(literal).join(', ')}]`;
  const source = paths.every((path) => /\.parquet$/i.test(path))
    ? `read_parquet(${list}, union_by_name = true)`
    : `read_csv(${list}, union_by_name = true, all_varchar = true, header = true, quote = '"', escape = '"', nullstr = '')`;
  await connection.run(`COPY (SELECT * FROM ${source}) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd)`);
}
