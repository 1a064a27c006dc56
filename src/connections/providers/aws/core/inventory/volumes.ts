import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  arnOf,
  ec2ResourceAt,
  instant,
  known,
  said,
  sortedBy,
  tagsOf,
} from './common.ts';

export const VOLUMES: AwsFamily = {
  resource_types: ['AWS::EC2::Volume'],
  permissions: ['ec2:DescribeVolumes'],
  scope: 'regional',
};

/** What is read of a volume in the answer of DescribeVolumes. */
export interface EbsVolume {
  VolumeId?: string | undefined;
  VolumeType?: string | undefined;
  Size?: number | undefined;
  Iops?: number | undefined;
  Throughput?: number | undefined;
  State?: string | undefined;
  CreateTime?: Date | undefined;
  AvailabilityZone?: string | undefined;
  SnapshotId?: string | undefined;
  Encrypted?: boolean | undefined;
  KmsKeyId?: string | undefined;
  MultiAttachEnabled?: boolean | undefined;
  Attachments?:
    | {
        InstanceId?: string | undefined;
        Device?: string | undefined;
        State?: string | undefined;
        AttachTime?: Date | undefined;
        DeleteOnTermination?: boolean | undefined;
        AssociatedResource?: string | undefined;
      }[]
    | undefined;
  Tags?: AwsTag[] | undefined;
}

/** A volume, attached to instances or to what a service of AWS runs for the account, such as a task. */
export function volumeResource(place: AwsPlace, volume: EbsVolume): InventoryResource {
  const attachments = sortedBy(
    (volume.Attachments ?? []).map((one) => ({
      instance_id: known(one.InstanceId),
      associated_resource: known(one.AssociatedResource),
      device: known(one.Device),
      state: known(one.State),
      attached_at: instant(one.AttachTime),
      delete_on_termination: known(one.DeleteOnTermination),
    })),
    (one) => one.instance_id ?? one.associated_resource,
  );
  const holders = attachments.map(({ instance_id, associated_resource }) =>
    instance_id === null ? associated_resource : arnOf(place, 'ec2', `instance/${instance_id}`),
  );
  return ec2ResourceAt(place, 'volume', said(volume.VolumeId, 'VolumeId'), {
    resource_type: 'AWS::EC2::Volume',
    status: known(volume.State),
    created_at: instant(volume.CreateTime),
    tags: tagsOf(volume.Tags),
    attached_to: holders.filter((holder) => holder !== null),
    attributes: {
      volume_type: known(volume.VolumeType),
      size_gib: known(volume.Size),
      iops: known(volume.Iops),
      throughput_mibps: known(volume.Throughput),
      availability_zone: known(volume.AvailabilityZone),
      attachments,
      // A volume that was not made from a snapshot has an empty text here.
      snapshot_id: volume.SnapshotId || null,
      encrypted: known(volume.Encrypted),
      kms_key_id: known(volume.KmsKeyId),
      multi_attach: known(volume.MultiAttachEnabled),
    },
  });
}
