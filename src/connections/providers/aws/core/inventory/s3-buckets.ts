import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  instant,
  known,
  resourceAt,
  said,
  sorted,
  sortedBy,
  tagsOf,
} from './common.ts';

/** The actions are named otherwise than the calls they allow. */
export const S3_BUCKETS: AwsFamily = {
  resource_types: ['AWS::S3::Bucket'],
  permissions: [
    's3:ListAllMyBuckets',
    's3:GetBucketLocation',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetLifecycleConfiguration',
    's3:GetIntelligentTieringConfiguration',
    's3:ListBucketMultipartUploads',
  ],
  scope: 'global',
};

/** What is read of a bucket in the answer of ListBuckets. */
export interface S3Bucket {
  Name?: string | undefined;
  CreationDate?: Date | undefined;
}

/** What is read of a rule in the answer of GetBucketLifecycleConfiguration. */
export interface LifecycleRule {
  ID?: string | undefined;
  Status?: string | undefined;
  Prefix?: string | undefined;
  Filter?:
    | {
        Prefix?: string | undefined;
        Tag?: AwsTag | undefined;
        And?: { Prefix?: string | undefined; Tags?: AwsTag[] | undefined } | undefined;
      }
    | undefined;
  Transitions?: { Days?: number | undefined; Date?: Date | undefined; StorageClass?: string | undefined }[] | undefined;
  Expiration?:
    | { Days?: number | undefined; Date?: Date | undefined; ExpiredObjectDeleteMarker?: boolean | undefined }
    | undefined;
  NoncurrentVersionTransitions?:
    | { NoncurrentDays?: number | undefined; StorageClass?: string | undefined }[]
    | undefined;
  NoncurrentVersionExpiration?: { NoncurrentDays?: number | undefined } | undefined;
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation?: number | undefined } | undefined;
}

/** The first page of uploads that were begun and never ended, and whether there are more. */
export interface MultipartUploads {
  Uploads?: { Initiated?: Date | undefined }[] | undefined;
  IsTruncated?: boolean | undefined;
}

/** What S3 answers of one bucket; null for each part that this bucket's own policy keeps from us. */
export interface BucketFacts {
  tags: AwsTag[] | null;
  /** Without `Status` where versioning was never switched on. */
  versioning: { Status?: string | undefined } | null;
  lifecycle: LifecycleRule[] | null;
  tiering: { Id?: string | undefined; Status?: string | undefined }[] | null;
  uploads: MultipartUploads | null;
}

/** The region that GetBucketLocation means: it names the oldest one by nothing, and Ireland also by `EU`. */
export const regionOfLocation = (location: string | undefined): string =>
  !location ? 'us-east-1' : location === 'EU' ? 'eu-west-1' : location;

const ruleAttributes = (rule: LifecycleRule) => ({
  id: known(rule.ID),
  enabled: rule.Status === 'Enabled',
  prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? '',
  tags: tagsOf(rule.Filter?.And?.Tags ?? (rule.Filter?.Tag ? [rule.Filter.Tag] : [])),
  transitions: (rule.Transitions ?? []).map(({ Days, Date, StorageClass }) => ({
    days: known(Days),
    date: instant(Date),
    storage_class: known(StorageClass),
  })),
  expiration_days: known(rule.Expiration?.Days),
  expiration_date: instant(rule.Expiration?.Date),
  expires_delete_markers: rule.Expiration?.ExpiredObjectDeleteMarker ?? false,
  noncurrent_transitions: (rule.NoncurrentVersionTransitions ?? []).map(({ NoncurrentDays, StorageClass }) => ({
    days: known(NoncurrentDays),
    storage_class: known(StorageClass),
  })),
  noncurrent_expiration_days: known(rule.NoncurrentVersionExpiration?.NoncurrentDays),
  abort_multipart_days: known(rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation),
});

/** What the inventory keeps of a rule. */
export type KnownRule = ReturnType<typeof ruleAttributes>;

const uploadAttributes = (uploads: MultipartUploads | null) => ({
  incomplete_multipart_uploads: uploads && (uploads.Uploads?.length ?? 0),
  /** True where there are more than the first page, 1,000, which are not counted. */
  more_multipart_uploads: uploads && (uploads.IsTruncated ?? false),
  oldest_multipart_upload_at: sorted(uploads?.Uploads?.flatMap(({ Initiated }) => instant(Initiated) ?? []))[0] ?? null,
});

/** A bucket at the place where it lies; bills know it by its bare name. */
export function bucketResource(place: AwsPlace, bucket: S3Bucket, facts: BucketFacts): InventoryResource {
  const name = said(bucket.Name, 'the name of a bucket');
  const resource_id = `arn:${place.partition}:s3:::${name}`;
  return resourceAt(place, {
    resource_id,
    resource_type: 'AWS::S3::Bucket',
    name,
    created_at: instant(bucket.CreationDate),
    tags: tagsOf(facts.tags ?? []),
    billed_as: [resource_id, name],
    attributes: {
      tags_known: facts.tags !== null,
      versioning: facts.versioning && (facts.versioning.Status ?? 'Off'),
      lifecycle_rules: facts.lifecycle && sortedBy(facts.lifecycle.map(ruleAttributes), (rule) => rule.id),
      intelligent_tiering:
        facts.tiering &&
        sortedBy(
          facts.tiering.map(({ Id, Status }) => ({ id: known(Id), enabled: Status === 'Enabled' })),
          (one) => one.id,
        ),
      ...uploadAttributes(facts.uploads),
    },
  });
}
