import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import {
  type Answers,
  type Condition,
  defineAction,
  type Inspection,
  type Kept,
  type Standing,
  type Step,
  type Subject,
} from '../../action.ts';
import {
  describeSnapshot,
  ownSnapshotsOf,
  type Snapshot,
  snapshotsIn,
  snapshotsOfVolume,
  whetherWhole,
} from './ebs-snapshot.ts';
import { describeVolume, holdersOf, performanceOf, type Volume, volumeIn } from './ebs-volume.ts';
import { goneInspection, holds, isUnanswered, unread, unreadInspection, warning } from './services-common.ts';
import {
  createdBy,
  DAY_SECONDS,
  ec2,
  listIn,
  notManaged,
  SHORT_SECONDS,
  SOURCE_VOLUME_TAG,
  stackWarnings,
  tagsOf,
  tagsOfCopy,
  waitFor,
} from './storage-parts.ts';

type Deletion = Subject<'ec2.delete_volume'>;

const idOf = ({ parameters }: Deletion): string => parameters.volume_id;
const look = (subject: Deletion) => describeVolume(subject, idOf(subject));

/** Tags by which Kubernetes knows the volume of a PersistentVolume: those of its own controller and of the CSI driver. */
const KUBERNETES_TAGS = ['kubernetes.io/created-for/pv/name', 'CSIVolumeName', 'ebs.csi.aws.com/cluster'];

/**
 * An unattached volume of Kubernetes may be what a claim comes back for, as when an application is scaled to nothing:
 * only its cluster knows, which is not looked into.
 */
function notOfKubernetes(tags: Record<string, string>): Condition {
  const found = KUBERNETES_TAGS.find((key) => key in tags);
  const named = tags['kubernetes.io/created-for/pv/name'] ?? tags['CSIVolumeName'];
  return holds('not_of_kubernetes', 'not the volume of a PersistentVolume', found === undefined, {
    met: 'Kubernetes did not make it.',
    not_met: `Kubernetes made it for ${named === undefined ? 'a PersistentVolume' : `the PersistentVolume ${named}`}, which may still refer to it. Delete that in its cluster, and the volume goes along; if the cluster is gone, take the tag ${found} off the volume.`,
  });
}

function conditionsOf(volume: Volume, snapshots: CloudAnswer | undefined): Condition[] {
  const holders = holdersOf(volume);
  const tags = tagsOf(volume.Tags);
  return [
    holds('not_attached', 'attached to nothing', holders === null, {
      met: 'It is attached to nothing.',
      not_met: `It is attached to ${holders}. Find out what it is used for; only what is attached to nothing is deleted.`,
    }),
    holds('available', 'in the state available', volume.State === 'available' || holders !== null, {
      met: `It is ${volume.State}.`,
      not_met: `It is ${volume.State}, not available. Propose the change again once it is.`,
    }),
    notManaged(volume.Operator),
    notOfKubernetes(tags),
    holds('not_on_outpost', 'not on an Outpost', !volume.OutpostArn, {
      met: 'It is in a region of AWS.',
      not_met: 'It is on an Outpost, where snapshots are made and kept otherwise. Delete it by hand.',
    }),
    // Without them it can't be told when its snapshot is completed.
    ...(isUnanswered(snapshots) ? [unread('snapshots_known', 'its snapshots can be looked at', snapshots)] : []),
    ...stackWarnings(tags),
    ...(volume.KmsKeyId
      ? [
          warning(
            'key_stays',
            'encrypted with a key that stays',
            `It is encrypted with ${volume.KmsKeyId}, and so is the snapshot: without that key it can't be restored.`,
          ),
        ]
      : []),
  ];
}

function inspect(subject: Deletion, { volume: answer, snapshots }: Answers): Inspection {
  if (isUnanswered(answer)) return unreadInspection(answer);
  const volume = volumeIn(answer);
  if (volume === null) return { ...goneInspection, is_done: true };
  const others = snapshotsIn(snapshots).length;
  return {
    exists: true,
    tags: tagsOf(volume.Tags),
    state: {
      state: volume.State ?? null,
      size_gib: volume.Size ?? null,
      volume_type: volume.VolumeType ?? null,
      attached_to: holdersOf(volume),
      availability_zone: volume.AvailabilityZone ?? null,
    },
    before: { state: volume.State ?? null },
    after: { state: 'deleted' },
    conditions: conditionsOf(volume, snapshots),
    dependents: [
      `A snapshot of its ${volume.Size} GiB is made first, stays, and is paid for; what is written after it has begun is not in it`,
      ...(others > 0
        ? [`${others === 1 ? 'A snapshot' : `${others} snapshots`} of it stay${others === 1 ? 's' : ''}`]
        : []),
    ],
    is_done: false,
  };
}

const newestIn = (answer: CloudAnswer): Snapshot | undefined =>
  snapshotsIn(answer).toSorted((a, b) => (b.StartTime ?? '').localeCompare(a.StartTime ?? ''))[0];

const makeSnapshot = (subject: Deletion, { Size, Tags }: Volume): Step => ({
  id: 'snapshot',
  title: 'Make a snapshot, and wait until it is completed',
  look: ownSnapshotsOf(subject, idOf(subject)),
  judge: (answer) => {
    const newest = newestIn(answer);
    return newest === undefined ? { at: 'todo' } : whetherWhole(newest, Size);
  },
  call: ec2(subject, 'CreateSnapshot', {
    VolumeId: idOf(subject),
    Description: `Before ${idOf(subject)} was deleted`,
    TagSpecifications: [
      {
        ResourceType: 'snapshot',
        Tags: [
          ...tagsOfCopy(subject, Tags).filter(({ Key }) => Key !== SOURCE_VOLUME_TAG),
          { Key: SOURCE_VOLUME_TAG, Value: idOf(subject) },
        ],
      },
    ],
  }),
  // The first snapshot of a large volume takes hours.
  timeout_seconds: DAY_SECONDS,
  passing_refusals: [
    'ConcurrentSnapshotLimitExceeded',
    'SnapshotCreationPerVolumeRateExceeded',
    'PendingSnapshotLimitExceeded',
  ],
});

const deleteVolume = (subject: Deletion): Step => ({
  id: 'delete',
  title: 'Delete the volume',
  look: look(subject),
  judge: (answer) => {
    const volume = volumeIn(answer);
    if (volume === null) return { at: 'done' };
    const holders = holdersOf(volume);
    if (holders !== null)
      return { at: 'impossible', because: `Somebody attached it to ${holders} meanwhile, so it was not deleted.` };
    return volume.State === 'deleting' ? { at: 'under_way', message: 'It is being deleted.' } : { at: 'todo' };
  },
  call: ec2(subject, 'DeleteVolume', { VolumeId: idOf(subject) }),
  timeout_seconds: SHORT_SECONDS,
});

const verification = (subject: Deletion, before: Answers, { snapshot_id = '' }: Kept): Step[] => [
  {
    id: 'deleted',
    title: 'Look whether the volume is gone',
    look: look(subject),
    judge: (answer) => waitFor(volumeIn(answer) === null, 'AWS still shows it.'),
    call: null,
    timeout_seconds: SHORT_SECONDS,
  },
  {
    id: 'snapshot_kept',
    title: 'Look whether the snapshot is completed',
    look: describeSnapshot(subject, snapshot_id),
    judge: (answer) => {
      const [snapshot] = snapshotsIn(answer);
      if (snapshot === undefined) return { at: 'impossible', because: `The snapshot ${snapshot_id} is gone.` };
      return whetherWhole(snapshot, volumeIn(before['volume'])?.Size);
    },
    call: null,
    timeout_seconds: SHORT_SECONDS,
  },
];

/** What is there instead of the volume: nothing has to be restored while it is there itself. */
const findVolume = (subject: Deletion): Step => ({
  id: 'find_volume',
  title: 'Look whether the volume is still there',
  look: look(subject),
  judge: (answer) => {
    const volume = volumeIn(answer);
    return volume?.State === 'deleting'
      ? { at: 'under_way', message: 'It is being deleted.' }
      : { at: 'done', kept: { volume_is: volume === null ? 'gone' : 'there' } };
  },
  call: null,
  timeout_seconds: SHORT_SECONDS,
});

/** Found by its tag again, wherever the change was interrupted. */
const findSnapshot = (subject: Deletion, { Size }: Volume, { volume_is }: Kept): Step => ({
  id: 'find_snapshot',
  title: 'Look for the snapshot, where the volume is gone',
  look: ownSnapshotsOf(subject, idOf(subject)),
  judge: (answer) => {
    if (volume_is === 'there') return { at: 'done' };
    const newest = newestIn(answer);
    return newest === undefined
      ? { at: 'impossible', because: 'It was gone before a snapshot was made of it, so nothing restores it.' }
      : whetherWhole(newest, Size);
  },
  call: null,
  timeout_seconds: DAY_SECONDS,
});

function whetherRestored(restored: Volume | undefined): Standing {
  if (restored === undefined) return { at: 'todo' };
  if (restored.State === 'creating') return { at: 'under_way', message: `${restored.VolumeId} is being made.` };
  return restored.State === 'error'
    ? { at: 'impossible', because: `AWS could not make ${restored.VolumeId} from the snapshot, which stays.` }
    : { at: 'done', kept: { restored_volume_id: restored.VolumeId ?? '' } };
}

function restore(subject: Deletion, volume: Volume, { volume_is, snapshot_id }: Kept): Step {
  const { VolumeType, Iops, Throughput, Encrypted, KmsKeyId, MultiAttachEnabled } = volume;
  return {
    id: 'restore',
    title: 'Make a volume from the snapshot',
    look: ec2(subject, 'DescribeVolumes', { Filters: [createdBy(subject)] }),
    judge: (answer) =>
      volume_is === 'there'
        ? { at: 'done' }
        : whetherRestored(listIn<Volume>(answer, 'Volumes').find(({ State }) => State !== 'deleting')),
    call: ec2(subject, 'CreateVolume', {
      SnapshotId: snapshot_id ?? '',
      AvailabilityZone: volume.AvailabilityZone ?? '',
      VolumeType: VolumeType ?? 'gp2',
      ...performanceOf(VolumeType, Iops, Throughput),
      ...(Encrypted && KmsKeyId ? { Encrypted, KmsKeyId } : {}),
      ...(MultiAttachEnabled ? { MultiAttachEnabled } : {}),
      TagSpecifications: [{ ResourceType: 'volume', Tags: tagsOfCopy(subject, volume.Tags) }],
      ClientToken: subject.remediation_id,
    }),
    timeout_seconds: DAY_SECONDS,
    passing_refusals: ['IncorrectState'],
  };
}

/** Deletes an EBS volume that is attached to nothing, after a snapshot of it is completed. */
export const ec2DeleteVolume = defineAction({
  action: 'ec2.delete_volume',
  title: 'Delete an EBS volume',
  cloud: 'aws',
  resource_types: ['AWS::EC2::Volume'],
  destructive: true,
  interruption: null,
  reversibility: 'partial',
  undo_text:
    'A volume is made from the snapshot, in the same zone, with the same type, performance, key and tags. It has a new id, and is slower until what is read of it was read once. The snapshot stays in any case: delete it when nobody needs it.',
  undo_days: null,
  permissions: {
    look: ['ec2:DescribeVolumes', 'ec2:DescribeSnapshots'],
    change: ['ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:DeleteVolume'],
    // Of encrypted volumes alone (Amazon EBS User Guide, “Amazon EBS encryption”, permissions for IAM principals).
    undo: [
      'ec2:CreateVolume',
      'ec2:CreateTags',
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
  },
  reads: (subject) => ({ volume: look(subject), snapshots: snapshotsOfVolume(subject, idOf(subject)) }),
  inspect,
  steps: (subject, before) => [makeSnapshot(subject, volumeIn(before['volume']) ?? {}), deleteVolume(subject)],
  verification,
  undo: (subject, before, kept) => {
    const volume = volumeIn(before['volume']) ?? {};
    return [findVolume(subject), findSnapshot(subject, volume, kept), restore(subject, volume, kept)];
  },
});
