import { describe, expect, it } from 'vitest';
import { autoScalingGroupResource } from './auto-scaling-groups.ts';
import { cacheClusterResource } from './cache-clusters.ts';
import { tableResource } from './dynamodb-tables.ts';
import { addImages, noImages, repositoryResource } from './ecr-repositories.ts';
import { eksClusterResource, nodegroupResource } from './eks.ts';
import { functionResource } from './lambda-functions.ts';
import { logGroupResource } from './log-groups.ts';
import { dbClusterResource } from './rds-clusters.ts';
import { dbInstanceResource, isRdsEngine } from './rds-instances.ts';
import { type BucketFacts, bucketResource, type LifecycleRule, regionOfLocation } from './s3-buckets.ts';

const PLACE = { partition: 'aws', account_id: '111122223333', region: 'eu-central-1' };
const EKS_CLUSTER = 'arn:aws:eks:eu-central-1:111122223333:cluster/prod';
const NEW_YEAR = new Date('2026-01-01T00:00:00Z');
const tag = (Key: string, Value = 'x') => ({ Key, Value });

describe('databases', () => {
  it.each([
    ['docdb', false],
    ['neptune', false],
    ['aurora-mysql', true],
    ['postgres', true],
    [undefined, true],
  ])('%s: of RDS is %s', (Engine, expected) => expect(isRdsEngine({ Engine })).toBe(expected));

  it('tell replicas, extended support and limits of storage', () => {
    const found = dbInstanceResource(PLACE, {
      DBInstanceArn: 'arn:db',
      EngineLifecycleSupport: 'open-source-rds-extended-support',
      ReadReplicaSourceDBInstanceIdentifier: 'orders',
      AllocatedStorage: 100,
      MaxAllocatedStorage: 1000,
      StorageThroughput: 500,
      AutomaticRestartTime: NEW_YEAR,
      ProcessorFeatures: [{ Name: 'coreCount', Value: '4' }],
    });
    expect(found.attributes).toMatchObject({
      engine_lifecycle_support: 'open-source-rds-extended-support',
      read_replica_of: 'orders',
      allocated_gib: 100,
      maximum_allocated_gib: 1000,
      throughput_mibps: 500,
      restarts_at: '2026-01-01T00:00:00.000Z',
      processor_features: { coreCount: '4' },
      iops: null,
    });
  });

  it('in clusters that scale by themselves tell their limits, and are billed by a lasting id', () => {
    const found = dbClusterResource(PLACE, {
      DBClusterArn: 'arn:aws:rds:eu-central-1:111122223333:cluster:shop',
      DbClusterResourceId: 'cluster-ABC',
      Engine: 'aurora-postgresql',
      AllocatedStorage: 1,
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 16 },
    });
    expect(found.billed_as).toEqual([
      'arn:aws:rds:eu-central-1:111122223333:cluster:shop',
      'arn:aws:rds:eu-central-1:111122223333:cluster:cluster-ABC',
    ]);
    expect(found.attributes).toMatchObject({
      serverless_minimum_acu: 0.5,
      serverless_maximum_acu: 16,
      allocated_gib: null,
    });
  });

  it('know the replication group of a cache as its parent', () => {
    const found = cacheClusterResource(PLACE, { CacheClusterId: 'sessions-001', ReplicationGroupId: 'sessions' }, []);
    expect(found).toMatchObject({
      resource_id: 'arn:aws:elasticache:eu-central-1:111122223333:cluster:sessions-001',
      parent_id: 'arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:sessions',
      attributes: { replication_group: 'sessions', nodes: null },
    });
  });

  it.each([
    ['provisioned from the start', undefined, 'PROVISIONED', 5],
    ['provisioned again', 'PROVISIONED', 'PROVISIONED', 5],
    ['paid by request', 'PAY_PER_REQUEST', 'PAY_PER_REQUEST', null],
  ])('of DynamoDB, %s', (_, BillingMode, billing_mode, read_units) => {
    const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
    const GlobalSecondaryIndexes = [{ IndexName: 'by_name', ProvisionedThroughput: throughput }];
    const table = {
      TableArn: 'arn:table',
      BillingModeSummary: { BillingMode },
      ProvisionedThroughput: throughput,
      GlobalSecondaryIndexes,
    };
    expect(tableResource(PLACE, table, []).attributes).toMatchObject({
      billing_mode,
      read_units,
      global_secondary_indexes: [{ read_units }],
    });
  });
});

describe('a bucket', () => {
  const FACTS: BucketFacts = { tags: [], versioning: {}, lifecycle: [], tiering: [], uploads: {} };
  const bucket = (facts: Partial<BucketFacts>) => bucketResource(PLACE, { Name: 'logs' }, { ...FACTS, ...facts });

  it.each([
    [undefined, 'us-east-1'],
    ['', 'us-east-1'],
    ['EU', 'eu-west-1'],
    ['eu-central-1', 'eu-central-1'],
  ])('at location %s lies in %s', (location, region) => expect(regionOfLocation(location)).toBe(region));

  it.each<[string, LifecycleRule, object]>([
    [
      'for all objects',
      { Status: 'Enabled' },
      { enabled: true, prefix: '', tags: {}, transitions: [], expiration_days: null },
    ],
    ['in the old form', { Prefix: 'a/', Status: 'Disabled' }, { enabled: false, prefix: 'a/' }],
    ['for a tag', { Filter: { Tag: tag('keep', 'no') } }, { tags: { keep: 'no' }, prefix: '' }],
    [
      'for both',
      { Filter: { And: { Prefix: 'b/', Tags: [tag('keep', 'no')] } } },
      { prefix: 'b/', tags: { keep: 'no' } },
    ],
    ['that ends uploads', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }, { abort_multipart_days: 7 }],
    [
      'for old versions',
      {
        NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      },
      { noncurrent_transitions: [{ days: 30, storage_class: 'GLACIER' }], noncurrent_expiration_days: 90 },
    ],
    [
      'at a date',
      { Transitions: [{ Date: NEW_YEAR, StorageClass: 'INTELLIGENT_TIERING' }] },
      { transitions: [{ days: null, date: '2026-01-01T00:00:00.000Z', storage_class: 'INTELLIGENT_TIERING' }] },
    ],
  ])('has a rule %s', (_, rule, expected) =>
    expect(bucket({ lifecycle: [rule] }).attributes['lifecycle_rules']).toMatchObject([expected]),
  );

  it('tells tiering and uploads that never ended, as far as they are listed', () => {
    const uploads = {
      Uploads: [{ Initiated: new Date('2026-02-01T00:00:00Z') }, { Initiated: NEW_YEAR }],
      IsTruncated: true,
    };
    expect(bucket({ uploads, tiering: [{ Id: 'all', Status: 'Enabled' }] }).attributes).toMatchObject({
      incomplete_multipart_uploads: 2,
      more_multipart_uploads: true,
      oldest_multipart_upload_at: '2026-01-01T00:00:00.000Z',
      intelligent_tiering: [{ id: 'all', enabled: true }],
    });
  });

  it('does not take what it hides for nothing', () => {
    const hidden = bucket({ tags: null, versioning: null, lifecycle: null, tiering: null, uploads: null });
    expect(hidden.attributes).toEqual({
      tags_known: false,
      versioning: null,
      lifecycle_rules: null,
      intelligent_tiering: null,
      incomplete_multipart_uploads: null,
      more_multipart_uploads: null,
      oldest_multipart_upload_at: null,
    });
  });
});

describe('containers', () => {
  it('add up the images of a repository by the month of their last use', () => {
    const old = { imageSizeInBytes: 10, imagePushedAt: new Date('2026-01-05T00:00:00Z'), imageTags: ['v1'] };
    const pulled = {
      imageSizeInBytes: 20,
      imagePushedAt: new Date('2026-01-06T00:00:00Z'),
      lastRecordedPullTime: new Date('2026-03-01T00:00:00Z'),
    };
    const index = {
      imagePushedAt: new Date('2026-01-07T00:00:00Z'),
      imageTags: ['v2'],
      imageManifestMediaType: 'application/vnd.oci.image.index.v1+json',
    };
    const totals = addImages(addImages(noImages(), [old, pulled]), [index]);
    const found = repositoryResource(
      PLACE,
      { repositoryArn: 'arn:ecr' },
      { totals, lifecycle_policy: null, tags: undefined },
    );
    expect(found.attributes).toMatchObject({
      images: 3,
      image_bytes: 30,
      untagged_images: 1,
      untagged_bytes: 20,
      image_indexes: 1,
      last_push_at: '2026-01-07T00:00:00.000Z',
      last_pull_at: '2026-03-01T00:00:00.000Z',
      images_by_last_use: [
        { month: '2026-01', images: 2, bytes: 10 },
        { month: '2026-03', images: 1, bytes: 20 },
      ],
      has_lifecycle_policy: false,
    });
  });

  it('know extended support of a cluster, and node groups their parent', () => {
    const cluster = eksClusterResource(PLACE, {
      arn: EKS_CLUSTER,
      version: '1.27',
      upgradePolicy: { supportType: 'EXTENDED' },
      tags: { b: '2', a: '1' },
    });
    expect(cluster).toMatchObject({ attributes: { support_type: 'EXTENDED', auto_mode: null } });
    expect(Object.keys(cluster.tags)).toEqual(['a', 'b']);
    const group = nodegroupResource(PLACE, {
      nodegroupArn: 'arn:group',
      clusterName: 'prod',
      capacityType: 'SPOT',
      resources: { autoScalingGroups: [{ name: 'eks-1' }] },
    });
    expect(group).toMatchObject({
      parent_id: EKS_CLUSTER,
      attributes: { capacity_type: 'SPOT', auto_scaling_groups: ['eks-1'], instance_types: [] },
    });
  });

  it('know Auto Scaling groups of a cluster, mixed ones, and those being deleted', () => {
    const found = autoScalingGroupResource(PLACE, {
      AutoScalingGroupARN: 'arn:asg',
      Status: 'Delete in progress',
      MixedInstancesPolicy: {},
      Instances: [
        { InstanceId: 'i-2', InstanceType: 'm5.large' },
        { InstanceId: 'i-1', InstanceType: 'm5.large' },
      ],
      Tags: [tag('eks:cluster-name', 'prod')],
    });
    expect(found).toMatchObject({
      status: 'Delete in progress',
      parent_id: EKS_CLUSTER,
      attributes: { mixed_instances: true, instance_ids: ['i-1', 'i-2'], instance_types: ['m5.large'] },
    });
  });
});

describe('functions and logs', () => {
  it('are told without secrets and with their units', () => {
    const lambda = {
      FunctionArn: 'arn:f',
      MemorySize: 512,
      EphemeralStorage: { Size: 1024 },
      LastModified: '2026-01-01T00:00:00.000+0000',
      Environment: { Variables: { PASSWORD: 'x' } },
    };
    const found = functionResource(PLACE, lambda, undefined);
    expect(found.attributes).toMatchObject({
      memory_mib: 512,
      ephemeral_storage_mib: 1024,
      last_modified_at: '2026-01-01T00:00:00.000Z',
    });
    expect(JSON.stringify(found)).not.toContain('PASSWORD');
  });

  it('are named as bills name them', () => {
    const group = logGroupResource(PLACE, { logGroupName: '/app', creationTime: NEW_YEAR.getTime(), storedBytes: 5 });
    expect(group).toMatchObject({
      created_at: '2026-01-01T00:00:00.000Z',
      billed_as: ['arn:aws:logs:eu-central-1:111122223333:log-group:/app'],
      attributes: { expires: false, stored_bytes: 5 },
    });
    const china = logGroupResource(
      { partition: 'aws-cn', account_id: '1', region: 'cn-north-1' },
      { logGroupName: '/app' },
    );
    expect(china.resource_id).toBe('arn:aws-cn:logs:cn-north-1:1:log-group:/app');
  });
});
