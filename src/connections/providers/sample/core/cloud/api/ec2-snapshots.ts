import { imageResource } from '../../../../aws/core/inventory/images-and-snapshots.ts';
import { changed } from '../action-rule.ts';
import { snapshotOfVolume } from '../effects.ts';
import { shortId } from '../network-ids.ts';
import { describedBy, ec2Resource, needed, tagsAsList, tagsFor, textOf } from './aws-input.ts';
import { IMAGE, INSTANCE, SNAPSHOT, VOLUME } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, newId, refusal } from './operation.ts';
import { beyond, knowing, type SampleResource, told } from './sample-resource.ts';

const MISSING = 'InvalidSnapshot.NotFound';
const MISSING_IMAGE = 'InvalidAMIID.NotFound';

const snapshotAnswer = (snapshot: SampleResource) => ({
  Tags: tagsAsList(snapshot.tags),
  StorageTier: told(snapshot, 'storage_tier'),
  FullSnapshotSizeInBytes: told(snapshot, 'full_size_bytes'),
  SnapshotId: shortId(snapshot.resource_id),
  VolumeId: told(snapshot, 'volume_id'),
  State: snapshot.status,
  StartTime: told(snapshot, 'start_time'),
  Progress: '100%',
  OwnerId: snapshot.account_id,
  Description: told(snapshot, 'description') ?? '',
  VolumeSize: told(snapshot, 'size_gib'),
  Encrypted: told(snapshot, 'encrypted'),
  KmsKeyId: told(snapshot, 'kms_key_id'),
});

const SNAPSHOT_FILTERS = {
  'snapshot-id': ({ resource_id }: SampleResource) => [shortId(resource_id)],
  'volume-id': (one: SampleResource) => [told(one, 'volume_id')],
  'volume-size': (one: SampleResource) => [told(one, 'size_gib')],
  status: ({ status }: SampleResource) => [status],
  'owner-id': ({ account_id }: SampleResource) => [account_id],
  description: (one: SampleResource) => [told(one, 'description')],
};

const snapshotIn = (call: AwsTold): SampleResource =>
  ec2Resource(call, SNAPSHOT, needed(call.input, 'SnapshotId'), MISSING);

function createSnapshot(call: AwsTold): object {
  const { input, state, at } = call;
  const volume = ec2Resource(call, VOLUME, needed(input, 'VolumeId'), 'InvalidVolume.NotFound');
  const tags = tagsFor(input, 'snapshot');
  const id = newId(state, 'snap-', volume.resource_id, tags, at);
  const made = state.put(snapshotOfVolume(volume, { id, at, description: textOf(input, 'Description') ?? '', tags }));
  return { ...snapshotAnswer(made), State: 'pending', Progress: '' };
}

interface Mapping {
  DeviceName: string;
  Ebs: {
    SnapshotId: string;
    VolumeSize: number | undefined;
    VolumeType?: string | undefined;
    DeleteOnTermination?: boolean;
    Encrypted?: boolean | undefined;
  };
}

/** Devices of an image that was made before anybody asked are those that such images usually have. */
function mappingsOf(image: SampleResource): Mapping[] {
  const kept = beyond<Mapping[]>(image, 'mappings');
  return (
    kept ??
    (told<string[]>(image, 'snapshot_ids') ?? []).map((SnapshotId, index) => ({
      DeviceName: index === 0 ? '/dev/xvda' : `/dev/sd${'fghijklmnop'[index - 1]}`,
      Ebs: {
        DeleteOnTermination: index === 0,
        SnapshotId,
        VolumeSize: told(image, 'size_gib'),
        VolumeType: 'gp3',
        Encrypted: true,
      },
    }))
  );
}

const imageAnswer = (image: SampleResource) => ({
  PlatformDetails: told(image, 'platform'),
  UsageOperation: 'RunInstances',
  BlockDeviceMappings: mappingsOf(image),
  Description: told(image, 'description'),
  EnaSupport: true,
  Hypervisor: 'xen',
  Name: image.name,
  RootDeviceName: '/dev/xvda',
  RootDeviceType: told(image, 'root_device_type'),
  Tags: tagsAsList(image.tags),
  VirtualizationType: 'hvm',
  DeprecationTime: told(image, 'deprecated_at'),
  SourceInstanceId: told(image, 'source_instance_id'),
  LastLaunchedTime: told(image, 'last_launched_at'),
  ImageId: shortId(image.resource_id),
  ImageLocation: `${image.account_id}/${image.name}`,
  State: image.status,
  OwnerId: image.account_id,
  CreationDate: image.created_at,
  Public: told(image, 'public'),
  Architecture: told(image, 'architecture'),
  ImageType: 'machine',
});

const IMAGE_FILTERS = {
  'image-id': ({ resource_id }: SampleResource) => [shortId(resource_id)],
  name: ({ name }: SampleResource) => [name],
  state: ({ status }: SampleResource) => [status],
  'owner-id': ({ account_id }: SampleResource) => [account_id],
  'block-device-mapping.snapshot-id': (one: SampleResource) => told<string[]>(one, 'snapshot_ids') ?? [],
  'source-instance-id': (one: SampleResource) => [told(one, 'source_instance_id')],
};

/** Takes a snapshot of each volume of an instance, and makes an image of them. */
function createImage(call: AwsTold): object {
  const { input, state, region, at } = call;
  const instance_id = needed(input, 'InstanceId');
  const instance = ec2Resource(call, INSTANCE, instance_id, 'InvalidInstanceID.NotFound');
  const name = needed(input, 'Name');
  const { account_id } = instance;
  const same = state.ofType(IMAGE, region).find((one) => one.name === name && one.account_id === account_id);
  if (same)
    throw refusal('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${shortId(same.resource_id)}`);
  const image_id = newId(state, 'ami-', instance_id, name, at);
  const volumes = (
    told<{ device: string; volume_id: string; delete_on_termination: boolean }[]>(instance, 'volumes') ?? []
  ).map((one) => ({ ...one, volume: ec2Resource(call, VOLUME, one.volume_id, 'InvalidVolume.NotFound') }));
  const mappings = volumes.map(({ device, delete_on_termination, volume }): Mapping => {
    const id = newId(state, 'snap-', image_id, device);
    const description = `Created by CreateImage(${instance_id}) for ${image_id}`;
    const snapshot = snapshotOfVolume(volume, { id, at, description, tags: tagsFor(input, 'snapshot') });
    state.put({
      ...changed(snapshot, { image_ids: [image_id] }),
      attached_to: [instance.resource_id.replace(/instance\/[^/]+$/, `image/${image_id}`)],
    });
    return {
      DeviceName: device,
      Ebs: {
        DeleteOnTermination: delete_on_termination,
        SnapshotId: id,
        VolumeSize: told(volume, 'size_gib'),
        VolumeType: told(volume, 'volume_type'),
        Encrypted: told(volume, 'encrypted'),
      },
    };
  });
  const image = imageResource(
    { partition: 'aws', account_id, region },
    {
      ImageId: image_id,
      OwnerId: account_id,
      Name: name,
      Description: textOf(input, 'Description'),
      State: 'available',
      CreationDate: at,
      Architecture: told(instance, 'architecture'),
      PlatformDetails: told(instance, 'platform'),
      RootDeviceType: 'ebs',
      Public: false,
      SourceInstanceId: instance_id,
      BlockDeviceMappings: mappings,
      Tags: tagsFor(input, 'image'),
    },
  );
  state.put(knowing(image, { mappings }));
  return { ImageId: image_id };
}

/** What EC2 does with snapshots, and with the images that are made of them. */
export const SNAPSHOT_OPERATIONS: AwsOperations = {
  DescribeSnapshots: {
    reads: [SNAPSHOT],
    answer: (call) => ({
      Snapshots: describedBy(call, {
        type: SNAPSHOT,
        name: 'SnapshotIds',
        code: MISSING,
        filters: SNAPSHOT_FILTERS,
      }).map(snapshotAnswer),
    }),
  },
  CreateSnapshot: { reads: [VOLUME, SNAPSHOT], answer: createSnapshot },
  DeleteSnapshot: {
    reads: [SNAPSHOT],
    answer: (call) => {
      call.state.act(snapshotIn(call), { kind: 'delete_snapshot' });
      return {};
    },
  },
  DescribeImages: {
    reads: [IMAGE],
    answer: (call) => ({
      Images: describedBy(call, {
        type: IMAGE,
        name: 'ImageIds',
        code: MISSING_IMAGE,
        filters: IMAGE_FILTERS,
      }).map(imageAnswer),
    }),
  },
  CreateImage: { reads: [INSTANCE, VOLUME, SNAPSHOT, IMAGE], answer: createImage },
  DeregisterImage: {
    reads: [IMAGE, SNAPSHOT],
    answer: (call) => {
      const image = ec2Resource(call, IMAGE, needed(call.input, 'ImageId'), MISSING_IMAGE);
      call.state.act(image, { kind: 'deregister_image' });
      return { Return: true };
    },
  },
};
