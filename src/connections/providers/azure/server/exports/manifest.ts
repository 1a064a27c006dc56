import { z } from 'zod';
import { addDays, addMonths, type IsoDate } from '../../../../../platform/core/dates.ts';
import type { Blob } from './blobs.ts';

/** A run of an export: what it wrote is listed in its manifest, which comes last. */
export interface ExportRun {
  billing_period: IsoDate;
  /** The manifest. */
  manifest: Blob;
  /** Changes with each run and with each rewriting of its manifest. */
  revision: string;
}

const MANIFEST = /\/(\d{4})(\d{2})(\d{2})-(\d{4})(\d{2})(\d{2})\/(?:(.+)\/)?_?manifest\.json$/;

/** The run that a manifest belongs to; null for other blobs, and for runs over anything but one calendar month. */
function runOf(manifest: Blob): ExportRun | null {
  const match = MANIFEST.exec(manifest.name);
  if (!match) return null;
  const [, y1, m1, d1, y2, m2, d2, run = ''] = match;
  const [start, last] = [`${y1}-${m1}-${d1}`, `${y2}-${m2}-${d2}`];
  if (d1 !== '01' || last !== addDays(addMonths(start, 1), -1)) return null;
  return { billing_period: start, manifest, revision: `${run} ${manifest.etag}` };
}

const writtenAt = ({ manifest }: ExportRun): number => Date.parse(manifest.last_modified);

/**
 * The newest run of each month. Each run has the whole month up to its day, so older ones are out of date; one without a
 * manifest is still being written, or was given up.
 */
export function newestRuns(blobs: readonly Blob[]): Map<IsoDate, ExportRun> {
  const newest = new Map<IsoDate, ExportRun>();
  for (const blob of blobs) {
    const run = runOf(blob);
    const known = run && newest.get(run.billing_period);
    if (run && (!known || writtenAt(run) >= writtenAt(known))) newest.set(run.billing_period, run);
  }
  return newest;
}

const schema = z.object({
  blobCount: z.number().int().optional(),
  exportConfig: z.object({ type: z.string().optional() }).optional(),
  runInfo: z.object({ startDate: z.string() }),
  blobs: z.array(z.object({ blobName: z.string().min(1) })),
});

/** The names of the blobs that a run wrote. Throws when the manifest is half-written or is about another month. */
export function blobsOf(text: string, { billing_period, manifest }: ExportRun): string[] {
  let parsed: z.output<typeof schema>;
  try {
    parsed = schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`The manifest ${manifest.name} is not whole: it may be written just now.`, { cause });
  }
  const { blobs, blobCount, runInfo } = parsed;
  if (blobCount !== undefined && blobCount !== blobs.length)
    throw new Error(`The manifest ${manifest.name} names ${blobs.length} of ${blobCount} files.`);
  if (!runInfo.startDate.startsWith(billing_period.slice(0, 7)))
    throw new Error(`The manifest ${manifest.name} is about ${runInfo.startDate}.`);
  return blobs.map(({ blobName }) => blobName);
}
