import { z } from 'zod';
import type { IsoDate } from '../../../../../platform/core/dates.ts';

const manifest = z.object({ dataFiles: z.array(z.string().min(1)) });

/** An object below the metadata folder of an export. */
export interface ManifestObject {
  key: string;
  etag: string;
  modified_at: Date;
}

/** The newest manifest of one billing period. */
export interface PeriodManifest extends ManifestObject {
  /** First day of the month. */
  billing_period: IsoDate;
}

/** FOCUS exports spell the folder in lower case, CUR 2.0 in upper case. */
const PERIOD = /\/billing_period=(\d{4}-(?:0[1-9]|1[0-2]))\//i;

const isNewer = (one: ManifestObject, other: ManifestObject): boolean => {
  const later = one.modified_at.getTime() - other.modified_at.getTime();
  // Folders of executions begin with their time.
  return later > 0 || (later === 0 && one.key > other.key);
};

/**
 * The newest manifest of every billing period, in any order. A manifest arrives after all files it names, so the newest is
 * that of the newest complete execution, whether executions overwrite each other or have a folder each.
 */
export function newestManifests(objects: readonly ManifestObject[], export_name: string): PeriodManifest[] {
  const newest = new Map<IsoDate, PeriodManifest>();
  for (const object of objects) {
    const month = PERIOD.exec(object.key)?.[1];
    if (month === undefined || !object.key.endsWith(`/${export_name}-Manifest.json`)) continue;
    const billing_period = `${month}-01`;
    const known = newest.get(billing_period);
    if (!known || isNewer(object, known)) newest.set(billing_period, { ...object, billing_period });
  }
  return [...newest.values()];
}

/**
 * The keys, within `bucket`, of the files that a manifest names, as addresses or as keys. Throws when it is half written,
 * names files elsewhere, or files that are neither Parquet nor CSV.gz.
 */
export function filesNamed(text: string, bucket: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error('The manifest of the export is half written; it is read again at the next run.', { cause: error });
  }
  const known = manifest.safeParse(parsed);
  if (!known.success)
    throw new Error('The manifest of the export does not list its files; it is read again at the next run.');
  return known.data.dataFiles.map((file) => {
    const [, named_bucket = bucket, key = file] = /^s3:\/\/([^/]+)\/(.+)$/.exec(file) ?? [];
    if (named_bucket !== bucket || !/\.(parquet|csv\.gz)$/i.test(key))
      throw new Error(
        `The manifest of the export names ${file}, which is no Parquet or CSV.gz file of its bucket ${bucket}.`,
      );
    return key;
  });
}
