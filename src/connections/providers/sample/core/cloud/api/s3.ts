import { z } from 'zod';
import { bucketResource, type KnownRule, type LifecycleRule } from '../../../../aws/core/inventory/s3-buckets.ts';
import { needed, tagsAsList } from './aws-input.ts';
import { type AwsOperation, type AwsOperations, type AwsTold, type Input, missing, refusal } from './operation.ts';
import { beyond, knowing, type SampleResource, told } from './sample-resource.ts';

const BUCKET = 'AWS::S3::Bucket';
const MOST_RULES = 1_000;

const date = z.string().optional();
const rule = z.looseObject({
  ID: z.string().max(255).optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Transitions: z.array(z.looseObject({ Date: date })).optional(),
  Expiration: z.looseObject({ Date: date }).optional(),
});
const lifecycle = z.object({ Rules: z.array(rule).min(1).max(MOST_RULES) });
type Rule = z.infer<typeof rule>;
const tiering = z.looseObject({
  Id: z.string(),
  Status: z.enum(['Enabled', 'Disabled']),
  Tierings: z.array(z.object({ Days: z.number(), AccessTier: z.string() })).min(1),
});
type Tiering = z.infer<typeof tiering>;

function bucketIn({ input, state }: AwsTold): SampleResource {
  const name = needed(input, 'Bucket');
  const bucket = state.get(`arn:aws:s3:::${name}`);
  if (!bucket) throw missing('NoSuchBucket', 'The specified bucket does not exist');
  return bucket;
}

function malformed<T>(schema: z.ZodType<T>, input: Input, name: string): T {
  const read = schema.safeParse(input[name]);
  if (read.success) return read.data;
  throw refusal('MalformedXML', 'The XML you provided was not well-formed or did not validate against our schema');
}

function filterOf({ prefix, tags }: KnownRule) {
  const list = tagsAsList(tags);
  return list.length === 0 ? { Prefix: prefix } : { And: { Prefix: prefix, Tags: list } };
}

function expirationOf({ expiration_days, expiration_date, expires_delete_markers }: KnownRule) {
  if (expiration_days === null && expiration_date === null && !expires_delete_markers) return {};
  const days = expiration_days === null ? {} : { Days: expiration_days };
  const on = expiration_date === null ? {} : { Date: expiration_date };
  return { Expiration: { ...days, ...on, ...(expires_delete_markers && { ExpiredObjectDeleteMarker: true }) } };
}

/** A rule as S3 has it, from all that the inventory keeps of one. */
function ruleOf(known: KnownRule): Rule {
  const { noncurrent_expiration_days, abort_multipart_days, transitions, noncurrent_transitions } = known;
  return {
    ...(known.id !== null && { ID: known.id }),
    Filter: filterOf(known),
    Status: known.enabled ? 'Enabled' : 'Disabled',
    ...(transitions.length > 0 && {
      Transitions: transitions.map((one) => ({
        ...(one.days !== null && { Days: one.days }),
        ...(one.date !== null && { Date: one.date }),
        StorageClass: one.storage_class,
      })),
    }),
    ...expirationOf(known),
    ...(noncurrent_transitions.length > 0 && {
      NoncurrentVersionTransitions: noncurrent_transitions.map((one) => ({
        NoncurrentDays: one.days,
        StorageClass: one.storage_class,
      })),
    }),
    ...(noncurrent_expiration_days !== null && {
      NoncurrentVersionExpiration: { NoncurrentDays: noncurrent_expiration_days },
    }),
    ...(abort_multipart_days !== null && {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: abort_multipart_days },
    }),
  };
}

/** The rules of a bucket, word by word where they were put by a call. */
const rulesOf = (bucket: SampleResource): Rule[] =>
  beyond<Rule[]>(bucket, 'lifecycle') ?? (told<KnownRule[]>(bucket, 'lifecycle_rules') ?? []).map(ruleOf);

/** The dates of a rule are texts in calls as data. */
function dated({ Transitions, Expiration, ...others }: Rule): LifecycleRule {
  const asDate = <T extends { Date?: string | undefined }>({ Date: text, ...more }: T) =>
    text === undefined ? more : { ...more, Date: new Date(text) };
  return {
    ...others,
    ...(Transitions && { Transitions: Transitions.map(asDate) }),
    ...(Expiration && { Expiration: asDate(Expiration) }),
  };
}

/** What the inventory keeps of the rules and tiers of a bucket, read as it reads those of a real one. */
function inventoried(bucket: SampleResource, rules: Rule[], tiers: Tiering[]) {
  const place = { partition: 'aws', account_id: bucket.account_id, region: bucket.region ?? '' };
  const facts = { tags: [], versioning: null, lifecycle: rules.map(dated), tiering: tiers, uploads: null };
  const { lifecycle_rules, intelligent_tiering } = bucketResource(place, { Name: 'bucket' }, facts).attributes;
  return { lifecycle_rules, intelligent_tiering } as {
    lifecycle_rules: KnownRule[];
    intelligent_tiering: { id: string; enabled: boolean }[];
  };
}

function putRules({ state }: AwsTold, bucket: SampleResource, rules: Rule[]): void {
  const { lifecycle_rules } = inventoried(bucket, rules, []);
  const after = state.act(bucket, { kind: 'set_bucket_lifecycle', lifecycle_rules }) ?? bucket;
  state.put(knowing(after, { lifecycle: rules }));
}

const SIZES = { TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' };

function getLifecycle(call: AwsTold): object {
  const Rules = rulesOf(bucketIn(call));
  if (Rules.length === 0) throw missing('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist');
  return { Rules, ...SIZES };
}

function putLifecycle(call: AwsTold): object {
  const bucket = bucketIn(call);
  const { Rules } = malformed(lifecycle, call.input, 'LifecycleConfiguration');
  const ids = Rules.flatMap(({ ID }) => ID ?? []);
  if (new Set(ids).size < ids.length) throw refusal('InvalidArgument', 'Rule ID must be unique. Found same ID twice');
  putRules(call, bucket, Rules);
  return SIZES;
}

/** Configurations of Intelligent-Tiering; of those that were there before, the inventory does not know the days. */
const tiersOf = (bucket: SampleResource): Tiering[] =>
  beyond<Tiering[]>(bucket, 'tiering') ??
  (told<{ id: string; enabled: boolean }[]>(bucket, 'intelligent_tiering') ?? []).map(({ id, enabled }) => ({
    Id: id,
    Status: enabled ? 'Enabled' : 'Disabled',
    Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }],
  }));

function putTiers({ state }: AwsTold, bucket: SampleResource, tiers: Tiering[]): void {
  const { intelligent_tiering } = inventoried(bucket, [], tiers);
  const after = state.act(bucket, { kind: 'set_bucket_tiering', intelligent_tiering }) ?? bucket;
  state.put(knowing(after, { tiering: tiers }));
}

function tierIn(call: AwsTold, bucket: SampleResource): Tiering {
  const found = tiersOf(bucket).find(({ Id }) => Id === needed(call.input, 'Id'));
  if (!found) throw missing('NoSuchConfiguration', 'The specified configuration does not exist.');
  return found;
}

function putTiering(call: AwsTold): object {
  const bucket = bucketIn(call);
  const put = malformed(tiering, call.input, 'IntelligentTieringConfiguration');
  if (put.Id !== needed(call.input, 'Id')) throw refusal('InvalidArgument', 'The ID of the configuration differs.');
  putTiers(call, bucket, [...tiersOf(bucket).filter(({ Id }) => Id !== put.Id), put]);
  return {};
}

function deleteTiering(call: AwsTold): object {
  const bucket = bucketIn(call);
  const gone = tierIn(call, bucket);
  putTiers(
    call,
    bucket,
    tiersOf(bucket).filter(({ Id }) => Id !== gone.Id),
  );
  return {};
}

function getTagging(call: AwsTold): object {
  const TagSet = tagsAsList(bucketIn(call).tags);
  if (TagSet.length === 0) throw missing('NoSuchTagSet', 'The TagSet does not exist');
  return { TagSet };
}

/** What is answered of one bucket, wherever it is. */
const ofBucket = (answer: AwsOperation['answer']): AwsOperation => ({ reads: [BUCKET], anywhere: true, answer });

/** What S3 does with the configuration of buckets. */
export const BUCKET_OPERATIONS: AwsOperations = {
  GetBucketLifecycleConfiguration: ofBucket(getLifecycle),
  PutBucketLifecycleConfiguration: ofBucket(putLifecycle),
  DeleteBucketLifecycle: ofBucket((call) => {
    putRules(call, bucketIn(call), []);
    return {};
  }),
  GetBucketVersioning: ofBucket((call) => {
    const versioning = told<string>(bucketIn(call), 'versioning');
    return versioning === undefined || versioning === 'Off' ? {} : { Status: versioning };
  }),
  GetBucketTagging: ofBucket(getTagging),
  ListBucketIntelligentTieringConfigurations: ofBucket((call) => {
    const tiers = tiersOf(bucketIn(call));
    return { IsTruncated: false, ...(tiers.length > 0 && { IntelligentTieringConfigurationList: tiers }) };
  }),
  GetBucketIntelligentTieringConfiguration: ofBucket((call) => ({
    IntelligentTieringConfiguration: tierIn(call, bucketIn(call)),
  })),
  PutBucketIntelligentTieringConfiguration: ofBucket(putTiering),
  DeleteBucketIntelligentTieringConfiguration: ofBucket(deleteTiering),
};
