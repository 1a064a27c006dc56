import { performanceOf, tierOfSku } from '../disk-sizes.ts';
import { DISK } from './azure-compute.ts';
import { type AzureKind, type AzureTold, bodyAt, bodyText, created, envelope, resourceIn } from './azure-operation.ts';
import { refusal, uuidOf } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const SNAPSHOT = 'microsoft.compute/snapshots';
const GIB = 1_073_741_824;

/** What disks and snapshots share. */
const storageOf = (storage: SampleResource) => ({
  osType: told(storage, 'os_type'),
  creationData: { createOption: told(storage, 'create_option'), sourceResourceId: told(storage, 'source_id') },
  diskSizeGB: told(storage, 'size_gib'),
  diskSizeBytes: (told<number>(storage, 'size_gib') ?? 0) * GIB,
  encryption: { type: 'EncryptionAtRestWithPlatformKey' },
  timeCreated: storage.created_at,
  provisioningState: 'Succeeded',
  diskState: told(storage, 'state'),
  networkAccessPolicy: 'AllowAll',
  publicNetworkAccess: 'Enabled',
  // Another one after it was made again under the same name.
  uniqueId: uuidOf(`${storage.resource_id} ${storage.created_at}`),
});

function skuOf(storage: SampleResource) {
  const name = told<string>(storage, 'sku') ?? '';
  return { name, tier: tierOfSku(name) };
}

const diskBody = (disk: SampleResource): object => ({
  ...envelope(disk, 'Microsoft.Compute/disks'),
  managedBy: disk.attached_to[0],
  sku: skuOf(disk),
  properties: {
    ...storageOf(disk),
    diskIOPSReadWrite: told(disk, 'iops'),
    diskMBpsReadWrite: told(disk, 'throughput_mib_per_second'),
    tier: told(disk, 'tier'),
    burstingEnabled: told(disk, 'bursting'),
    maxShares: told(disk, 'max_shares'),
    LastOwnershipUpdateTime: told(disk, 'last_ownership_update_at'),
  },
});

const snapshotBody = (snapshot: SampleResource): object => ({
  ...envelope(snapshot, 'Microsoft.Compute/snapshots'),
  sku: skuOf(snapshot),
  properties: { ...storageOf(snapshot), incremental: told(snapshot, 'incremental'), completionPercent: 100 },
});

/** What a new disk or snapshot is made of: its source where it has one, and its size. */
function contentIn(call: AzureTold) {
  const { body, at } = call;
  const source_id = bodyText(body, 'properties.creationData.sourceResourceId');
  const source = source_id === undefined ? null : resourceIn(call, source_id);
  if (source && source.region !== bodyText(body, 'location'))
    throw refusal('InvalidParameter', `The source ${source.name} is in ${source.region}: it is copied there only.`);
  const size = bodyAt(body, 'properties.diskSizeGB') ?? (source ? told<number>(source, 'size_gib') : undefined);
  if (typeof size !== 'number') throw refusal('InvalidParameter', "Required parameter 'diskSizeGB' is missing (null).");
  return {
    size,
    properties: {
      timeCreated: at,
      diskState: 'Unattached',
      diskSizeGB: size,
      osType: bodyText(body, 'properties.osType') ?? (source ? told<string>(source, 'os_type') : undefined),
      creationData: {
        createOption: bodyText(body, 'properties.creationData.createOption') ?? (source ? 'Copy' : 'Empty'),
        ...(source && { sourceResourceId: source.resource_id }),
      },
    },
  };
}

function skuIn({ body }: AzureTold, otherwise: string): string {
  const sku = bodyText(body, 'sku.name') ?? otherwise;
  if (tierOfSku(sku) === null) throw refusal('InvalidParameter', `There is no SKU ${sku}.`);
  return sku;
}

function createDisk(call: AzureTold): SampleResource {
  const { size, properties } = contentIn(call);
  const name = skuIn(call, 'Standard_LRS');
  const { tier, iops, throughput } = performanceOf(name, size);
  const more = { tier, diskIOPSReadWrite: iops, diskMBpsReadWrite: throughput, burstingEnabled: false, maxShares: 1 };
  return created(call, DISK, { properties: { ...properties, ...more }, sku: { name, tier: tierOfSku(name) } });
}

function createSnapshot(call: AzureTold): SampleResource {
  const { properties } = contentIn(call);
  const name = skuIn(call, 'Standard_LRS');
  const incremental = bodyAt(call.body, 'properties.incremental') === true;
  return created(call, SNAPSHOT, { properties: { ...properties, incremental }, sku: { name, tier: tierOfSku(name) } });
}

/** Sets the SKU where the body says another one. */
const setSku = (kind: 'change_disk_sku' | 'change_snapshot_sku') => (storage: SampleResource, call: AzureTold) => {
  const sku = skuIn(call, told<string>(storage, 'sku') ?? '');
  if (sku === told(storage, 'sku')) return storage;
  return call.state.act(storage, { kind, sku }) ?? storage;
};

/** What Azure does with managed disks. */
export const DISKS: AzureKind = {
  reads: [SNAPSHOT],
  body: diskBody,
  create: createDisk,
  update: setSku('change_disk_sku'),
  delete: (disk, { state }) => void state.act(disk, { kind: 'delete_disk' }),
};

/** What Azure does with snapshots of disks. */
export const SNAPSHOTS: AzureKind = {
  reads: [],
  body: snapshotBody,
  create: createSnapshot,
  update: setSku('change_snapshot_sku'),
  delete: (snapshot, { state }) => void state.act(snapshot, { kind: 'delete_azure_snapshot' }),
};
