import { expect, it } from 'vitest';
import type { CloudCall } from '../src/connections/core/cloud-call.ts';
import type { SampleResource } from '../src/connections/providers/sample/core/cloud/api/sample-resource.ts';
import {
  awsCallOf,
  azureCall,
  bucketCall,
  calledSample,
  codeOf,
  databaseCall,
  ec2Call,
  ec2Id,
  firstOf,
  sizeCall,
} from './support/sample-calls.ts';

type Refused = [
  what: string,
  type: string,
  isIt: (one: SampleResource) => boolean,
  call: (one: SampleResource) => CloudCall,
  code: string,
];
const any = () => true;
const nobody = (one: SampleResource) => one.resource_id.replace(/[^/]+$/, 'nobody');
const isRunning = ({ status }: SampleResource) => status === 'running';
const isStopped = ({ status }: SampleResource) => status === 'stopped';
const volume = (one: SampleResource, operation: string, more: object = {}) =>
  ec2Call(operation, { VolumeId: ec2Id(one), ...more }, one.region);
const now = { ApplyImmediately: true };

const REFUSED: Refused[] = [
  [
    'type of a running instance',
    'AWS::EC2::Instance',
    isRunning,
    (one) =>
      ec2Call('ModifyInstanceAttribute', { InstanceId: ec2Id(one), InstanceType: { Value: 'm7i.large' } }, one.region),
    'refused IncorrectInstanceState',
  ],
  [
    'type that there is not',
    'AWS::EC2::Instance',
    isStopped,
    (one) =>
      ec2Call('ModifyInstanceAttribute', { InstanceId: ec2Id(one), InstanceType: { Value: 'm7i.huge' } }, one.region),
    'refused InvalidInstanceAttributeValue',
  ],
  [
    'type of another architecture',
    'AWS::EC2::Instance',
    isStopped,
    (one) =>
      ec2Call('ModifyInstanceAttribute', { InstanceId: ec2Id(one), InstanceType: { Value: 'm7g.large' } }, one.region),
    'refused InvalidParameterValue',
  ],
  [
    'instance that is not there',
    'AWS::EC2::Instance',
    any,
    (one) => ec2Call('StopInstances', { InstanceIds: ['i-nobody'] }, one.region),
    'gone InvalidInstanceID.NotFound',
  ],
  [
    'instance of another region',
    'AWS::EC2::Instance',
    ({ region }) => region === 'us-east-1',
    (one) => ec2Call('DescribeInstances', { InstanceIds: [ec2Id(one)] }, 'us-west-2'),
    'gone InvalidInstanceID.NotFound',
  ],
  [
    'type in a description',
    'AWS::EC2::Instance',
    any,
    (one) => ec2Call('DescribeInstanceTypes', { InstanceTypes: ['m7i.huge'] }, one.region),
    'refused InvalidInstanceType',
  ],
  [
    'filter that there is not',
    'AWS::EC2::Instance',
    any,
    (one) => ec2Call('DescribeInstances', { Filters: [{ Name: 'colour', Values: ['red'] }] }, one.region),
    'refused InvalidParameterValue',
  ],
  [
    'volume in use',
    'AWS::EC2::Volume',
    ({ status }) => status === 'in-use',
    (one) => volume(one, 'DeleteVolume'),
    'refused VolumeInUse',
  ],
  [
    'volume that gets smaller',
    'AWS::EC2::Volume',
    any,
    (one) => volume(one, 'ModifyVolume', { Size: 1 }),
    'refused InvalidParameterValue',
  ],
  [
    'type of volume that there is not',
    'AWS::EC2::Volume',
    any,
    (one) => volume(one, 'ModifyVolume', { VolumeType: 'gp9' }),
    'refused UnknownVolumeType',
  ],
  [
    'io2 without operations',
    'AWS::EC2::Volume',
    ({ attributes }) => attributes['volume_type'] === 'gp3',
    (one) => volume(one, 'ModifyVolume', { VolumeType: 'io2' }),
    'refused MissingParameter',
  ],
  [
    'modification that was never made',
    'AWS::EC2::Volume',
    any,
    (one) => ec2Call('DescribeVolumesModifications', { VolumeIds: [ec2Id(one)] }, one.region),
    'gone InvalidVolumeModification.NotFound',
  ],
  [
    'attached volume to another instance',
    'AWS::EC2::Volume',
    ({ status }) => status === 'in-use',
    (one) => volume(one, 'AttachVolume', { InstanceId: one.attached_to[0]!.split('/').at(-1), Device: '/dev/sdz' }),
    'refused VolumeInUse',
  ],
  [
    'snapshot of an image',
    'AWS::EC2::Snapshot',
    ({ attached_to }) => attached_to.length > 0,
    (one) => ec2Call('DeleteSnapshot', { SnapshotId: ec2Id(one) }, one.region),
    'refused InvalidSnapshot.InUse',
  ],
  [
    'volume smaller than its snapshot',
    'AWS::EC2::Snapshot',
    ({ attributes }) => Number(attributes['size_gib']) > 1,
    (one) =>
      ec2Call('CreateVolume', { SnapshotId: ec2Id(one), Size: 1, AvailabilityZone: `${one.region}a` }, one.region),
    'refused InvalidParameterValue',
  ],
  [
    'image that is not there',
    'AWS::EC2::Image',
    any,
    (one) => ec2Call('DeregisterImage', { ImageId: 'ami-nobody' }, one.region),
    'gone InvalidAMIID.NotFound',
  ],
  [
    'address in use',
    'AWS::EC2::EIP',
    ({ attached_to }) => attached_to.length > 0,
    (one) => ec2Call('ReleaseAddress', { AllocationId: ec2Id(one) }, one.region),
    'refused InvalidIPAddress.InUse',
  ],
  [
    'address that somebody else has',
    'AWS::EC2::EIP',
    any,
    (one) => ec2Call('AllocateAddress', { Domain: 'vpc', Address: '192.0.2.1' }, one.region),
    'refused InvalidAddress.NotFound',
  ],
  [
    'start of a running database',
    'AWS::RDS::DBInstance',
    any,
    (one) => databaseCall(one, 'StartDBInstance'),
    'refused InvalidDBInstanceStateFault',
  ],
  [
    'class that there is not',
    'AWS::RDS::DBInstance',
    any,
    (one) => databaseCall(one, 'ModifyDBInstance', { DBInstanceClass: 'db.m7g.huge', ...now }),
    'refused InvalidParameterValue',
  ],
  [
    'new major version that nobody allowed',
    'AWS::RDS::DBInstance',
    ({ attributes }) => attributes['engine_version'] === '16.9',
    (one) => databaseCall(one, 'ModifyDBInstance', { EngineVersion: '17.5', ...now }),
    'refused InvalidParameterCombination',
  ],
  [
    'database that is not there',
    'AWS::RDS::DBInstance',
    any,
    (one) => awsCallOf(one, 'rds', 'DescribeDBInstances', { DBInstanceIdentifier: 'nobody' }),
    'gone DBInstanceNotFoundFault',
  ],
  [
    'rules where there are none',
    'AWS::S3::Bucket',
    ({ attributes }) => (attributes['lifecycle_rules'] as unknown[]).length === 0,
    (one) => bucketCall(one, 'GetBucketLifecycleConfiguration'),
    'gone NoSuchLifecycleConfiguration',
  ],
  [
    'no rules at all',
    'AWS::S3::Bucket',
    any,
    (one) => bucketCall(one, 'PutBucketLifecycleConfiguration', { LifecycleConfiguration: { Rules: [] } }),
    'refused MalformedXML',
  ],
  [
    'tiers that are not there',
    'AWS::S3::Bucket',
    any,
    (one) => bucketCall(one, 'GetBucketIntelligentTieringConfiguration', { Id: 'nobody' }),
    'gone NoSuchConfiguration',
  ],
  [
    'bucket that is not there',
    'AWS::S3::Bucket',
    any,
    (one) => awsCallOf(one, 's3', 'GetBucketTagging', { Bucket: 'nobody' }),
    'gone NoSuchBucket',
  ],
  [
    'days that nobody can have',
    'AWS::Logs::LogGroup',
    any,
    (one) => awsCallOf(one, 'cloudwatch-logs', 'PutRetentionPolicy', { logGroupName: one.name, retentionInDays: 31 }),
    'refused InvalidParameterException',
  ],
  [
    'log group that is not there',
    'AWS::Logs::LogGroup',
    any,
    (one) => awsCallOf(one, 'cloudwatch-logs', 'DeleteRetentionPolicy', { logGroupName: 'nobody' }),
    'gone ResourceNotFoundException',
  ],
  [
    'more memory than there is',
    'AWS::Lambda::Function',
    any,
    (one) => awsCallOf(one, 'lambda', 'UpdateFunctionConfiguration', { FunctionName: one.name, MemorySize: 20_000 }),
    'refused InvalidParameterValueException',
  ],
  [
    'configuration that was changed meanwhile',
    'AWS::Lambda::Function',
    any,
    (one) =>
      awsCallOf(one, 'lambda', 'UpdateFunctionConfiguration', {
        FunctionName: one.name,
        MemorySize: 256,
        RevisionId: 'another',
      }),
    'refused PreconditionFailedException',
  ],
  [
    'function that is not there',
    'AWS::Lambda::Function',
    any,
    (one) => awsCallOf(one, 'lambda', 'GetFunction', { FunctionName: 'nobody' }),
    'gone ResourceNotFoundException',
  ],
  [
    'operation that there is not',
    'AWS::EC2::Instance',
    any,
    (one) => ec2Call('RunInstances', {}, one.region),
    'refused InvalidAction',
  ],
  [
    'machine that is not there',
    'microsoft.compute/virtualmachines',
    any,
    (one) => azureCall('GET', nobody(one)),
    'gone ResourceNotFound',
  ],
  [
    'start of a machine that is not there',
    'microsoft.compute/virtualmachines',
    any,
    (one) => azureCall('POST', nobody(one), { more: '/start' }),
    'gone ResourceNotFound',
  ],
  [
    'system on a host',
    'microsoft.compute/virtualmachines',
    ({ attributes }) => attributes['os_disk_ephemeral'] === true,
    (one) => azureCall('POST', one.resource_id, { more: '/deallocate' }),
    'refused OperationNotAllowed',
  ],
  [
    'size that its host does not offer',
    'microsoft.compute/virtualmachines',
    ({ attributes, status }) => attributes['vm_size'] === 'Standard_D8s_v5' && status === 'PowerState/running',
    (one) => sizeCall(one, 'Standard_E2s_v5'),
    'refused OperationNotAllowed',
  ],
  [
    'size without the temporary disk',
    'microsoft.compute/virtualmachines',
    ({ attributes }) => attributes['vm_size'] === 'Standard_F8s_v2',
    (one) => sizeCall(one, 'Standard_D2s_v5'),
    'refused OperationNotAllowed',
  ],
  [
    'size that there is not',
    'microsoft.compute/virtualmachines',
    any,
    (one) => sizeCall(one, 'Standard_X1'),
    'refused InvalidParameter',
  ],
  [
    'machine that is made',
    'microsoft.compute/virtualmachines',
    any,
    (one) => azureCall('PUT', nobody(one), { body: { location: 'westeurope' } }),
    'gone ResourceNotFound',
  ],
  [
    'disk in use',
    'microsoft.compute/disks',
    ({ status }) => status === 'Attached',
    (one) => azureCall('DELETE', one.resource_id),
    'refused OperationNotAllowed',
  ],
  [
    'SKU of a disk in use',
    'microsoft.compute/disks',
    ({ status }) => status === 'Attached',
    (one) => azureCall('PATCH', one.resource_id, { body: { sku: { name: 'StandardSSD_LRS' } } }),
    'refused OperationNotAllowed',
  ],
  [
    'SKU that there is not',
    'microsoft.compute/disks',
    ({ status }) => status === 'Unattached',
    (one) => azureCall('PATCH', one.resource_id, { body: { sku: { name: 'Best_LRS' } } }),
    'refused InvalidParameter',
  ],
  [
    'snapshot of what is not there',
    'microsoft.compute/snapshots',
    any,
    (one) =>
      azureCall('PUT', nobody(one), {
        body: {
          location: one.region ?? '',
          properties: { creationData: { createOption: 'Copy', sourceResourceId: nobody(one) } },
        },
      }),
    'gone ResourceNotFound',
  ],
  [
    'address in use',
    'microsoft.network/publicipaddresses',
    ({ attached_to }) => attached_to.length > 0,
    (one) => azureCall('DELETE', one.resource_id),
    'refused PublicIPAddressCannotBeDeleted',
  ],
  [
    'interface in use',
    'microsoft.network/networkinterfaces',
    ({ attached_to }) => attached_to.length > 0,
    (one) => azureCall('DELETE', one.resource_id),
    'refused NicInUse',
  ],
  [
    'SKU of a plan that there is not',
    'microsoft.web/serverfarms',
    any,
    (one) => azureCall('PUT', one.resource_id, { body: { location: one.region ?? '', sku: { name: 'Z9' } } }),
    'refused BadRequest',
  ],
  [
    'plan with apps',
    'microsoft.web/serverfarms',
    ({ attributes }) => Number(attributes['sites']) > 0,
    (one) => azureCall('DELETE', one.resource_id),
    'refused Conflict',
  ],
  [
    'call without a version',
    'microsoft.web/serverfarms',
    any,
    (one) => ({ cloud: 'azure', method: 'GET', path: one.resource_id }),
    'refused MissingApiVersionParameter',
  ],
];

it.each(REFUSED)('the sample cloud refuses as the real one does: %s (%s)', async (_, type, isIt, call, code) => {
  const cloud = calledSample();
  expect(codeOf(await cloud.call(call(firstOf(cloud, type, isIt))))).toBe(code);
  expect(cloud.changed.size).toBe(0);
});
