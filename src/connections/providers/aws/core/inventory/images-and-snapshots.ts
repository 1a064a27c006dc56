import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  arnOf,
  ec2ResourceAt,
  instant,
  instantOfText,
  known,
  said,
  sorted,
  tagsOf,
} from './common.ts';

/** Looked at together: whether an image needs a snapshot decides whether the snapshot may go. */
export const IMAGES_AND_SNAPSHOTS: AwsFamily = {
  resource_types: ['AWS::EC2::Image', 'AWS::EC2::Snapshot'],
  permissions: ['ec2:DescribeImages', 'ec2:DescribeSnapshots'],
  scope: 'regional',
};

/** What is read of an image in the answer of DescribeImages. */
export interface Ec2Image {
  ImageId?: string | undefined;
  OwnerId?: string | undefined;
  Name?: string | undefined;
  Description?: string | undefined;
  State?: string | undefined;
  CreationDate?: string | undefined;
  DeprecationTime?: string | undefined;
  LastLaunchedTime?: string | undefined;
  Architecture?: string | undefined;
  PlatformDetails?: string | undefined;
  RootDeviceType?: string | undefined;
  Public?: boolean | undefined;
  SourceInstanceId?: string | undefined;
  BlockDeviceMappings?:
    | { Ebs?: { SnapshotId?: string | undefined; VolumeSize?: number | undefined } | undefined }[]
    | undefined;
  Tags?: AwsTag[] | undefined;
}

/** What is read of a snapshot in the answer of DescribeSnapshots. */
export interface EbsSnapshot {
  SnapshotId?: string | undefined;
  OwnerId?: string | undefined;
  VolumeId?: string | undefined;
  VolumeSize?: number | undefined;
  FullSnapshotSizeInBytes?: number | undefined;
  State?: string | undefined;
  StartTime?: Date | undefined;
  StorageTier?: string | undefined;
  RestoreExpiryTime?: Date | undefined;
  Description?: string | undefined;
  Encrypted?: boolean | undefined;
  KmsKeyId?: string | undefined;
  Tags?: AwsTag[] | undefined;
}

/** The snapshots that an image is made of. */
export const snapshotsOf = ({ BlockDeviceMappings = [] }: Ec2Image): string[] =>
  sorted(BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []));

/** An image of the account itself. */
export function imageResource(place: AwsPlace, image: Ec2Image): InventoryResource {
  const sizes = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => (Ebs ? [Ebs.VolumeSize] : []));
  return ec2ResourceAt(place, 'image', said(image.ImageId, 'ImageId'), {
    resource_type: 'AWS::EC2::Image',
    name: image.Name ?? null,
    status: known(image.State),
    created_at: instantOfText(image.CreationDate),
    tags: tagsOf(image.Tags),
    attributes: {
      description: image.Description || null,
      architecture: known(image.Architecture),
      platform: known(image.PlatformDetails),
      root_device_type: known(image.RootDeviceType),
      public: known(image.Public),
      deprecated_at: instantOfText(image.DeprecationTime),
      // AWS tells of launches a day late, and of none before 2022.
      last_launched_at: instantOfText(image.LastLaunchedTime),
      source_instance_id: known(image.SourceInstanceId),
      snapshot_ids: snapshotsOf(image),
      size_gib: sizes.includes(undefined) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    },
  });
}

/** A snapshot of the account itself; `image_ids` are its own images that are made of it. */
export function snapshotResource(place: AwsPlace, snapshot: EbsSnapshot, image_ids: string[]): InventoryResource {
  return ec2ResourceAt(place, 'snapshot', said(snapshot.SnapshotId, 'SnapshotId'), {
    resource_type: 'AWS::EC2::Snapshot',
    status: known(snapshot.State),
    created_at: instant(snapshot.StartTime),
    tags: tagsOf(snapshot.Tags),
    attached_to: sorted(image_ids).map((id) => arnOf(place, 'ec2', `image/${id}`)),
    attributes: {
      description: snapshot.Description || null,
      volume_id: known(snapshot.VolumeId),
      size_gib: known(snapshot.VolumeSize),
      full_size_bytes: known(snapshot.FullSnapshotSizeInBytes),
      start_time: instant(snapshot.StartTime),
      // Only archived ones name their tier in some regions.
      storage_tier: snapshot.StorageTier ?? 'standard',
      restored_until: instant(snapshot.RestoreExpiryTime),
      encrypted: known(snapshot.Encrypted),
      kms_key_id: known(snapshot.KmsKeyId),
      image_ids: sorted(image_ids),
    },
  });
}
