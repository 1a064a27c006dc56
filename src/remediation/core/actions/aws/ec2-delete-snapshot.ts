import { type Answers, type Condition, defineAction, type Inspection, type Subject } from '../../action.ts';
import { describeSnapshot, type Snapshot, snapshotsIn, snapshotsOfVolume } from './ebs-snapshot.ts';
import { describeVolume, volumeIn } from './ebs-volume.ts';
import { goneInspection, holds, isUnanswered, unread, unreadInspection, warning } from './services-common.ts';
import {
  ec2,
  filter,
  listIn,
  SHORT_SECONDS,
  SOURCE_VOLUME_TAG,
  stackWarnings,
  tagsOf,
  waitFor,
} from './storage-parts.ts';

type Deletion = Subject<'ec2.delete_snapshot'>;

/** AWS gives copies of snapshots this id of a volume, which there is none of. */
const NO_VOLUME = 'vol-ffffffff';
/** Amazon EBS User Guide, “Archive Amazon EBS snapshots”: what goes earlier is charged for as long. */
const ARCHIVED_DAYS = 90;

const look = (subject: Deletion) => describeSnapshot(subject, subject.parameters.snapshot_id);

/** Deprecated and disabled images can be used again, and need their snapshots as others do. */
const imagesOf = (subject: Deletion) =>
  ec2(subject, 'DescribeImages', {
    Owners: ['self'],
    Filters: [filter('block-device-mapping.snapshot-id', subject.parameters.snapshot_id)],
    IncludeDeprecated: true,
    IncludeDisabled: true,
  });

/** What keeps snapshots by rules of its own, and would count one that is missing. */
function keeperOf(tags: Record<string, string>, description: string | undefined): string | null {
  const keys = Object.keys(tags);
  if (keys.some((key) => key.startsWith('aws:backup:')) || /AWS Backup service/i.test(description ?? ''))
    return 'AWS Backup';
  return keys.some((key) => key.startsWith('aws:dlm:') || key === 'dlm:managed') ? 'Data Lifecycle Manager' : null;
}

function notOfImage({ images }: Answers): Condition {
  if (isUnanswered(images)) return unread('not_of_image', 'not part of an image', images);
  const ids = listIn<{ ImageId?: string }>(images, 'Images').map(({ ImageId }) => ImageId);
  return holds('not_of_image', 'not part of an image', ids.length === 0, {
    met: 'No image of this account is made of it.',
    not_met: `${ids.join(', ')} ${ids.length === 1 ? 'is an image' : 'are images'} made of it. Deregister ${ids.length === 1 ? 'it' : 'them'} first if nothing is started from ${ids.length === 1 ? 'it' : 'them'}.`,
  });
}

/** A warning where nothing else has the data. */
function onlyCopy({ VolumeId, SnapshotId }: Snapshot, { volume, siblings }: Answers): Condition[] {
  if (volumeIn(volume) !== null) return [];
  if (volume && isUnanswered(volume)) return [unread('not_the_only_copy', 'not the only copy', volume)];
  const others = snapshotsIn(siblings).filter((one) => one.SnapshotId !== SnapshotId && one.State === 'completed');
  return others.length > 0
    ? []
    : [
        warning(
          'not_the_only_copy',
          'not the only copy',
          VolumeId === undefined || VolumeId === NO_VOLUME
            ? 'It is a copy of another snapshot, and it is not known whether that is still there: this may be the only copy of its data.'
            : `Its volume ${VolumeId} is gone and has no other snapshot: this is the only copy of its data.`,
        ),
      ];
}

function conditionsOf(subject: Deletion, snapshot: Snapshot, answers: Answers): Condition[] {
  const tags = tagsOf(snapshot.Tags);
  const keeper = keeperOf(tags, snapshot.Description);
  const { State, OwnerId, StorageTier } = snapshot;
  return [
    holds('own', 'of this account', OwnerId === undefined || OwnerId === subject.account_id, {
      met: 'It belongs to this account.',
      not_met: `It belongs to the account ${OwnerId}, which alone can delete it.`,
    }),
    holds('ended', 'completed or failed', State === 'completed' || State === 'error', {
      met: `It is ${State === 'error' ? 'failed' : State}.`,
      not_met: `It is ${State}. Propose the change again when it is completed.`,
    }),
    notOfImage(answers),
    holds('not_of_a_backup_plan', 'not kept by a backup plan', keeper === null, {
      met: 'Neither AWS Backup nor Data Lifecycle Manager keeps it.',
      not_met: `${keeper} made it, and deletes it by its own rules. Change those, or delete it there.`,
    }),
    ...onlyCopy(snapshot, answers),
    ...(SOURCE_VOLUME_TAG in tags
      ? [
          warning(
            'not_a_way_back',
            'not needed to undo another change',
            `It was made before ${tags[SOURCE_VOLUME_TAG]} was deleted: without it, that can’t be undone any more.`,
          ),
        ]
      : []),
    ...(StorageTier === 'archive'
      ? [
          warning(
            'archived_long_enough',
            'archived long enough',
            `It is archived: if that was less than ${ARCHIVED_DAYS} days ago, AWS charges for the rest of them all the same.`,
          ),
        ]
      : []),
    warning(
      'not_shared',
      'not used by others',
      'Whether it is shared with other accounts, or named in launch templates and scripts, can’t be seen from here.',
    ),
    ...stackWarnings(tags),
  ];
}

function inspect(subject: Deletion, answers: Answers): Inspection {
  const { snapshot: answer } = answers;
  if (isUnanswered(answer)) return unreadInspection(answer);
  const [snapshot] = snapshotsIn(answer);
  if (snapshot === undefined) return { ...goneInspection, is_done: true };
  const state = snapshot.State ?? null;
  return {
    exists: true,
    tags: tagsOf(snapshot.Tags),
    state: {
      state,
      size_gib: snapshot.VolumeSize ?? null,
      volume_id: snapshot.VolumeId ?? null,
      storage_tier: snapshot.StorageTier ?? 'standard',
    },
    before: { state },
    after: { state: 'deleted' },
    conditions: conditionsOf(subject, snapshot, answers),
    dependents: [],
    is_done: false,
  };
}

/** Deletes an EBS snapshot, for good. */
export const ec2DeleteSnapshot = defineAction({
  action: 'ec2.delete_snapshot',
  title: 'Delete an EBS snapshot',
  cloud: 'aws',
  resource_types: ['AWS::EC2::Snapshot'],
  destructive: true,
  interruption: null,
  reversibility: 'none',
  undo_text:
    'Nothing brings it back from here. Where a retention rule of the Recycle Bin fits it, AWS keeps it for as long as that says, and it can be restored there (aws ec2 restore-snapshot-from-recycle-bin).',
  undo_days: 0,
  permissions: {
    look: ['ec2:DescribeSnapshots', 'ec2:DescribeImages', 'ec2:DescribeVolumes'],
    change: ['ec2:DeleteSnapshot'],
    undo: [],
  },
  reads: (subject, { snapshot }) => {
    const { VolumeId } = snapshotsIn(snapshot)[0] ?? {};
    return {
      snapshot: look(subject),
      images: imagesOf(subject),
      ...(VolumeId && VolumeId !== NO_VOLUME
        ? { volume: describeVolume(subject, VolumeId), siblings: snapshotsOfVolume(subject, VolumeId) }
        : {}),
    };
  },
  inspect,
  steps: (subject) => [
    {
      id: 'delete',
      title: 'Delete the snapshot',
      look: look(subject),
      judge: (answer) => (snapshotsIn(answer).length === 0 ? { at: 'done' } : { at: 'todo' }),
      call: ec2(subject, 'DeleteSnapshot', { SnapshotId: subject.parameters.snapshot_id }),
      timeout_seconds: SHORT_SECONDS,
    },
  ],
  verification: (subject) => [
    {
      id: 'deleted',
      title: 'Look whether the snapshot is gone',
      look: look(subject),
      judge: (answer) => waitFor(snapshotsIn(answer).length === 0, 'AWS still shows it.'),
      call: null,
      timeout_seconds: SHORT_SECONDS,
    },
  ],
  undo: () => [],
});
