import { addImages, noImages, repositoryResource } from '../../../aws/core/inventory/ecr-repositories.ts';
import { eksClusterResource } from '../../../aws/core/inventory/eks.ts';
import { functionResource } from '../../../aws/core/inventory/lambda-functions.ts';
import { logGroupResource } from '../../../aws/core/inventory/log-groups.ts';
import { bucketResource } from '../../../aws/core/inventory/s3-buckets.ts';
import type { Resource } from '../resources.ts';
import { placeOf, tagListOf } from './aws-place.ts';
import { vpcOf } from './network-ids.ts';
import type { Role, TruthKind } from './roles.ts';
import { count, free, spread } from './signals.ts';
import { between, type CloudItem, choose, found, itemOf, tagsOf, type World } from './world.ts';

const GB = 1e9;
const DAYS_PER_MONTH = 30.4;

const OVERSIZED_MEMORY_MIB = 3_008;
const MEMORY_MIB = [512, 1_024, 1_536];

/** A function: its invocations come of the gigabyte-seconds that are billed. */
function functionItem(world: World, resource: Resource): CloudItem {
  const { number } = resource;
  const role = world.roleOf(resource);
  const is_oversized = role === 'lambda-oversized-memory';
  const memory_mib = is_oversized ? OVERSIZED_MEMORY_MIB : choose(MEMORY_MIB, number, 81);
  const duration_ms = between(80, 600, number, 82);
  const invocations = world.dailyUse(resource) / ((memory_mib / 1024) * (duration_ms / 1000));
  const used = is_oversized ? between(0.1, 0.16, number, 83) : between(0.66, 0.78, number, 83);
  const lambda = {
    FunctionName: resource.name,
    FunctionArn: resource.id,
    Runtime: choose(['nodejs22.x', 'python3.13', 'java21'], number, 84),
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    MemorySize: memory_mib,
    Timeout: 30,
    CodeSize: Math.round(between(1, 40, number, 85) * 1e6),
    EphemeralStorage: { Size: 512 },
    LastModified: world.createdAt(resource),
  };
  return itemOf(resource, functionResource(placeOf(resource), lambda, tagsOf(resource)), {
    signals: {
      invocations: count(invocations),
      duration_ms: spread(duration_ms, duration_ms * 3),
      errors: count(invocations * 0.0004),
      throttles: count(0),
      ...(role === 'not-measured' ? {} : { memory_used_mb: spread(memory_mib * used, memory_mib * (used + 0.12)) }),
    },
    truth: is_oversized ? found(role, 'No invocation uses a third of its memory.') : [],
    counter_example: role === 'not-measured' ? role : null,
  });
}

/** All functions. */
export const functionItems = (world: World): CloudItem[] =>
  world.alive('lambda:function:').map((resource) => functionItem(world, resource));

const ABORT = {
  ID: 'abort-uploads',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};
const TIERING = {
  ID: 'intelligent-tiering',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  Transitions: [{ Days: 0, StorageClass: 'INTELLIGENT_TIERING' }],
};
const EXPIRY = {
  ID: 'expire-old-versions',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  NoncurrentVersionExpiration: { NoncurrentDays: 90 },
};
const BUCKET_REASONS: Partial<Record<Role, string>> = {
  's3-without-lifecycle': 'It has more than 100 GB and no lifecycle rule.',
  's3-without-tiering': 'It has more than 100 GB, and nothing of it moves to a cheaper class.',
  's3-incomplete-uploads': 'Uploads that were never completed are kept, and no rule aborts them.',
};
const OLD_UPLOADS = 40;

/** Configurations of a bucket: lifecycle and intelligent tiering as its role has it. */
function bucketFacts(world: World, resource: Resource, role: Role | null) {
  const rules = {
    's3-without-lifecycle': [],
    's3-without-tiering': [ABORT, EXPIRY],
    's3-incomplete-uploads': [TIERING, EXPIRY],
  };
  const is_plain = role === null || !(role in rules);
  return {
    tags: tagListOf(resource),
    versioning: { Status: 'Enabled' },
    lifecycle: is_plain ? [ABORT, TIERING, EXPIRY] : rules[role as keyof typeof rules],
    tiering: role === 's3-without-tiering' ? [] : [{ Id: 'archive', Status: 'Enabled' }],
    uploads: {
      Uploads:
        role === 's3-incomplete-uploads'
          ? Array.from({ length: OLD_UPLOADS }, (_, index) => ({ Initiated: new Date(world.since(20 + index * 3)) }))
          : [],
      IsTruncated: false,
    },
  };
}

/** A bucket: what it holds, or how often it is asked, is what the bill counts. */
function bucketItem(world: World, resource: Resource): CloudItem {
  const { number } = resource;
  const role = world.roleOf(resource);
  const use = world.dailyUse(resource);
  const is_storage = resource.sku.meter === 'TimedStorage-ByteHrs';
  const gigabytes = is_storage ? use * DAYS_PER_MONTH : between(8, 40, number, 91);
  const requests = is_storage ? between(1, 60, number, 92) * 1e4 : use * 1_000;
  const bucket = { Name: resource.name, CreationDate: new Date(world.createdAt(resource)) };
  const reason = role === null ? undefined : BUCKET_REASONS[role];
  return itemOf(resource, bucketResource(placeOf(resource), bucket, bucketFacts(world, resource, role)), {
    signals: {
      size_bytes: free(Math.round(gigabytes * GB)),
      object_count: free(Math.round(gigabytes * between(300, 4_000, number, 93))),
      requests: count(requests),
      egress_bytes: count(requests * 40_000),
    },
    truth: reason ? found(role as TruthKind, reason) : [],
  });
}

/** All buckets. */
export const bucketItems = (world: World): CloudItem[] =>
  world.alive('s3:::').map((resource) => bucketItem(world, resource));

/** CloudWatch keeps logs compressed, in about a sixth of what came in. */
const KEPT_SHARE = 0.16;
/** As far back as it matters for the size of a group that keeps everything. */
const KEPT_DAYS = 400;

function logGroupItem(world: World, resource: Resource): CloudItem {
  const forever = world.roleOf(resource) === 'log-group-without-retention';
  const retention_days = choose([7, 14, 30, 60, 90], resource.number, 101);
  const incoming = world.dailyUse(resource) * GB;
  const group = {
    logGroupName: resource.name,
    creationTime: Date.parse(world.createdAt(resource)),
    ...(forever ? {} : { retentionInDays: retention_days }),
    storedBytes: Math.round(incoming * KEPT_SHARE * (forever ? KEPT_DAYS : retention_days)),
    logGroupClass: 'STANDARD',
    metricFilterCount: 0,
  };
  return itemOf(resource, logGroupResource(placeOf(resource), group), {
    signals: { incoming_bytes: count(incoming) },
    truth: forever ? found('log-group-without-retention', 'It keeps gigabytes of entries for ever.') : [],
  });
}

/** All log groups. */
export const logGroupItems = (world: World): CloudItem[] =>
  world.alive('logs:log-group:').map((resource) => logGroupItem(world, resource));

const IMAGES = 30;
const UNUSED_IMAGES = 24;
const POLICY = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
      action: { type: 'expire' },
    },
  ],
});

/** A repository of thirty images of equal size; in the planted ones, most have not been pulled for months. */
function repositoryItem(world: World, resource: Resource): CloudItem {
  const has_unused = world.roleOf(resource) === 'ecr-unused-images';
  const bytes = Math.round((world.dailyUse(resource) * DAYS_PER_MONTH * GB) / IMAGES);
  const made = world.createdAt(resource);
  const since = (days: number): Date => new Date(made > world.since(days) ? made : world.since(days));
  const images = Array.from({ length: IMAGES }, (_, index) => {
    const unused = has_unused && index < UNUSED_IMAGES;
    return {
      imageTags: unused ? [] : [`release-${index}`],
      imageSizeInBytes: bytes,
      imagePushedAt: since(unused ? 240 + index : 30),
      lastRecordedPullTime: since(unused ? 200 + index : 1 + (index % 20)),
    };
  });
  const repository = {
    repositoryArn: resource.id,
    repositoryName: resource.name,
    createdAt: new Date(made),
    imageTagMutability: 'IMMUTABLE',
  };
  const facts = {
    totals: addImages(noImages(), images),
    lifecycle_policy: has_unused ? null : POLICY,
    tags: tagListOf(resource),
  };
  const reason = `Of its ${IMAGES} images, ${UNUSED_IMAGES} have not been pulled for more than 200 days.`;
  return itemOf(resource, repositoryResource(placeOf(resource), repository, facts), {
    truth: has_unused ? found('ecr-unused-images', reason) : [],
  });
}

/** All repositories of images. */
export const repositoryItems = (world: World): CloudItem[] =>
  world.alive('ecr:repository/').map((resource) => repositoryItem(world, resource));

function clusterItem(world: World, resource: Resource, underused: boolean): CloudItem {
  const cluster = {
    name: resource.name,
    arn: resource.id,
    status: 'ACTIVE',
    version: '1.33',
    createdAt: new Date(world.createdAt(resource)),
    upgradePolicy: { supportType: 'STANDARD' },
    resourcesVpcConfig: { vpcId: vpcOf(resource) },
    computeConfig: { enabled: false },
    tags: tagsOf(resource),
  };
  return itemOf(resource, eksClusterResource(placeOf(resource), cluster), {
    signals: underused
      ? { cpu_percent: spread(11, 30), memory_percent: spread(17, 26) }
      : { cpu_percent: spread(56, 90), memory_percent: spread(62, 84) },
    truth: underused ? found('eks-nodes-underused', 'Its three nodes are below 40 % at their busiest.') : [],
  });
}

/** All clusters; their nodes are instances that name them. */
export const clusterItems = (world: World): CloudItem[] => [
  ...world.alive('eks:cluster/').map((resource) => clusterItem(world, resource, false)),
  clusterItem(world, world.estate('node-cluster'), true),
];
