import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import type { Subject } from '../../action.ts';
import { nameOf, pick, put, tagsOf, textAt, valueAt } from './arm.ts';

type Removal = Subject<'azure.delete_disk'>;

/** Names of snapshots have up to 80 characters, resources up to 50 tags (Microsoft, resource name rules; tag limits). */
const LONGEST_DISK_NAME = 30;
const MOST_TAGS = 50;

/** Who may reach a disk and how it is encrypted: the same holds for what is made of it. */
const PROTECTION = ['encryption', 'networkAccessPolicy', 'publicNetworkAccess', 'diskAccessId', 'dataAccessAuthMode'];
/** What a disk made from a snapshot does not take over by itself. */
const KEPT = [
  ...PROTECTION,
  'osType',
  'hyperVGeneration',
  'supportedCapabilities',
  'supportsHibernation',
  'purchasePlan',
  'securityProfile',
  'diskSizeGB',
  'burstingEnabled',
  'maxShares',
  'optimizedForFrequentAttach',
  'availabilityPolicy',
];
/** What people set of the performance of a disk, by its kind: that of others follows from their size. */
const PERFORMANCE: [RegExp, string[]][] = [
  [/^(?:UltraSSD|PremiumV2)_/, ['diskIOPSReadWrite', 'diskMBpsReadWrite']],
  [/^Premium_/, ['tier']],
];

/** Azure's own spelling of the disk's id and name, where it told them. */
const spelled = ({ resource_id }: Removal, disk: unknown) => {
  const id = textAt(disk, 'id') ?? resource_id;
  return { id, name: textAt(disk, 'name') ?? nameOf(id) };
};

/** The id of the snapshot that a change makes of a disk, in the same resource group: one for each change. */
export function backupId(subject: Removal, disk: unknown): string {
  const { id, name } = spelled(subject, disk);
  const group = id.split('/').slice(0, 5).join('/');
  const snapshot = `${name.slice(0, LONGEST_DISK_NAME)}-backup-${subject.remediation_id}`;
  return `${group}/providers/Microsoft.Compute/snapshots/${snapshot}`;
}

/**
 * The call for an incremental snapshot, which is protected like the disk and has its tags. On which storage is left to
 * Azure: all incremental snapshots of a disk are on the same, and the first is kept in several zones where it can be.
 */
export function backupBody(subject: Removal, disk: unknown, id: string): AzureCall {
  const own = {
    'finopsmind:remediation': subject.remediation_id,
    'finopsmind:source-disk': spelled(subject, disk).name,
  };
  const tags = Object.entries(tagsOf(disk)).slice(0, MOST_TAGS - Object.keys(own).length);
  return put('disk', id, {
    location: textAt(disk, 'location') ?? subject.region,
    tags: { ...Object.fromEntries(tags), ...own },
    ...pick(disk, ['extendedLocation']),
    properties: {
      ...pick(valueAt(disk, 'properties'), PROTECTION),
      incremental: true,
      creationData: { createOption: 'Copy', sourceResourceId: spelled(subject, disk).id },
    },
  } as AzureCall['body']);
}

/** The call that makes the disk again as it was, with the contents of the snapshot. */
export function restoredBody(subject: Removal, disk: unknown, snapshot_id: string): AzureCall {
  const sku = textAt(disk, 'sku.name') ?? '';
  const performance = PERFORMANCE.find(([kinds]) => kinds.test(sku))?.[1] ?? [];
  const creation = pick(valueAt(disk, 'properties.creationData'), ['logicalSectorSize', 'performancePlus']);
  return put('disk', spelled(subject, disk).id, {
    location: textAt(disk, 'location') ?? subject.region,
    sku: { name: sku },
    tags: tagsOf(disk),
    ...pick(disk, ['zones', 'extendedLocation']),
    properties: {
      ...pick(valueAt(disk, 'properties'), [...KEPT, ...performance]),
      creationData: { ...creation, createOption: 'Copy', sourceResourceId: snapshot_id },
    },
  } as AzureCall['body']);
}
