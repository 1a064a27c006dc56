import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall, Cloud, CloudAnswer } from '../src/connections/core/cloud-call.ts';
import { openAwsCloud } from '../src/connections/providers/aws/server/cloud.ts';
import { type StrictAws, startStrictAws } from './clouds/aws/strict/index.ts';
import { awsConnection, MOTO, type MotoAccount, motoAccount } from './support/moto.ts';
import { primeServerless } from './support/moto-world.ts';

const REGION = 'eu-central-1';

// What AWS answers is looked into by name: a wrong name fails the test.
// oxlint-disable-next-line typescript/no-explicit-any
type Told = any;

describe.skipIf(!MOTO)('AWS as strict as it is, for tests of changes', () => {
  const before = process.env.AWS_ENDPOINT_URL;
  let account: MotoAccount;
  let aws: StrictAws;
  let cloud: Cloud;

  beforeAll(async () => {
    account = await motoAccount();
    aws = await startStrictAws({ account });
    process.env.AWS_ENDPOINT_URL = aws.url;
    const { connection } = awsConnection(account.keys);
    cloud = await openAwsCloud(connection, { permissions: [], patience: 'interactive' });
  });
  afterEach(() => aws.relent());
  afterAll(async () => {
    await aws.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });

  const call = (service: AwsCall['service'], operation: string, input: object): Promise<CloudAnswer> =>
    cloud.call({ cloud: 'aws', service, operation, region: REGION, input: input as AwsCall['input'] });
  /** What it answers, or the meaning and code of its refusal. */
  async function told(service: AwsCall['service'], operation: string, input: object): Promise<Told> {
    const answer = await call(service, operation, input);
    return answer.ok ? answer.body : `${answer.meaning} ${answer.code}`;
  }
  const ec2 = (operation: string, input: object): Promise<Told> => told('ec2', operation, input);

  async function newInstance(InstanceType = 'm5.large'): Promise<string> {
    const { Images } = await ec2('DescribeImages', {
      Filters: [{ Name: 'name', Values: ['amzn2-ami-hvm*x86_64-gp2'] }],
    });
    const { Instances } = await ec2('RunInstances', {
      ImageId: Images[0].ImageId,
      InstanceType,
      MinCount: 1,
      MaxCount: 1,
    });
    return Instances[0].InstanceId;
  }
  const stateOf = async (id: string): Promise<string> =>
    (await ec2('DescribeInstances', { InstanceIds: [id] })).Reservations[0].Instances[0].State.Name;

  it('lets instances take their time, and refuses what their state does not allow', async () => {
    const id = await newInstance();
    const InstanceIds = [id];
    const resize = (Value: string) => ec2('ModifyInstanceAttribute', { InstanceId: id, InstanceType: { Value } });
    expect(await resize('m5.xlarge')).toBe('refused IncorrectInstanceState');
    await ec2('StopInstances', { InstanceIds });
    expect(await resize('m5.xlarge')).toBe('refused IncorrectInstanceState');
    expect(await ec2('StartInstances', { InstanceIds })).toBe('refused IncorrectInstanceState');
    expect([await stateOf(id), await stateOf(id)]).toEqual(['stopping', 'stopped']);
    expect(await resize('zz.bogus')).toBe('refused InvalidInstanceAttributeValue');
    expect(await resize('m5.xlarge')).toEqual({});
    aws.without_capacity.add('m5.xlarge');
    expect(await ec2('StartInstances', { InstanceIds })).toBe('refused InsufficientInstanceCapacity');
    aws.relent();
    await ec2('StartInstances', { InstanceIds });
    expect(await ec2('StopInstances', { InstanceIds })).toBe('refused IncorrectInstanceState');
    expect([await stateOf(id), await stateOf(id)]).toEqual(['pending', 'running']);
    const status = async () =>
      (await ec2('DescribeInstanceStatus', { InstanceIds })).InstanceStatuses[0].InstanceStatus.Status;
    expect([await status(), await status()]).toEqual(['initializing', 'ok']);
    aws.impaired.add('m5.xlarge');
    expect(await status()).toBe('impaired');
    await ec2('ModifyInstanceAttribute', { InstanceId: id, DisableApiStop: { Value: true } });
    expect(await ec2('StopInstances', { InstanceIds })).toBe('refused OperationNotPermitted');
    await ec2('ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: true } });
    expect(await ec2('TerminateInstances', { InstanceIds })).toBe('refused OperationNotPermitted');
    await ec2('ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: false } });
    await ec2('TerminateInstances', { InstanceIds });
    expect([await stateOf(id), await stateOf(id)]).toEqual(['shutting-down', 'terminated']);
    expect(await ec2('StartInstances', { InstanceIds })).toBe('refused IncorrectInstanceState');
  });

  it('modifies a volume in steps, one modification after the other, four within a day', async () => {
    const volume = { AvailabilityZone: `${REGION}a`, Size: 10, VolumeType: 'gp2', ClientToken: 'once' };
    const { VolumeId } = await ec2('CreateVolume', volume);
    expect((await ec2('CreateVolume', volume)).VolumeId).toBe(VolumeId);
    const modify = () => ec2('ModifyVolume', { VolumeId, VolumeType: 'gp3' });
    const modifications = async () =>
      (await ec2('DescribeVolumesModifications', { VolumeIds: [VolumeId] })).VolumesModifications;
    for (let turn = 0; turn < 4; turn++) {
      expect((await modify()).VolumeModification.ModificationState).toBe('modifying');
      expect(await modify()).toBe('refused IncorrectModificationState');
      const states = [await modifications(), await modifications(), await modifications()];
      expect(states.flat().map((one) => one.ModificationState)).toEqual(['modifying', 'optimizing', 'completed']);
    }
    expect(await modify()).toBe('refused VolumeModificationRateExceeded');
  });

  it('makes snapshots and images in time, of every volume, and fails when told', async () => {
    const id = await newInstance();
    const { VolumeId } = await ec2('CreateVolume', { AvailabilityZone: `${REGION}a`, Size: 10 });
    await ec2('AttachVolume', { VolumeId, InstanceId: id, Device: '/dev/sdf' });
    const tags = (ResourceType: string) => ({ ResourceType, Tags: [{ Key: 'finopsmind:remediation', Value: 'r1' }] });
    const tagged = { Filters: [{ Name: 'tag:finopsmind:remediation', Values: ['r1'] }] };
    const { ImageId } = await ec2('CreateImage', {
      InstanceId: id,
      Name: 'one',
      TagSpecifications: [tags('image'), tags('snapshot')],
    });
    const image = async () => (await ec2('DescribeImages', { Owners: ['self'], ...tagged })).Images[0];
    expect((await image()).State).toBe('pending');
    const { State, BlockDeviceMappings } = await image();
    expect([State, BlockDeviceMappings.map((one: Told) => one.DeviceName).toSorted()]).toEqual([
      'available',
      ['/dev/sda1', '/dev/sdf'],
    ]);
    const snapshots = async () => (await ec2('DescribeSnapshots', { OwnerIds: ['self'], ...tagged })).Snapshots;
    expect((await snapshots()).map((one: Told) => one.VolumeId)).toContain(VolumeId);
    const SnapshotId = BlockDeviceMappings[0].Ebs.SnapshotId;
    expect(await ec2('DeleteSnapshot', { SnapshotId })).toBe('refused InvalidSnapshot.InUse');
    await ec2('DeregisterImage', { ImageId });
    expect(await ec2('DeleteSnapshot', { SnapshotId })).toEqual({});
    aws.snapshots_fail = true;
    await ec2('CreateSnapshot', { VolumeId, Description: 'second', TagSpecifications: [tags('snapshot')] });
    const states = [await snapshots(), await snapshots()].map(
      (all) => all.find((one: Told) => one.Description === 'second')?.State,
    );
    expect(states).toEqual(['pending', 'error']);
    expect((await ec2('DescribeSnapshots', { OwnerIds: ['self'] })).Snapshots.length).toBeLessThan(5);
  });

  it('keeps addresses that are in use', async () => {
    const id = await newInstance();
    const { AllocationId } = await ec2('AllocateAddress', {});
    const { AssociationId } = await ec2('AssociateAddress', { AllocationId, InstanceId: id });
    expect(await ec2('ReleaseAddress', { AllocationId })).toBe('refused InvalidIPAddress.InUse');
    await ec2('DisassociateAddress', { AssociationId });
    expect(await ec2('ReleaseAddress', { AllocationId })).toEqual({});
  });

  it('lets databases take their time', async () => {
    const DBInstanceIdentifier = 'orders';
    const made = {
      DBInstanceIdentifier,
      DBInstanceClass: 'db.m5.large',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'root',
      MasterUserPassword: 'secret-secret',
    };
    await account.client(RDSClient, REGION).send(new CreateDBInstanceCommand(made));
    const rds = (operation: string, more: object = {}) => told('rds', operation, { DBInstanceIdentifier, ...more });
    const status = async () => (await rds('DescribeDBInstances')).DBInstances[0].DBInstanceStatus;
    await rds('ModifyDBInstance', { DBInstanceClass: 'db.m5.xlarge', ApplyImmediately: true });
    expect(await rds('StopDBInstance')).toMatch(/^refused InvalidDBInstanceState/);
    expect([await status(), await status()]).toEqual(['modifying', 'available']);
    expect((await rds('StopDBInstance')).DBInstance.DBInstanceStatus).toBe('stopping');
    expect([await status(), await status()]).toEqual(['stopping', 'stopped']);
    expect(await rds('ModifyDBInstance', { DBInstanceClass: 'db.m5.large' })).toMatch(
      /^refused InvalidDBInstanceState/,
    );
    await rds('StartDBInstance');
    expect([await status(), await status()]).toEqual(['starting', 'available']);
  });

  it('keeps configurations of tiering, and refuses rules that do nothing', async () => {
    const Bucket = `strict-${account.id}`;
    await account
      .client(S3Client, REGION)
      .send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
    const s3 = (operation: string, input: object = {}) => told('s3', operation, { Bucket, ...input });
    const configuration = {
      Id: 'cold',
      Status: 'Enabled',
      Tierings: [{ Days: 180, AccessTier: 'DEEP_ARCHIVE_ACCESS' }],
    };
    expect(await s3('GetBucketIntelligentTieringConfiguration', { Id: 'cold' })).toMatch(/^gone NoSuchConfiguration/);
    await s3('PutBucketIntelligentTieringConfiguration', {
      Id: 'cold',
      IntelligentTieringConfiguration: configuration,
    });
    expect((await s3('ListBucketIntelligentTieringConfigurations')).IntelligentTieringConfigurationList).toEqual([
      configuration,
    ]);
    expect(await s3('GetBucketIntelligentTieringConfiguration', { Id: 'cold' })).toEqual({
      IntelligentTieringConfiguration: configuration,
    });
    await s3('DeleteBucketIntelligentTieringConfiguration', { Id: 'cold' });
    expect(
      (await s3('ListBucketIntelligentTieringConfigurations')).IntelligentTieringConfigurationList,
    ).toBeUndefined();
    const Rules = [{ ID: 'nothing', Status: 'Enabled', Filter: { Prefix: '' } }];
    expect(await s3('PutBucketLifecycleConfiguration', { LifecycleConfiguration: { Rules } })).toBe(
      'refused InvalidRequest',
    );
  });

  it('updates one function at a time', async () => {
    await primeServerless(account, REGION);
    const lambda = (operation: string, more: object = {}) =>
      told('lambda', operation, { FunctionName: 'resize', ...more });
    const seen = async () => {
      const { MemorySize, LastUpdateStatus } = await lambda('GetFunctionConfiguration');
      return [MemorySize, LastUpdateStatus];
    };
    expect((await lambda('UpdateFunctionConfiguration', { MemorySize: 512 })).LastUpdateStatus).toBe('InProgress');
    expect(await lambda('UpdateFunctionConfiguration', { MemorySize: 256 })).toBe('refused ResourceConflictException');
    expect([await seen(), await seen()]).toEqual([
      [512, 'InProgress'],
      [512, 'Successful'],
    ]);
    expect(await told('lambda', 'GetFunctionConfiguration', { FunctionName: 'none' })).toMatch(/^gone/);
  });

  it('fails as it is told', async () => {
    const id = await newInstance();
    const stop = () => ec2('StopInstances', { InstanceIds: [id] });
    aws.fail('StopInstances', { kind: 'throttled' }, { times: 2 });
    expect([await stop(), await stop()]).toEqual(['throttled RequestLimitExceeded', 'throttled RequestLimitExceeded']);
    aws.fail('StopInstances', { kind: 'denied' });
    expect(await stop()).toMatch(/^denied/);
    aws.fail('StopInstances', { kind: 'fault', after: false });
    aws.fail('StopInstances', { kind: 'broken', after: false });
    expect([await stop(), await stop()]).toEqual(['unclear InternalError', expect.stringMatching(/^unclear/)]);
    // A connection that was too slow, which S3 calls the caller's fault, and a limit in another service's words.
    aws.fail('StopInstances', { kind: 'refused', code: 'RequestTimeout' });
    aws.fail('StopInstances', { kind: 'refused', code: 'RequestThrottledException' });
    expect([await stop(), await stop()]).toEqual(['unclear RequestTimeout', 'throttled RequestThrottledException']);
    expect(await stateOf(id)).toBe('running');
    aws.fail('StopInstances', { kind: 'broken', after: true });
    expect(await stop()).toMatch(/^unclear/);
    expect(await stateOf(id)).toBe('stopping');
  });
});
