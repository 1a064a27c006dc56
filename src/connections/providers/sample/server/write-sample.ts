import { Worker } from 'node:worker_threads';
import type { UploadedFile } from '../../../../platform/server/context.ts';

/** Any number: it makes the sample company the same for everybody on a day. */
export const SEED = 20_260_214;

/** Writes the billing file of the sample company, with data until before `end`, to `path`. */
export function writeSampleFile(end: string, path: string): Promise<UploadedFile> {
  const worker = new Worker(new URL('./sample-worker.ts', import.meta.url), { workerData: { seed: SEED, end, path } });
  return new Promise((resolve, reject) => {
    worker.once('message', ({ bytes, sha256 }: { bytes: number; sha256: string }) =>
      resolve({ path, file_name: `sample company until ${end}.csv`, bytes, sha256 }),
    );
    worker.once('error', reject);
  });
}
