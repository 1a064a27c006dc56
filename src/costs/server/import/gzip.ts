import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UnreadableFileError } from './staged-file.ts';

/**
 * Unpacks a gzip file to its end and checks its sums: DuckDB takes one that was cut short for a whole one, and the rows
 * that are missing would not be noticed. Throws UnreadableFileError; the signal's reason when it is aborted.
 */
export async function checkGzip(path: string, signal?: AbortSignal): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path), createGunzip(), nowhere, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const detail = error instanceof Error ? error.message : String(error);
    throw new UnreadableFileError(`The file is damaged or cut short (gzip: ${detail}). Export it again.`, [], error);
  }
}
