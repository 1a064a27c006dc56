import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { dayOf, type IsoDate } from '../../../../../platform/core/dates.ts';
import type { BlobContainer } from './blobs.ts';
import { blobsOf, type ExportRun, newestRuns } from './manifest.ts';

/** The newest run of each month of an export. */
export const findRuns = async (container: BlobContainer, folder: string): Promise<Map<IsoDate, ExportRun>> =>
  newestRuns(await container.list(folder));

/** The files of a run, and the day it was written. */
export interface ReadRun {
  paths: string[];
  written_on: IsoDate;
}

/** What a file is, by its first bytes: its name may say what it was before it was sent. */
async function extensionOf(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1') === 'PAR1') return 'parquet';
    return buffer[0] === 0x1f && buffer[1] === 0x8b ? 'csv.gz' : 'csv';
  } finally {
    await handle.close();
  }
}

/**
 * Writes the files of the newest run of a month to `directory`, as `<label>-1.csv` and so on. Throws when there is no run,
 * when one of its files is missing, and when a newer run took its place meanwhile.
 */
export async function readRun(
  container: BlobContainer,
  folder: string,
  billing_period: IsoDate,
  { directory, label }: { directory: string; label: string },
): Promise<ReadRun> {
  const run = (await findRuns(container, folder)).get(billing_period);
  if (!run) throw new Error(`There is no run for ${billing_period.slice(0, 7)} in ${folder} any more.`);
  const text = await container.text(run.manifest.name);
  const isReplaced = async () => (await findRuns(container, folder)).get(billing_period)?.revision !== run.revision;
  const replaced = (cause?: unknown) =>
    new Error(`The export ${folder} was written anew while it was read.`, { cause });
  const paths: string[] = [];
  for (const [index, name] of blobsOf(text, run).entries()) {
    const path = join(directory, `${label}-${index + 1}`);
    try {
      await container.save(name, path);
    } catch (error) {
      // Azure may remove the files of a run when the next one comes.
      throw (await isReplaced()) ? replaced(error) : error;
    }
    const named = `${path}.${await extensionOf(path)}`;
    await rename(path, named);
    paths.push(named);
  }
  if (await isReplaced()) throw replaced();
  return { paths, written_on: dayOf(new Date(run.manifest.last_modified)) };
}
