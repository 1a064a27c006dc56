import type { AzureType, GraphRow, Row } from './resource.ts';

const AKS_TAG = /^(kubernetes\.io-created-for-|k8s-azure-created-by)/i;
const SITE_RECOVERY_TAG = /asr-replicadisk|asrseeddisk/i;
const BACKUP_TAG = /^rsvaultbackup/i;
const SITE_RECOVERY_NAME = /-asrreplica$|^ms-asr-|^asrseeddisk-/i;

/**
 * Who needs a disk that no machine has: a volume of Kubernetes, a replica of Site Recovery, a restore of Backup; null
 * when nobody says so. The marks are those that the services leave in tags and names.
 */
export function holderOf(
  { name, tags }: Pick<GraphRow, 'name' | 'tags'>,
  cluster: string | null,
): 'aks' | 'site-recovery' | 'backup' | null {
  const keys = Object.keys(tags ?? {});
  if (cluster !== null || keys.some((key) => AKS_TAG.test(key))) return 'aks';
  const marks = [...keys, ...Object.values(tags ?? {}).map(String)];
  if (SITE_RECOVERY_NAME.test(name) || marks.some((mark) => SITE_RECOVERY_TAG.test(mark))) return 'site-recovery';
  return keys.some((key) => BACKUP_TAG.test(key)) ? 'backup' : null;
}

/** What disks and snapshots share. */
const storageOf = ({ sku, properties }: Row): Record<string, unknown> => ({
  sku: sku.text('name'),
  size_gib: properties.number('diskSizeGB'),
  state: properties.text('diskState'),
  os_type: properties.text('osType'),
  create_option: properties.text('creationData.createOption'),
  source_id: properties.id('creationData.sourceResourceId'),
});

const disk: AzureType = {
  resource_type: 'microsoft.compute/disks',
  permission: 'Microsoft.Compute/disks/read',
  map: (row, details) => {
    const { properties } = row;
    const state = properties.text('diskState');
    const holders = [row.row.managedBy ?? null, ...(row.row.managedByExtended ?? [])];
    return {
      status: state,
      created_at: properties.instant('timeCreated'),
      attached_to: holders.map((id) => (id === '' ? null : (id?.toLowerCase() ?? null))),
      attributes: {
        ...storageOf(row),
        tier: properties.text('tier'),
        iops: properties.number('diskIOPSReadWrite'),
        throughput_mib_per_second: properties.number('diskMBpsReadWrite'),
        bursting: properties.flag('burstingEnabled'),
        max_shares: properties.number('maxShares'),
        zones: row.row.zones ?? [],
        /** When it was last attached or detached; null when it never was, or Azure does not say. */
        last_ownership_update_at: properties.instant('LastOwnershipUpdateTime'),
        active_sas: state === null ? null : state.startsWith('ActiveSAS'),
        held_by: holderOf(row.row, details.clusterOf(row.group)),
      },
    };
  },
};

const snapshot: AzureType = {
  resource_type: 'microsoft.compute/snapshots',
  permission: 'Microsoft.Compute/snapshots/read',
  map: (row) => ({
    status: row.properties.text('diskState'),
    created_at: row.properties.instant('timeCreated'),
    attached_to: [row.properties.id('creationData.sourceResourceId')],
    attributes: { ...storageOf(row), incremental: row.properties.flag('incremental') },
  }),
};

/** Managed disks and their snapshots. */
export const diskTypes = [disk, snapshot];
