import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Standing, Subject } from '../../action.ts';
import { type AwsTag, createdBy, ec2, filter, listIn } from './storage-parts.ts';

/** What is read of a snapshot in the answer of DescribeSnapshots. */
export interface Snapshot {
  SnapshotId?: string;
  VolumeId?: string;
  VolumeSize?: number;
  State?: string;
  StateMessage?: string;
  Progress?: string;
  StartTime?: string;
  StorageTier?: string;
  OwnerId?: string;
  Description?: string;
  Tags?: AwsTag[];
}

/** Asks for one snapshot. */
export const describeSnapshot = (subject: Subject, snapshot_id: string): AwsCall =>
  ec2(subject, 'DescribeSnapshots', { SnapshotIds: [snapshot_id] });

/** Asks for the account's own snapshots of a volume. */
export const snapshotsOfVolume = (subject: Subject, volume_id: string): AwsCall =>
  ec2(subject, 'DescribeSnapshots', { OwnerIds: ['self'], Filters: [filter('volume-id', volume_id)] });

/** Asks for the snapshots that this remediation has made of a volume. */
export const ownSnapshotsOf = (subject: Subject, volume_id: string): AwsCall =>
  ec2(subject, 'DescribeSnapshots', {
    OwnerIds: ['self'],
    Filters: [filter('volume-id', volume_id), createdBy(subject)],
  });

export const snapshotsIn = (answer: CloudAnswer | undefined): Snapshot[] => listIn<Snapshot>(answer, 'Snapshots');

/** Whether a snapshot holds the whole of a volume of so many GiB. */
export function whetherWhole(snapshot: Snapshot, size_gib: number | undefined): Standing {
  const { SnapshotId = '', State, StateMessage, Progress, VolumeSize } = snapshot;
  if (State === 'error')
    return { at: 'impossible', because: `AWS could not make the snapshot ${SnapshotId} (${StateMessage ?? 'error'}).` };
  if (State !== 'completed')
    return { at: 'under_way', message: `The snapshot ${SnapshotId} is ${State} (${Progress || '0%'}).` };
  return VolumeSize === size_gib
    ? { at: 'done', kept: { snapshot_id: SnapshotId } }
    : {
        at: 'impossible',
        because: `The snapshot ${SnapshotId} is of ${VolumeSize} GiB, and the volume of ${size_gib} GiB: it is not kept for whole.`,
      };
}
