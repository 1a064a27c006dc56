import { createReadStream } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { RecordReader } from './records.ts';
import type { SourceFile } from './sniff.ts';

/** From row `first_row` on, a row's physical line is its number plus `offset`, until the next such step. */
export interface LineStep {
  first_row: number;
  offset: number;
}

/** Where rows stand in a file. */
export interface RowLines {
  /** Ordered by `first_row`; the first starts at row 0. */
  steps: LineStep[];
  /** Physical lines of the rejected records, in the order they were asked for. */
  rejected: number[];
}

/** The physical line of a row, by its number among the rows that were read (0 is the first). */
export function lineOf(steps: readonly LineStep[], row: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle]!.first_row <= row) low = middle;
    else high = middle - 1;
  }
  return row + steps[low]!.offset;
}

const BOM = [0xef, 0xbb, 0xbf];

/** What to look for in a file. */
export interface LineSearch {
  file: SourceFile;
  /** The positions (ascending) at which DuckDB gave up a record: those are no rows. */
  rejects: readonly number[];
  /** Nothing is looked for after this row. */
  last_row: number;
}

/**
 * The lines of the rows of a CSV file. Blank lines and line breaks inside quotes are what makes lines differ from row
 * numbers. It looks at every byte, so it belongs in a thread of its own: `findLines`.
 */
export async function walkLines({ file, rejects, last_row }: LineSearch): Promise<RowLines> {
  // Row 0 of a file without surprises is on line 2, after the header.
  const lines: RowLines = { steps: [{ first_row: 0, offset: 2 }], rejected: [] };
  if (file.container === 'Parquet') return { steps: [{ first_row: 0, offset: 1 }], rejected: [] };
  let row = -1;
  const reader = new RecordReader(file.delimiter, (start, line) => {
    if (lines.rejected.length < rejects.length && start >= rejects[lines.rejected.length]!) {
      lines.rejected.push(line);
      return;
    }
    if (row >= 0) addStep(lines.steps, row, line - row);
    row++;
  });
  const input = createReadStream(file.path);
  const source = file.container === 'CSV.gz' ? input.pipe(createGunzip()) : input;
  input.on('error', (error) => source.destroy(error));
  let first = true;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const hasBom = first && BOM.every((byte, i) => chunk[i] === byte);
    if (hasBom) reader.bytes = BOM.length;
    reader.push(hasBom ? chunk.subarray(BOM.length) : chunk);
    first = false;
    if (row > last_row && lines.rejected.length === rejects.length) break;
  }
  input.destroy();
  return lines;
}

function addStep(steps: LineStep[], first_row: number, offset: number): void {
  const last = steps.at(-1)!;
  if (last.offset === offset) return;
  if (last.first_row === first_row) last.offset = offset;
  else steps.push({ first_row, offset });
}

/** `walkLines` in a thread of its own; rejects with the signal's reason when it is aborted. */
export function findLines(search: LineSearch, signal?: AbortSignal): Promise<RowLines> {
  const worker = new Worker(new URL('./lines-worker.ts', import.meta.url), { workerData: search });
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => void worker.terminate());
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(signal?.reason ?? new Error('The search for line numbers ended without an answer.')),
    );
  });
}
