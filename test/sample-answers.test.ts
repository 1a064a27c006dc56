import { describe, expect, it } from 'vitest';
import type { AwsCall } from '../src/connections/core/cloud-call.ts';
import { SAMPLE_OPERATIONS } from '../src/connections/providers/sample/core/cloud/api/answer.ts';
import type { SampleResource } from '../src/connections/providers/sample/core/cloud/api/sample-resource.ts';
import { awsCall, type CalledSample, calledSample } from './support/sample-calls.ts';
import { faultsOfCall } from './support/sdk-schemas.ts';

type Known = Record<string, string>;
type Call = [service: AwsCall['service'], operation: string, input: (known: Known) => object];
/** Takes what later calls need from an answer. */
type Keep = (body: Record<string, unknown>) => Known;

const last = ({ resource_id }: SampleResource): string => resource_id.split('/').at(-1)!;
const TAGS = [{ Key: 'finopsmind:remediation', Value: 'r-1' }];
const tagged = (ResourceType: string) => ({ TagSpecifications: [{ ResourceType, Tags: TAGS }] });
const RULES = {
  Rules: [
    {
      ID: 'all',
      Status: 'Enabled',
      Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'team', Value: 'search' }] } },
      Transitions: [{ Date: '2027-01-01T00:00:00.000Z', StorageClass: 'GLACIER' }],
      Expiration: { Days: 90 },
    },
  ],
};
const TIERING = { Id: 'all', Status: 'Enabled', Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }] };

/** Each operation once, in an order in which each of them has what it needs. */
const CALLS: [...Call, keep?: Keep][] = [
  ['ec2', 'DescribeInstances', ({ instance }) => ({ InstanceIds: [instance] })],
  ['ec2', 'DescribeInstanceTypes', () => ({ InstanceTypes: ['m6i.large', 'g5.12xlarge', 't3.small'] })],
  [
    'ec2',
    'DescribeInstanceTypeOfferings',
    () => ({ LocationType: 'availability-zone', Filters: [{ Name: 'instance-type', Values: ['m6i.large'] }] }),
  ],
  ['ec2', 'DescribeInstanceAttribute', ({ instance }) => ({ InstanceId: instance, Attribute: 'disableApiStop' })],
  ['ec2', 'DescribeInstanceStatus', ({ instance }) => ({ InstanceIds: [instance], IncludeAllInstances: true })],
  ['ec2', 'StopInstances', ({ instance }) => ({ InstanceIds: [instance] })],
  [
    'ec2',
    'ModifyInstanceAttribute',
    ({ instance }) => ({ InstanceId: instance, InstanceType: { Value: 'm7i.large' } }),
  ],
  ['ec2', 'StartInstances', ({ instance }) => ({ InstanceIds: [instance] })],
  [
    'ec2',
    'CreateImage',
    ({ instance }) => ({ InstanceId: instance, Name: 'before', NoReboot: true, ...tagged('image') }),
    ({ ImageId }) => ({ image: String(ImageId) }),
  ],
  ['ec2', 'DescribeImages', ({ image }) => ({ ImageIds: [image] })],
  ['ec2', 'DeregisterImage', ({ image }) => ({ ImageId: image })],
  [
    'ec2',
    'CreateSnapshot',
    ({ volume }) => ({ VolumeId: volume, Description: 'before', ...tagged('snapshot') }),
    ({ SnapshotId }) => ({ snapshot: String(SnapshotId) }),
  ],
  ['ec2', 'DescribeSnapshots', () => ({ OwnerIds: ['self'], Filters: [{ Name: 'tag-key', Values: [TAGS[0]!.Key] }] })],
  [
    'ec2',
    'CreateVolume',
    ({ snapshot, zone }) => ({
      SnapshotId: snapshot,
      AvailabilityZone: zone,
      VolumeType: 'gp3',
      ClientToken: 'r-1',
      ...tagged('volume'),
    }),
    ({ VolumeId }) => ({ restored: String(VolumeId) }),
  ],
  [
    'ec2',
    'AttachVolume',
    ({ restored, instance }) => ({ VolumeId: restored, InstanceId: instance, Device: '/dev/sdz' }),
  ],
  ['ec2', 'ModifyVolume', ({ volume }) => ({ VolumeId: volume, VolumeType: 'gp3', Iops: 4_000, Throughput: 200 })],
  ['ec2', 'DescribeVolumes', ({ volume }) => ({ VolumeIds: [volume] })],
  ['ec2', 'DescribeVolumesModifications', ({ volume }) => ({ VolumeIds: [volume] })],
  ['ec2', 'DeleteVolume', ({ unattached }) => ({ VolumeId: unattached })],
  ['ec2', 'DeleteSnapshot', ({ snapshot }) => ({ SnapshotId: snapshot })],
  ['ec2', 'CreateTags', ({ instance }) => ({ Resources: [instance], Tags: TAGS })],
  [
    'ec2',
    'AllocateAddress',
    () => ({ Domain: 'vpc', ...tagged('elastic-ip') }),
    ({ AllocationId }) => ({ address: String(AllocationId) }),
  ],
  [
    'ec2',
    'AssociateAddress',
    ({ address, instance }) => ({ AllocationId: address, InstanceId: instance }),
    ({ AssociationId }) => ({ association: String(AssociationId) }),
  ],
  ['ec2', 'DescribeAddresses', ({ address }) => ({ AllocationIds: [address] })],
  ['ec2', 'DescribeAddressesAttribute', ({ address }) => ({ AllocationIds: [address], Attribute: 'domain-name' })],
  ['ec2', 'DisassociateAddress', ({ association }) => ({ AssociationId: association })],
  ['ec2', 'ReleaseAddress', ({ address }) => ({ AllocationId: address })],
  ['elastic-load-balancing', 'DescribeLoadBalancers', () => ({})],
  ['elastic-load-balancing-v2', 'DescribeTargetGroups', ({ group }) => ({ TargetGroupArns: [group] })],
  ['elastic-load-balancing-v2', 'DescribeTargetHealth', ({ group }) => ({ TargetGroupArn: group })],
  ['auto-scaling', 'DescribeAutoScalingInstances', ({ node }) => ({ InstanceIds: [node] })],
  ['ec2', 'TerminateInstances', ({ instance }) => ({ InstanceIds: [instance] })],
  ['rds', 'DescribeDBInstances', ({ database }) => ({ DBInstanceIdentifier: database })],
  [
    'rds',
    'ModifyDBInstance',
    ({ database }) => ({
      DBInstanceIdentifier: database,
      DBInstanceClass: 'db.m7g.large',
      MultiAZ: true,
      ApplyImmediately: true,
    }),
  ],
  ['rds', 'StopDBInstance', ({ database }) => ({ DBInstanceIdentifier: database })],
  ['rds', 'StartDBInstance', ({ database }) => ({ DBInstanceIdentifier: database })],
  [
    'rds',
    'DescribeOrderableDBInstanceOptions',
    () => ({ Engine: 'postgres', EngineVersion: '17.5', DBInstanceClass: 'db.m7g.large' }),
  ],
  ['s3', 'PutBucketLifecycleConfiguration', ({ bucket }) => ({ Bucket: bucket, LifecycleConfiguration: RULES })],
  ['s3', 'GetBucketLifecycleConfiguration', ({ bucket }) => ({ Bucket: bucket })],
  ['s3', 'DeleteBucketLifecycle', ({ bucket }) => ({ Bucket: bucket })],
  ['s3', 'GetBucketVersioning', ({ bucket }) => ({ Bucket: bucket })],
  ['s3', 'GetBucketTagging', ({ bucket }) => ({ Bucket: bucket })],
  [
    's3',
    'PutBucketIntelligentTieringConfiguration',
    ({ bucket }) => ({ Bucket: bucket, Id: 'all', IntelligentTieringConfiguration: TIERING }),
  ],
  ['s3', 'ListBucketIntelligentTieringConfigurations', ({ bucket }) => ({ Bucket: bucket })],
  ['s3', 'GetBucketIntelligentTieringConfiguration', ({ bucket }) => ({ Bucket: bucket, Id: 'all' })],
  ['s3', 'DeleteBucketIntelligentTieringConfiguration', ({ bucket }) => ({ Bucket: bucket, Id: 'all' })],
  ['cloudwatch-logs', 'DescribeLogGroups', ({ log_group }) => ({ logGroupNamePrefix: log_group })],
  ['cloudwatch-logs', 'PutRetentionPolicy', ({ log_group }) => ({ logGroupName: log_group, retentionInDays: 30 })],
  ['cloudwatch-logs', 'DeleteRetentionPolicy', ({ log_group }) => ({ logGroupName: log_group })],
  ['cloudwatch-logs', 'ListTagsForResource', ({ log_group_arn }) => ({ resourceArn: log_group_arn })],
  ['lambda', 'GetFunctionConfiguration', ({ lambda }) => ({ FunctionName: lambda })],
  ['lambda', 'GetFunction', ({ lambda }) => ({ FunctionName: lambda })],
  ['lambda', 'UpdateFunctionConfiguration', ({ lambda }) => ({ FunctionName: lambda, MemorySize: 512 })],
  ['lambda', 'ListTags', ({ lambda_arn }) => ({ Resource: lambda_arn })],
];

/** One of each type in a region where all are. */
function knownIn({ now }: CalledSample, region: string): Known {
  const find = (type: string, isIt: (one: SampleResource) => boolean = () => true): SampleResource => {
    const found = [...now.values()].find(
      (one) => one.resource_type === `AWS::${type}` && one.region === region && isIt(one),
    );
    if (!found) throw new Error(`The sample company has no such ${type} in ${region}.`);
    return found;
  };
  const volume = find('EC2::Volume', ({ status }) => status === 'in-use');
  const instance = now.get(volume.attached_to[0]!)!;
  const balancer = find('ElasticLoadBalancingV2::LoadBalancer', ({ attached_to }) => attached_to.length > 0);
  const groups = balancer.attributes['target_groups'] as { target_group_arn: string }[];
  const log_group = find('Logs::LogGroup');
  const lambda = find('Lambda::Function', ({ tags }) => Object.keys(tags).length > 0);
  return {
    instance: last(instance),
    zone: String(instance.attributes['availability_zone']),
    volume: last(volume),
    unattached: last(find('EC2::Volume', ({ status }) => status === 'available')),
    node: last(find('EC2::Instance', ({ attributes }) => attributes['eks_nodegroup'] !== null)),
    group: groups[0]!.target_group_arn,
    database: find('RDS::DBInstance').name!,
    bucket: find('S3::Bucket', ({ tags }) => Object.keys(tags).length > 0).name!,
    log_group: log_group.name!,
    log_group_arn: log_group.resource_id,
    lambda: lambda.name!,
    lambda_arn: lambda.resource_id,
  };
}

describe('answers of the sample cloud as AWS', () => {
  const REGION = 'us-east-1';
  const cloud = calledSample();
  let known = knownIn(cloud, REGION);

  it('are tried for each of its operations', () => {
    const there = Object.entries(SAMPLE_OPERATIONS).flatMap(([service, operations]) =>
      Object.keys(operations).map((operation) => `${service} ${operation}`),
    );
    expect(CALLS.map(([service, operation]) => `${service} ${operation}`).toSorted()).toEqual(there.toSorted());
  });

  it('are held against what the SDK has: what it does not have is told', async () => {
    const call = awsCall('ec2', 'DescribeVolumes', { VolumeId: 'vol-1', MaxResults: '5' }, REGION);
    const volume = { VolumeId: 1, CreateTime: '2026-01-01T00:00:00Z', Tags: [{ Key: 'a', Valu: 'b' }] };
    expect(await faultsOfCall(call, { Volumes: [volume] })).toEqual([
      'the input of DescribeVolumes.VolumeId is not there',
      'the input of DescribeVolumes.MaxResults is a string, not a number',
      'DescribeVolumes.Volumes.0.VolumeId is a number, not a string',
      'DescribeVolumes.Volumes.0.Tags.0.Valu is not there',
    ]);
  });

  it.each(CALLS)('have members and types of the SDK alone: %s %s', async (service, operation, input, keep) => {
    const call = awsCall(service, operation, input(known) as AwsCall['input'], REGION);
    const body = await cloud.ask(call);
    expect(await faultsOfCall(call, body)).toEqual([]);
    // The sample company has no load balancers of the first generation.
    if (operation.startsWith('Describe') && service !== 'elastic-load-balancing')
      for (const list of Object.values(body)) if (Array.isArray(list)) expect(list.length).toBeGreaterThan(0);
    known = { ...known, ...keep?.(body) };
  });
});
