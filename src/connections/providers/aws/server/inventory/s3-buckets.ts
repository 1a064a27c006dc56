import type { Bucket } from '@aws-sdk/client-s3';
import type { InventoryResource } from '../../../../core/inventory.ts';
import { NeedsAttentionError } from '../../../../server/provider.ts';
import { type BucketFacts, bucketResource, regionOfLocation, S3_BUCKETS } from '../../core/inventory/s3-buckets.ts';
import { type CallOptions, eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';

/** Each bucket takes five calls more. */
const PAGE = 200;
const GONE = ['NoSuchBucket'];

/**
 * Reads of single buckets. A bucket may keep us out by its own policy: what is read there is null then. A permission
 * that no bucket at all gave is missing in ours: `finish` throws that.
 */
function bucketReads(visit: Visit) {
  const given = new Set<string>();
  const refused = new Map<string, NeedsAttentionError>();
  return {
    async read<Answer>(permission: string, call: (options: CallOptions) => Promise<Answer>): Promise<Answer | null> {
      try {
        const answer = await visit.ask(permission, call);
        given.add(permission);
        return answer;
      } catch (error) {
        if (!(error instanceof NeedsAttentionError) || error.permission === null) throw error;
        refused.set(permission, error);
        return null;
      }
    },
    finish(): void {
      for (const [permission, error] of refused) if (!given.has(permission)) throw error;
    },
  };
}
type BucketReads = ReturnType<typeof bucketReads>;

/** Where the bucket lies. AWS says so in the list; what only resembles S3 may have to be asked. */
async function regionOf(visit: Visit, { Name, BucketRegion }: Bucket): Promise<string> {
  if (BucketRegion !== undefined) return BucketRegion;
  const { GetBucketLocationCommand, S3Client } = await import('@aws-sdk/client-s3');
  const { LocationConstraint } = await visit.ask('s3:GetBucketLocation', (options) =>
    visit.client(S3Client).send(new GetBucketLocationCommand({ Bucket: Name }), options),
  );
  return regionOfLocation(LocationConstraint);
}

async function readFacts(
  visit: Visit,
  { read }: BucketReads,
  Bucket: string | undefined,
  region: string,
): Promise<BucketFacts> {
  const s3 = await import('@aws-sdk/client-s3');
  const client = visit.client(s3.S3Client, region);
  const [tags, versioning, lifecycle, tiering, uploads] = await Promise.all([
    read('s3:GetBucketTagging', (options) =>
      unless(['NoSuchTagSet'], { TagSet: [] }, client.send(new s3.GetBucketTaggingCommand({ Bucket }), options)),
    ),
    read('s3:GetBucketVersioning', (options) => client.send(new s3.GetBucketVersioningCommand({ Bucket }), options)),
    read('s3:GetLifecycleConfiguration', (options) => {
      const call = client.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket }), options);
      return unless(['NoSuchLifecycleConfiguration'], { Rules: [] }, call);
    }),
    read('s3:GetIntelligentTieringConfiguration', (options) =>
      client.send(new s3.ListBucketIntelligentTieringConfigurationsCommand({ Bucket }), options),
    ),
    read('s3:ListBucketMultipartUploads', (options) =>
      client.send(new s3.ListMultipartUploadsCommand({ Bucket }), options),
    ),
  ]);
  return {
    tags: tags && (tags.TagSet ?? []),
    versioning,
    lifecycle: lifecycle && (lifecycle.Rules ?? []),
    tiering: tiering && (tiering.IntelligentTieringConfigurationList ?? []),
    uploads,
  };
}

/** Buckets, listed once for all regions; what they hold is told by the region where they lie. */
export const s3Buckets: ResourceCollector = {
  ...S3_BUCKETS,
  async *collect(visit) {
    const { S3Client, paginateListBuckets } = await import('@aws-sdk/client-s3');
    const reads = bucketReads(visit);
    const readBucket = async (bucket: Bucket): Promise<InventoryResource> => {
      const region = await regionOf(visit, bucket);
      const facts = await readFacts(visit, reads, bucket.Name, region);
      return bucketResource({ ...visit.place, region }, bucket, facts);
    };
    const pages = paginateListBuckets({ client: visit.client(S3Client), pageSize: PAGE }, {}, visit.options);
    for await (const { Buckets = [] } of visit.pages('s3:ListAllMyBuckets', pages)) {
      const found = await eachOf(Buckets, (bucket) => unless(GONE, null, readBucket(bucket)));
      yield found.filter((bucket) => bucket !== null);
    }
    reads.finish();
  },
};
