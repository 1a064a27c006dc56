import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudCall } from '../src/connections/core/cloud-call.ts';
import { inventoryResource } from '../src/connections/core/inventory.ts';
import type { SampleResource } from '../src/connections/providers/sample/core/cloud/api/sample-resource.ts';
import {
  awsCallOf,
  azureCall,
  bucketCall,
  type CalledSample,
  calledSample,
  databaseCall,
  differences,
  ec2Id,
  sizeCall,
} from './support/sample-calls.ts';
import { openLinks } from './support/sample-links.ts';

type Body = Record<string, unknown>;
interface Pair {
  type: string;
  /** The call, as the resource is now. */
  call(one: SampleResource): CloudCall;
  /** What undoes it, from the resource as it was before, and what was answered. */
  undo(before: SampleResource, answer: Body): CloudCall[];
}

const attribute = <T>({ attributes }: SampleResource, name: string): T => attributes[name] as T;
const ec2 = (one: SampleResource, operation: string, input: object) => awsCallOf(one, 'ec2', operation, input);

const instanceType = (one: SampleResource, Value: string) =>
  ec2(one, 'ModifyInstanceAttribute', { InstanceId: ec2Id(one), InstanceType: { Value } });
const volumeOf = (one: SampleResource, type: string, iops: number | null, throughput: number | null) =>
  ec2(one, 'ModifyVolume', {
    VolumeId: ec2Id(one),
    VolumeType: type,
    ...(iops !== null && { Iops: iops }),
    ...(throughput !== null && { Throughput: throughput }),
  });
const modified = (one: SampleResource, more: object) =>
  databaseCall(one, 'ModifyDBInstance', { ApplyImmediately: true, ...more });
const tiering = { Id: 'added', Status: 'Enabled', Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }] };
const skuOf = (one: SampleResource, name: string) => azureCall('PATCH', one.resource_id, { body: { sku: { name } } });

const INSTANCE = 'AWS::EC2::Instance';
const VOLUME = 'AWS::EC2::Volume';
const DATABASE = 'AWS::RDS::DBInstance';
const MACHINE = 'microsoft.compute/virtualmachines';

/** Calls with what undoes them. */
const PAIRS: Pair[] = [
  {
    type: INSTANCE,
    call: (one) => ec2(one, 'StopInstances', { InstanceIds: [ec2Id(one)] }),
    undo: (before) =>
      before.status === 'running' ? [ec2(before, 'StartInstances', { InstanceIds: [ec2Id(before)] })] : [],
  },
  {
    type: INSTANCE,
    call: (one) => instanceType(one, attribute(one, 'architecture') === 'arm64' ? 'm7g.large' : 'm7i.large'),
    undo: (before) => [instanceType(before, attribute(before, 'instance_type'))],
  },
  {
    type: INSTANCE,
    call: (one) => ec2(one, 'CreateImage', { InstanceId: ec2Id(one), Name: `image of ${ec2Id(one)}` }),
    undo: (before, { ImageId }) => [ec2(before, 'DeregisterImage', { ImageId })],
  },
  {
    type: VOLUME,
    call: (one) => volumeOf(one, 'gp3', 4_000, 250),
    undo: (one) => [
      volumeOf(one, attribute(one, 'volume_type'), attribute(one, 'iops'), attribute(one, 'throughput_mibps')),
    ],
  },
  {
    type: VOLUME,
    call: (one) => ec2(one, 'CreateSnapshot', { VolumeId: ec2Id(one) }),
    undo: (before, { SnapshotId }) => [ec2(before, 'DeleteSnapshot', { SnapshotId })],
  },
  {
    type: 'AWS::EC2::Snapshot',
    call: (one) =>
      ec2(one, 'CreateVolume', { SnapshotId: ec2Id(one), AvailabilityZone: `${one.region}a`, VolumeType: 'gp3' }),
    undo: (before, { VolumeId }) => [ec2(before, 'DeleteVolume', { VolumeId })],
  },
  {
    type: 'AWS::EC2::EIP',
    call: (one) => ec2(one, 'AllocateAddress', { Domain: 'vpc' }),
    undo: (before, { AllocationId }) => [ec2(before, 'ReleaseAddress', { AllocationId })],
  },
  {
    type: DATABASE,
    call: (one) => databaseCall(one, 'StopDBInstance'),
    undo: (before) => [databaseCall(before, 'StartDBInstance')],
  },
  {
    type: DATABASE,
    call: (one) => modified(one, { DBInstanceClass: 'db.m7g.large', MultiAZ: !attribute<boolean>(one, 'multi_az') }),
    undo: (before) => [
      modified(before, {
        DBInstanceClass: attribute(before, 'instance_class'),
        MultiAZ: attribute<boolean>(before, 'multi_az'),
      }),
    ],
  },
  {
    type: 'AWS::Logs::LogGroup',
    call: (one) =>
      awsCallOf(one, 'cloudwatch-logs', 'PutRetentionPolicy', { logGroupName: one.name, retentionInDays: 3 }),
    undo: (one) => {
      const retentionInDays = attribute<number | null>(one, 'retention_days');
      const operation = retentionInDays === null ? 'DeleteRetentionPolicy' : 'PutRetentionPolicy';
      const days = retentionInDays === null ? {} : { retentionInDays };
      return [awsCallOf(one, 'cloudwatch-logs', operation, { logGroupName: one.name, ...days })];
    },
  },
  {
    type: 'AWS::S3::Bucket',
    call: (one) =>
      bucketCall(one, 'PutBucketIntelligentTieringConfiguration', {
        Id: tiering.Id,
        IntelligentTieringConfiguration: tiering,
      }),
    undo: (before) =>
      attribute<{ id: string }[]>(before, 'intelligent_tiering').some(({ id }) => id === tiering.Id)
        ? []
        : [bucketCall(before, 'DeleteBucketIntelligentTieringConfiguration', { Id: tiering.Id })],
  },
  {
    type: MACHINE,
    call: (one) => azureCall('POST', one.resource_id, { more: '/deallocate' }),
    undo: ({ status, resource_id }) => {
      if (status === 'PowerState/deallocated') return [];
      const start = azureCall('POST', resource_id, { more: '/start' });
      return status === 'PowerState/running' ? [start] : [start, azureCall('POST', resource_id, { more: '/powerOff' })];
    },
  },
  {
    type: MACHINE,
    call: (one) => sizeCall(one, 'Standard_D2s_v5'),
    undo: (before) => [sizeCall(before, attribute(before, 'vm_size'))],
  },
  {
    type: 'microsoft.compute/disks',
    call: (one) => skuOf(one, 'StandardSSD_LRS'),
    undo: (before) => [skuOf(before, attribute(before, 'sku'))],
  },
  {
    type: 'microsoft.compute/disks',
    call: (one) =>
      azureCall('PUT', one.resource_id.replace(/\/disks\/(.*)$/, '/snapshots/$1-copy'), {
        body: {
          location: one.region ?? '',
          properties: { creationData: { createOption: 'Copy', sourceResourceId: one.resource_id } },
        },
      }),
    undo: (before) => [azureCall('DELETE', before.resource_id.replace(/\/disks\/(.*)$/, '/snapshots/$1-copy'))],
  },
  {
    type: 'microsoft.web/serverfarms',
    call: (one) => skuOf(one, 'P0v3'),
    undo: (before) => [skuOf(before, attribute(before, 'sku'))],
  },
];

/** Deleting an image leaves its snapshots, which are deleted by their own calls. */
async function deleteSnapshotsOf(cloud: CalledSample, before: SampleResource, image_id: string): Promise<void> {
  const filters = [{ Name: 'description', Values: [`Created by CreateImage(${ec2Id(before)}) for ${image_id}`] }];
  const { Snapshots } = await cloud.ask(ec2(before, 'DescribeSnapshots', { Filters: filters }));
  for (const { SnapshotId } of Snapshots as { SnapshotId: string }[])
    await cloud.ask(ec2(before, 'DeleteSnapshot', { SnapshotId }));
}

const TYPES = [...new Set(PAIRS.map(({ type }) => type))];
const resources = new Map(
  TYPES.map((type) => [type, [...calledSample().now.values()].filter((one) => one.resource_type === type)]),
);
/** A few resources of each type, so that several calls meet on one. */
const FEW = 3;
const step = fc.record({ pair: fc.constantFrom(...PAIRS), of: fc.nat(FEW - 1) });

describe('calls to the sample cloud', () => {
  it('leave it a valid inventory in any order, and as it was when they are undone in turn', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(200), fc.array(step, { minLength: 1, maxLength: 12 }), async (from, steps) => {
        const cloud = calledSample();
        const undos: (() => Promise<void>)[] = [];
        for (const { pair, of } of steps) {
          const all = resources.get(pair.type)!;
          const before = cloud.now.get(all[(from + of) % all.length]!.resource_id)!;
          const answer = await cloud.call(pair.call(before));
          if (!answer.ok) {
            expect(answer.meaning).toBe('refused');
            continue;
          }
          made += 1;
          undos.unshift(async () => {
            for (const call of pair.undo(before, answer.body as Body)) await cloud.ask(call);
            const { ImageId } = (answer.body ?? {}) as Body;
            if (ImageId) await deleteSnapshotsOf(cloud, before, String(ImageId));
          });
        }
        for (const after of cloud.changed.values()) if (after) inventoryResource.parse(after);
        expect(openLinks([...cloud.now.values()])).toEqual([]);
        for (const undo of undos) await undo();
        expect(differences(cloud)).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(made).toBeGreaterThan(150);
  });
});
