import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { IsoDate } from '../../../../../platform/core/dates.ts';
import { AzureError } from '../errors.ts';
import type { Blob, BlobContainer } from './blobs.ts';
import { blobsOf, type ExportRun, newestRuns } from './manifest.ts';

/** The newest run of each month of an export; none while its container is not there yet. */
export async function findRuns(container: BlobContainer, folder: string): Promise<Map<IsoDate, ExportRun>> {
  let blobs: Blob[];
  try {
    blobs = await container.list(folder);
  } catch (error) {
    if (error instanceof AzureError && error.code === 'ContainerNotFound') return new Map();
    throw error;
  }
  return newestRuns(blobs);
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
): Promise<string[]> {
  const run = (await findRuns(container, folder)).get(billing_period);
  if (!run) throw new Error(`There is no run for ${billing_period.slice(0, 7)} in ${folder} any more.`);
  const { text, etag } = await container.text(run.manifest.name);
  const paths: string[] = [];
  for (const [index, name] of blobsOf(text, run).entries()) {
    const path = join(directory, `${label}-${index + 1}`);
    await container.save(name, path);
    const named = `${path}.${await extensionOf(path)}`;
    await rename(path, named);
    paths.push(named);
  }
  if ((await container.text(run.manifest.name)).etag !== etag)
    throw new Error(`The export ${folder} was written anew while it was read.`);
  return paths;
}
