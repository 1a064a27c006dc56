import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import { type Answers, defineAction, type Inspection, type Standing, type Step, type Subject } from '../../action.ts';
import {
  bodyOf,
  get,
  isAt,
  isBusy,
  isGone,
  nameOf,
  numberAt,
  PASSING,
  provisioningOf,
  RECORDS,
  tagsOf,
  textAt,
} from './arm.ts';
import { backupBody, backupId, restoredBody } from './disk-backup.ts';
import { condition, holds, inspected, lockCall, notLocked, notManaged, provisioned } from './inspection.ts';
import { removalStep, seenGone } from './removal.ts';

type Removal = Subject<'azure.delete_disk'>;

const TODO: Standing = { at: 'todo' };
const DONE: Standing = { at: 'done' };

/** A first snapshot of the newer kinds of disks is filled in the background, which takes its time (`completionPercent`). */
const SNAPSHOT_SECONDS = 4 * 3_600;

const diskCall = (id: string): AzureCall => get('disk', id);
const uniqueOf = (disk: unknown): string | null => textAt(disk, 'properties.uniqueId');
const stateOf = (disk: unknown): string => textAt(disk, 'properties.diskState') ?? 'Unknown';

const percentOf = (body: unknown): number => numberAt(body, 'properties.completionPercent') ?? 100;

const REASONS: Record<string, string> = {
  Attached: 'It is attached to a running machine.',
  Reserved: 'It is attached to a machine that is deallocated, and there when that is started.',
  ActiveSAS: 'Somebody reads it by a link (an active SAS): end that access first.',
  ActiveUpload: 'Something is being uploaded to it.',
  ReadyToUpload: 'It was made to upload something to it.',
};

function isUnused(disk: unknown) {
  const state = stateOf(disk);
  const holder = textAt(disk, 'managedBy');
  const reason =
    REASONS[state] ?? (holder === null ? `Its state is ${state}.` : `It is attached to ${nameOf(holder)}.`);
  const is_unused = state === 'Unattached' && holder === null;
  return holds('unattached', 'attached to nothing', is_unused, 'It is attached to nothing.', reason);
}

/** Special disks, of which a snapshot does not tell all. */
function lastsAsSnapshot(disk: unknown) {
  const tell = condition('restorable', 'can be made again from a snapshot');
  if (textAt(disk, 'properties.securityProfile.securityType')?.startsWith('ConfidentialVM'))
    return tell(
      'not_met',
      'It is the disk of a confidential machine, whose state can’t be made again from a snapshot.',
    );
  return isAt(disk, 'properties.encryptionSettingsCollection.enabled')
    ? tell(
        'warning',
        'Its system has encrypted it with a key in a vault (Azure Disk Encryption): without that key, the snapshot can’t be read either.',
      )
    : tell('met', 'A snapshot has all that is on it.');
}

const inspect = (id: string, answers: Answers): Inspection =>
  inspected(answers, { gone_is_done: true }, (disk) => {
    const facts = {
      sku: textAt(disk, 'sku.name'),
      size_gib: numberAt(disk, 'properties.diskSizeGB'),
      disk_state: stateOf(disk),
    };
    return {
      state: { ...facts, attached_to: textAt(disk, 'managedBy'), unique_id: uniqueOf(disk) },
      before: facts,
      after: { sku: null, size_gib: null, disk_state: null },
      conditions: [
        provisioned(disk),
        isUnused(disk),
        notManaged(disk),
        lastsAsSnapshot(disk),
        notLocked(answers, id, 'delete'),
      ],
      dependents: ['A snapshot of it is made first; it stays, and is charged for what is on the disk'],
      is_done: false,
    };
  });

/** Whether a change has made something. */
const isOf = ({ remediation_id }: Removal, body: unknown): boolean =>
  tagsOf(body)['finopsmind:remediation'] === remediation_id;

/** Made once: its name is that of the change. One by the same name that is not of this change is left alone. */
function backup(subject: Removal, before: Answers): Step {
  const disk = bodyOf(before['resource']);
  const id = backupId(subject, disk);
  return {
    id: 'snapshot',
    title: 'Make a snapshot of the disk',
    look: get('disk', id),
    judge: (answer) => {
      if (!answer.ok) return TODO;
      const { body } = answer;
      if (!isOf(subject, body))
        return { at: 'impossible', because: 'A snapshot that is not of this change has its name.' };
      if (provisioningOf(body) === 'Failed')
        return { at: 'impossible', because: 'Azure could not make the snapshot, so nothing was deleted.' };
      return isBusy(body) || percentOf(body) < 100
        ? { at: 'under_way', message: `The snapshot is ${provisioningOf(body)}, ${percentOf(body)} % of it is there.` }
        : { at: 'done', kept: { snapshot_id: textAt(body, 'id') ?? id } };
    },
    call: backupBody(subject, disk, id),
    timeout_seconds: SNAPSHOT_SECONDS,
    passing_refusals: PASSING,
  };
}

/** The disk that was looked at, and no other that has got its name since. */
function removal(subject: Removal, before: Answers): Step {
  const unique_id = uniqueOf(bodyOf(before['resource']));
  const look = diskCall(subject.resource_id);
  return removalStep({ id: 'delete', title: 'Delete the disk', api: 'disk', look }, subject.resource_id, (disk) => {
    if (uniqueOf(disk) !== unique_id)
      return { at: 'impossible', because: 'Another disk has its name now, which is left alone.' };
    return stateOf(disk) === 'Unattached'
      ? TODO
      : { at: 'impossible', because: `The disk is in use again (${stateOf(disk)}), so it was not deleted.` };
  });
}

/** The disk as it was, by the same id: from the snapshot, unless it was never deleted. */
function restore(subject: Removal, before: Answers): Step {
  const disk = bodyOf(before['resource']);
  const snapshot_id = backupId(subject, disk);
  return {
    id: 'restore',
    title: 'Make the disk again from the snapshot',
    look: diskCall(subject.resource_id),
    judge: (answer) => {
      if (!answer.ok) return TODO;
      const { body } = answer;
      const source = textAt(body, 'properties.creationData.sourceResourceId');
      const is_ours = uniqueOf(body) === uniqueOf(disk) || source?.toLowerCase() === snapshot_id.toLowerCase();
      if (!is_ours) return { at: 'impossible', because: 'Another disk has its name now, which is left alone.' };
      if (provisioningOf(body) === 'Failed')
        return {
          at: 'impossible',
          because: 'Azure says that the disk has failed. Its snapshot is kept: look at the disk before you use it.',
        };
      return isBusy(body) || percentOf(body) < 100
        ? { at: 'under_way', message: `The disk is ${provisioningOf(body)}, ${percentOf(body)} % of it is there.` }
        : DONE;
    },
    call: restoredBody(subject, disk, snapshot_id),
    timeout_seconds: SNAPSHOT_SECONDS,
    passing_refusals: PASSING,
  };
}

/** Only once the disk is there: a snapshot of this change, and no other by its name. */
function removeBackup(subject: Removal, before: Answers): Step {
  const id = backupId(subject, bodyOf(before['resource']));
  const title = 'Delete the snapshot, which is not needed any more';
  return removalStep({ id: 'delete_snapshot', title, api: 'disk', look: get('disk', id) }, id, (snapshot) =>
    isOf(subject, snapshot) ? TODO : DONE,
  );
}

/** What is named in a disk or a snapshot that is made takes an action of its own. */
const PROTECTED_BY = ['Microsoft.Compute/diskAccesses/read', 'Microsoft.Compute/diskEncryptionSets/read'];

export const deleteDisk = defineAction({
  action: 'azure.delete_disk',
  title: 'Delete a managed disk',
  cloud: 'azure',
  resource_types: ['microsoft.compute/disks'],
  destructive: true,
  interruption: null,
  reversibility: 'partial',
  undo_text:
    'The disk is made again from the snapshot, with its name, kind, zone, size, tags and encryption, so that its id is the same. Then the snapshot is deleted. Roles, backups and alerts that were set up on the disk itself do not come back. Whoever deletes the snapshot before takes this way back.',
  undo_days: null,
  permissions: {
    look: ['Microsoft.Compute/disks/read', 'Microsoft.Compute/snapshots/read', 'Microsoft.Authorization/locks/read'],
    change: [
      'Microsoft.Compute/snapshots/write',
      'Microsoft.Compute/disks/beginGetAccess/action',
      'Microsoft.Compute/disks/delete',
      ...PROTECTED_BY,
      RECORDS.disk,
    ],
    undo: [
      'Microsoft.Compute/disks/write',
      'Microsoft.Compute/snapshots/beginGetAccess/action',
      'Microsoft.Compute/snapshots/delete',
      ...PROTECTED_BY,
      RECORDS.disk,
    ],
  },
  reads: ({ resource_id }) => ({ resource: diskCall(resource_id), locks: lockCall(resource_id) }),
  inspect: ({ resource_id }, answers) => inspect(resource_id, answers),
  steps: (subject, before) => (isGone(before['resource']) ? [] : [backup(subject, before), removal(subject, before)]),
  verification: (subject, before) =>
    isGone(before['resource'])
      ? []
      : [
          seenGone('See that the disk is gone', diskCall(subject.resource_id)),
          {
            ...backup(subject, before),
            id: 'snapshot_kept',
            title: 'See that the snapshot is complete',
            call: null,
            timeout_seconds: 300,
          },
        ],
  undo: (subject, before) =>
    isGone(before['resource']) ? [] : [restore(subject, before), removeBackup(subject, before)],
});
