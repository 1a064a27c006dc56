import { join } from 'node:path';
import type { Export } from '@aws-sdk/client-bcm-data-exports';
import { dayOf, type IsoDate } from '../../../../../platform/core/dates.ts';
import { wholeThrough } from '../../../../core/whole-days.ts';
import type { Connection, CostFiles, CostSource } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { filesNamed, newestManifests, type PeriodManifest } from '../../core/data-exports/manifest.ts';
import type { Payer } from '../cost-explorer/source.ts';
import type { AwsSession } from '../session.ts';
import { type Bucket, download, listObjects, readText } from './bucket.ts';

async function readPeriod(bucket: Bucket, manifest: PeriodManifest, directory: string): Promise<CostFiles> {
  const keys = filesNamed(await readText(bucket, manifest), bucket.name);
  const paths: string[] = [];
  for (const [i, key] of keys.entries()) {
    const path = join(directory, `${i + 1}${/\.parquet$/i.test(key) ? '.parquet' : '.csv.gz'}`);
    await download(bucket, key, path, manifest.modified_at);
    paths.push(path);
  }
  // An export that is delivered no more knows nothing of the days since.
  const as_of = new Date(Math.min(manifest.modified_at.getTime(), bucket.connection.now().getTime()));
  return { paths, data_through: wholeThrough(manifest.billing_period, dayOf(as_of)) };
}

/** A data export as a source of costs. Its manifests in the bucket say what there is: no other file is ever read. */
export async function exportSource(
  session: AwsSession,
  connection: Connection<AwsCredentials>,
  { billing_account_id, scope_account_id }: Payer,
  { Name, DestinationConfigurations }: Export,
): Promise<CostSource> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { S3Bucket, S3Prefix, S3Region } = DestinationConfigurations!.S3Destination!;
  const bucket: Bucket = { client: session.client(S3Client, S3Region!), name: S3Bucket!, connection };
  const folder = [...(S3Prefix ?? '').split('/'), Name!, 'metadata', ''].filter(
    (part, i, all) => part || i === all.length - 1,
  );
  const manifests = async (): Promise<PeriodManifest[]> =>
    newestManifests(await listObjects(bucket, folder.join('/')), Name!);
  return {
    name: `export ${Name}`,
    kind: 'export',
    scope_account_id,
    provider_name: 'AWS',
    billing_account_id,
    periods: async (oldest: IsoDate) =>
      (await manifests())
        .filter(({ billing_period }) => billing_period >= oldest)
        // The manifest holds the id of its execution, so its content changes with each.
        .map(({ billing_period, key, etag }) => ({ billing_period, revision: `${key} ${etag}` })),
    read: async (month, directory) => {
      const manifest = (await manifests()).find(({ billing_period }) => billing_period === month);
      if (!manifest) throw new Error(`The export ${Name} no longer has a manifest for ${month.slice(0, 7)}.`);
      return readPeriod(bucket, manifest, directory);
    },
  };
}
