import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import { type Answers, type Condition, defineAction, type Inspection } from '../../action.ts';
import { bodyOf, get, groupOf, isGone, nameOf, numberAt, RECORDS, tagsOf, textAt } from './arm.ts';
import { condition, holds, inspected, lockCall, notLocked, notManaged, provisioned, unread } from './inspection.ts';
import { removalStep, seenGone } from './removal.ts';

const snapshotCall = (id: string): AzureCall => get('disk', id);
/** What it was made of, where that is a disk or a snapshot; restore points and the like are not looked at. */
function sourceOf(snapshot: unknown): string | null {
  const id = textAt(snapshot, 'properties.creationData.sourceResourceId');
  return id !== null && /\/microsoft\.compute\/(?:disks|snapshots)\/[^/]+$/i.test(id) ? id : null;
}
const uniqueOf = (snapshot: unknown): string | null => textAt(snapshot, 'properties.uniqueId');
const stateOf = (snapshot: unknown): string => textAt(snapshot, 'properties.diskState') ?? 'Unattached';

/** Marks that programs for backups leave in names, groups and tags: they delete their snapshots themselves. */
const BACKUP_NAMES = /^AzureBackup_/i;
const BACKUP_GROUPS = /^azurebackuprg_/;
const BACKUP_TAGS = /^(?:RSVaultBackup|velero\.io|created-by-velero|Commvault|VeeamBackup)/i;

function notOfBackup(snapshot: unknown): Condition {
  const id = textAt(snapshot, 'id') ?? '';
  const tag = Object.keys(tagsOf(snapshot)).find((key) => BACKUP_TAGS.test(key));
  const mark =
    tag ??
    (BACKUP_NAMES.test(nameOf(id)) ? nameOf(id) : null) ??
    (BACKUP_GROUPS.test(groupOf(id)) ? groupOf(id) : null);
  return holds(
    'not_of_backup',
    'not made by a program for backups',
    mark === null,
    'Nothing says that a program for backups has made it.',
    `A program for backups has made it (${mark}): delete it there, or set its retention there.`,
  );
}

/** Nobody reads from it, and nothing is being copied to it. */
function isIdle(snapshot: unknown): Condition {
  const percent = numberAt(snapshot, 'properties.completionPercent') ?? 100;
  const is_idle = stateOf(snapshot) === 'Unattached' && percent >= 100;
  const reason =
    percent < 100
      ? `It is being filled (${percent} %).`
      : 'Somebody reads it by a link (an active SAS): end that access first.';
  return holds('idle', 'nobody reads it or copies to it', is_idle, 'Nobody reads it.', reason);
}

/** What a snapshot was made of, where that still is, is what makes it one copy of several. */
function isNotLastCopy(snapshot: unknown, answers: Answers): Condition {
  const [name, text] = ['not_last_copy', 'what it was made of is still there'];
  const source = sourceOf(snapshot);
  if (source === null)
    return condition(name, text)(
      'warning',
      'It was made of no disk or snapshot that can be looked at: it may be the last copy.',
    );
  if (isGone(answers['source']))
    return condition(name, text)(
      'warning',
      `${nameOf(source)}, which it was made of, is gone: it may be the last copy.`,
    );
  return answers['source']?.ok
    ? condition(name, text)('met', `${nameOf(source)} is still there.`)
    : unread(name, text, answers['source']);
}

function notForUndo(snapshot: unknown): Condition {
  const remediation = tagsOf(snapshot)['finopsmind:remediation'];
  const tell = condition('not_for_undo', 'no change made from here needs it to be undone');
  return remediation === undefined
    ? tell('met', 'No change made from here has made it.')
    : tell('warning', 'It was made before a change from here, which can’t be undone any more without it.');
}

const inspect = (id: string, answers: Answers): Inspection =>
  inspected(answers, { gone_is_done: true }, (snapshot) => {
    const facts = { sku: textAt(snapshot, 'sku.name'), size_gib: numberAt(snapshot, 'properties.diskSizeGB') };
    return {
      state: { ...facts, unique_id: uniqueOf(snapshot), disk_state: stateOf(snapshot) },
      before: facts,
      after: { sku: null, size_gib: null },
      conditions: [
        provisioned(snapshot),
        isIdle(snapshot),
        notOfBackup(snapshot),
        notManaged(snapshot),
        notLocked(answers, id, 'delete'),
        isNotLastCopy(snapshot, answers),
        notForUndo(snapshot),
      ],
      dependents: ['Disks and images that were made of it stay as they are'],
      is_done: false,
    };
  });

export const deleteSnapshot = defineAction({
  action: 'azure.delete_snapshot',
  title: 'Delete a snapshot of a disk',
  cloud: 'azure',
  resource_types: ['microsoft.compute/snapshots'],
  destructive: true,
  interruption: null,
  reversibility: 'none',
  undo_text: 'There is no way back: Azure has no recycle bin for snapshots.',
  undo_days: 0,
  permissions: {
    look: ['Microsoft.Compute/snapshots/read', 'Microsoft.Compute/disks/read', 'Microsoft.Authorization/locks/read'],
    change: ['Microsoft.Compute/snapshots/delete', RECORDS.disk],
    undo: [],
  },
  reads: ({ resource_id }, answers) => {
    const source = sourceOf(bodyOf(answers['resource']));
    return {
      resource: snapshotCall(resource_id),
      locks: lockCall(resource_id),
      ...(source === null ? {} : { source: get('disk', source) }),
    };
  },
  inspect: ({ resource_id }, answers) => inspect(resource_id, answers),
  steps: ({ resource_id }, before) => [
    removalStep(
      { id: 'delete', title: 'Delete the snapshot', api: 'disk', look: snapshotCall(resource_id) },
      resource_id,
      (snapshot) =>
        uniqueOf(snapshot) === uniqueOf(bodyOf(before['resource']))
          ? { at: 'todo' }
          : { at: 'impossible', because: 'Another snapshot has its name now, which is left alone.' },
    ),
  ],
  verification: ({ resource_id }) => [seenGone('See that the snapshot is gone', snapshotCall(resource_id))],
  undo: () => [],
});
