import { describe, expect, it } from 'vitest';
import type { CloudAnswer } from '../src/connections/core/cloud-call.ts';
import { inventoryResource } from '../src/connections/core/inventory.ts';
import type { SampleResource } from '../src/connections/providers/sample/core/cloud/api/sample-resource.ts';
import { awsCall, type CalledSample, calledSample } from './support/sample-calls.ts';
import { openLinks } from './support/sample-links.ts';

const shortId = (resource: SampleResource): string => resource.resource_id.split('/').at(-1)!;
const first = (cloud: CalledSample, type: string, isIt: (one: SampleResource) => boolean = () => true) => {
  const found = [...cloud.now.values()].find((one) => one.resource_type === type && isIt(one));
  if (!found) throw new Error(`The sample cloud has no such ${type}.`);
  return found;
};
const ec2 = (operation: string, input: Record<string, never> | object, region: string | null) =>
  awsCall('ec2', operation, input as never, region ?? '');
const codeOf = (answer: CloudAnswer) => (answer.ok ? 'ok' : `${answer.meaning} ${answer.code}`);
const TAGS = [{ Key: 'finopsmind:remediation', Value: 'r-1' }];
const BY_TAG = [{ Name: 'tag:finopsmind:remediation', Values: ['r-1'] }];

describe('calls of EC2 to the sample cloud', () => {
  it('stop, resize and start an instance, which the inventory shows', async () => {
    const cloud = calledSample();
    const instance = first(
      cloud,
      'AWS::EC2::Instance',
      (one) => one.attributes['instance_type'] === 'm6i.xlarge' && one.status === 'running',
    );
    const id = shortId(instance);
    const call = (operation: string, input: object) => cloud.call(ec2(operation, input, instance.region));
    const modify = { InstanceId: id, InstanceType: { Value: 'm6i.large' } };
    expect(codeOf(await call('ModifyInstanceAttribute', modify))).toBe('refused IncorrectInstanceState');
    expect(await call('StopInstances', { InstanceIds: [id] })).toMatchObject({
      body: { StoppingInstances: [{ CurrentState: { Name: 'stopping' }, PreviousState: { Code: 16 } }] },
    });
    expect(await call('DescribeInstances', { InstanceIds: [id] })).toMatchObject({
      body: {
        Reservations: [
          {
            Instances: [
              {
                State: { Code: 80, Name: 'stopped' },
                StateTransitionReason: expect.stringMatching(/^User initiated \(2026-11-25 09:00:\d\d GMT\)$/),
              },
            ],
          },
        ],
      },
    });
    expect(codeOf(await call('ModifyInstanceAttribute', modify))).toBe('ok');
    expect(codeOf(await call('StartInstances', { InstanceIds: [id] }))).toBe('ok');
    expect(cloud.now.get(instance.resource_id)).toMatchObject({
      status: 'running',
      attributes: { instance_type: 'm6i.large', vcpus: 2 },
    });
    expect(await call('DescribeInstanceStatus', { InstanceIds: [id] })).toMatchObject({
      body: { InstanceStatuses: [{ InstanceStatus: { Status: 'ok' }, SystemStatus: { Status: 'ok' } }] },
    });
  });

  it('delete a volume and restore it from its snapshot', async () => {
    const cloud = calledSample();
    const { resource_id } = cloud.made.truth.find(({ kind }) => kind === 'ebs-unattached')!;
    const volume = cloud.now.get(resource_id)!;
    const call = (operation: string, input: object) => cloud.call(ec2(operation, input, volume.region));
    const snapshotting = {
      VolumeId: shortId(volume),
      Description: 'Before it is deleted',
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: TAGS }],
    };
    const { SnapshotId } = await cloud.ask(ec2('CreateSnapshot', snapshotting, volume.region));
    expect(await call('DescribeSnapshots', { OwnerIds: ['self'], Filters: BY_TAG })).toMatchObject({
      body: { Snapshots: [{ SnapshotId, State: 'completed', Tags: TAGS, VolumeSize: volume.attributes['size_gib'] }] },
    });
    await cloud.ask(ec2('DeleteVolume', { VolumeId: shortId(volume) }, volume.region));
    expect(codeOf(await call('DescribeVolumes', { VolumeIds: [shortId(volume)] }))).toBe('gone InvalidVolume.NotFound');
    const create = {
      AvailabilityZone: volume.attributes['availability_zone'],
      SnapshotId,
      VolumeType: volume.attributes['volume_type'],
      ClientToken: 'r-1-restore',
      TagSpecifications: [{ ResourceType: 'volume', Tags: TAGS }],
    };
    const { VolumeId } = await cloud.ask(ec2('CreateVolume', create, volume.region));
    expect(await cloud.ask(ec2('CreateVolume', create, volume.region))).toMatchObject({ VolumeId });
    expect(await call('DescribeVolumes', { Filters: BY_TAG })).toMatchObject({
      body: { Volumes: [{ VolumeId, State: 'available', SnapshotId, Size: volume.attributes['size_gib'] }] },
    });
    const restored = [...cloud.now.values()].find((one) => one.resource_id.endsWith(String(VolumeId)))!;
    const { snapshot_id: _, ...attributes } = restored.attributes;
    expect(volume.attributes).toMatchObject(attributes);
  });

  it('keep the resources those of an inventory, whatever is done', async () => {
    const cloud = calledSample();
    const instance = first(
      cloud,
      'AWS::EC2::Instance',
      (one) => (one.attributes['volumes'] as unknown[]).length > 1 && one.status === 'running',
    );
    const call = (operation: string, input: object) => cloud.ask(ec2(operation, input, instance.region));
    const { ImageId } = await call('CreateImage', {
      InstanceId: shortId(instance),
      Name: 'before r-1',
      NoReboot: true,
    });
    await call('TerminateInstances', { InstanceIds: [shortId(instance)] });
    expect(openLinks([...cloud.now.values()])).toEqual([]);
    await call('DeregisterImage', { ImageId });
    expect(openLinks([...cloud.now.values()])).toEqual([]);
    for (const resource of cloud.now.values()) inventoryResource.parse(resource);
  });
});
