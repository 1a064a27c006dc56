import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Subject } from '../../action.ts';
import { type AwsTag, ec2, listIn } from './storage-parts.ts';

/** What is read of a volume in the answer of DescribeVolumes. */
export interface Volume {
  VolumeId?: string;
  State?: string;
  Size?: number;
  VolumeType?: string;
  Iops?: number;
  Throughput?: number;
  AvailabilityZone?: string;
  OutpostArn?: string;
  Encrypted?: boolean;
  KmsKeyId?: string;
  MultiAttachEnabled?: boolean;
  Operator?: { Managed?: boolean; Principal?: string };
  Attachments?: { InstanceId?: string; AssociatedResource?: string; Device?: string; State?: string }[];
  Tags?: AwsTag[];
}

/** Asks for one volume. */
export const describeVolume = (subject: Subject, volume_id: string): AwsCall =>
  ec2(subject, 'DescribeVolumes', { VolumeIds: [volume_id] });

/** The volume that was asked for, which `deleted` ones are not; null where it is gone. */
export const volumeIn = (answer: CloudAnswer | undefined): Volume | null =>
  listIn<Volume>(answer, 'Volumes').find(({ State }) => State !== 'deleted') ?? null;

/** What it is attached to: ids in order, with commas between; null where it is attached to nothing. */
export const holdersOf = ({ Attachments = [] }: Volume): string | null =>
  Attachments.map(({ InstanceId, AssociatedResource }) => InstanceId ?? AssociatedResource ?? 'something')
    .toSorted()
    .join(', ') || null;

const PROVISIONED = new Set(['io1', 'io2', 'gp3']);

/** What of performance a volume of a type is told; of other types the size tells. */
export const performanceOf = (
  type: string | undefined,
  iops: number | null | undefined,
  throughput: number | null | undefined,
): { Iops?: number; Throughput?: number } => ({
  ...(PROVISIONED.has(type ?? '') && iops != null ? { Iops: iops } : {}),
  ...(type === 'gp3' && throughput != null ? { Throughput: throughput } : {}),
});

/** Texts of a volume's performance: `3000 IOPS, 125 MiB/s`. */
export const performanceText = (iops: number | null | undefined, throughput: number | null | undefined): string =>
  [...(iops == null ? [] : [`${iops} IOPS`]), ...(throughput == null ? [] : [`${throughput} MiB/s`])].join(', ') ||
  'what its size gives it';
