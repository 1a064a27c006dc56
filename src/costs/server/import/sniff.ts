import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../core/sql.ts';
import { readHeader } from './csv-header.ts';
import { UnreadableFileError } from './staged-file.ts';

/** Enough for any header with its first rows. */
const HEAD_BYTES = 1_048_576;

/** A column as the file has it. `type` is the Parquet column's DuckDB type; text in CSV. */
export interface FileColumn {
  header: string;
  type: string;
}

/** What a file is by its content, whatever its name says. */
export interface SourceFile {
  path: string;
  container: 'CSV' | 'CSV.gz' | 'Parquet';
  bytes: number;
  columns: FileColumn[];
  /** Of CSV; empty in Parquet. */
  delimiter: string;
  /** Blank lines before the header. */
  blank_lines: number;
  /** Mean bytes of a row on disk, for estimates while reading. */
  bytes_per_row: number;
}

const startsWith = (head: Buffer, ...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);

/**
 * Finds out what the file is and which columns it has.
 * Throws UnreadableFileError with what to do about it for files that cannot be billing data.
 */
export async function sniffFile(connection: DuckDBConnection, path: string): Promise<SourceFile> {
  const { size } = await stat(path);
  if (size === 0) throw new UnreadableFileError('The file is empty (0 bytes). Export it again, then upload it.');
  const start = await readStart(path, 4);
  if (start.toString('latin1') === 'PAR1') return sniffParquet(connection, path, size);
  if (startsWith(start, 0x50, 0x4b, 3, 4))
    throw new UnreadableFileError('The file is a ZIP archive or a spreadsheet. Unpack it, or save it as CSV (UTF-8).');
  const gzipped = startsWith(start, 0x1f, 0x8b);
  return sniffCsv(path, size, gzipped);
}

async function readStart(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path);
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function sniffCsv(path: string, bytes: number, gzipped: boolean): Promise<SourceFile> {
  const { head, compressed } = gzipped
    ? await gunzipStart(path)
    : { head: await readStart(path, HEAD_BYTES), compressed: 0 };
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff))
    throw new UnreadableFileError('The file is encoded as UTF-16. Save it as CSV in UTF-8.');
  if (head.subarray(0, 4096).includes(0))
    throw new UnreadableFileError('The file is binary and not Parquet. Upload CSV, CSV.gz or Parquet.');
  const text = new TextDecoder().decode(head);
  const { delimiter, headers } = readHeader(text);
  if (headers.length === 0) throw new UnreadableFileError('The file has no header line with column names.');
  const lines = text.split('\n').length;
  return {
    path,
    container: gzipped ? 'CSV.gz' : 'CSV',
    bytes,
    columns: headers.map((header) => ({ header, type: 'VARCHAR' })),
    delimiter,
    blank_lines: /^\uFEFF?([\r\n]*)/.exec(text)![1]!.replaceAll('\r\n', '\n').length,
    bytes_per_row: (gzipped ? compressed : head.length) / Math.max(1, lines - 1),
  };
}

/** The first unpacked bytes of a gzip file, and how many packed bytes they took. */
async function gunzipStart(path: string): Promise<{ head: Buffer; compressed: number }> {
  const chunks: Buffer[] = [];
  const input = createReadStream(path);
  const gunzip = input.pipe(createGunzip());
  input.on('error', (error) => gunzip.destroy(error));
  let size = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= HEAD_BYTES) break;
    }
  } catch (error) {
    // A file cut short still has a readable start; what is missing is found when it is read whole.
    if (size === 0) throw new UnreadableFileError('The file is not valid gzip. Export it again.', [], error);
  }
  const compressed = gunzip.bytesWritten;
  input.destroy();
  return { head: Buffer.concat(chunks), compressed };
}

async function sniffParquet(connection: DuckDBConnection, path: string, bytes: number): Promise<SourceFile> {
  const file = literal(path);
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${file})`);
    const counted = await connection.runAndReadAll(`SELECT num_rows FROM parquet_file_metadata(${file})`);
    const rows = Number(counted.getRows()[0]?.[0] ?? 0);
    return {
      path,
      container: 'Parquet',
      bytes,
      columns: described.getRows().map((row) => ({ header: String(row[0]), type: String(row[1]) })),
      delimiter: '',
      blank_lines: 0,
      bytes_per_row: bytes / Math.max(1, rows),
    };
  } catch (error) {
    throw new UnreadableFileError('The Parquet file is damaged or cut short. Export it again.', [], error);
  }
}
