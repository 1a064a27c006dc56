import type { DuckDBConnection } from '@duckdb/node-api';
import type { SourceFile } from './sniff.ts';
import type { StageRequest } from './staged-file.ts';

const INTERVAL_MS = 250;

/**
 * Tells several times a second how far the query that runs on the connection has read the file.
 * Returns the function that stops it.
 */
export async function watchProgress(
  connection: DuckDBConnection,
  { bytes, bytes_per_row }: SourceFile,
  onProgress: StageRequest['onProgress'],
): Promise<() => void> {
  if (!onProgress) return () => {};
  await connection.run('SET enable_progress_bar = true');
  await connection.run('SET enable_progress_bar_print = false');
  let percent = 0;
  const timer = setInterval(() => {
    // DuckDB answers -1 until it knows, and 0 again when the query has ended.
    percent = Math.min(100, Math.max(percent, connection.progress.percentage));
    const bytes_read = Math.round((bytes * percent) / 100);
    onProgress({ rows_read: Math.round(bytes_read / bytes_per_row), bytes_read, bytes_total: bytes });
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
