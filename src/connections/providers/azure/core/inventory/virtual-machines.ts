import type { Reader } from './reader.ts';
import type { AzureType, Details, Row } from './resource.ts';

/** What the size of a machine gives it; null where the size is unknown. */
function sizeOf(details: Details, { region }: Row, name: string | null): Record<string, unknown> {
  const size = region !== null && name !== null ? details.vmSize(region, name) : null;
  return {
    vm_size: name,
    vcpus: size?.vcpus ?? null,
    memory_mib: size?.memory_mib ?? null,
    temporary_disk_mib: size?.temporary_disk_mib ?? null,
    premium_storage: size?.premium_storage ?? null,
    cpu_architecture: size?.cpu_architecture ?? null,
    max_data_disks: size?.max_data_disks ?? null,
  };
}

/**
 * What is the same for a machine and for the profile of which a scale set makes machines. `license_type` is null
 * without Hybrid Benefit; a machine of which Azure says no priority is `Regular`.
 */
const profileOf = (profile: Reader): Record<string, unknown> => ({
  os_type: profile.text('storageProfile.osDisk.osType'),
  license_type: profile.text('licenseType'),
  image_publisher: profile.text('storageProfile.imageReference.publisher'),
  image_offer: profile.text('storageProfile.imageReference.offer'),
  image_sku: profile.text('storageProfile.imageReference.sku'),
  priority: profile.text('priority') ?? 'Regular',
  os_disk_ephemeral: profile.text('storageProfile.osDisk.diffDiskSettings.option') !== null,
});

const ids = (readers: Reader[], path: string): string[] =>
  readers.map((reader) => reader.id(path)).filter((id) => id !== null);

const virtualMachine: AzureType = {
  resource_type: 'microsoft.compute/virtualmachines',
  permission: 'Microsoft.Compute/virtualMachines/read',
  map: (row, details) => {
    const { properties } = row;
    const disks = [properties.below('storageProfile.osDisk'), ...properties.list('storageProfile.dataDisks')];
    return {
      status: properties.text('extended.instanceView.powerState.code'),
      created_at: properties.instant('timeCreated'),
      parent_id: properties.id('virtualMachineScaleSet.id'),
      attributes: {
        ...sizeOf(details, row, properties.text('hardwareProfile.vmSize')),
        ...profileOf(properties),
        zones: row.row.zones ?? [],
        os_disk_id: properties.id('storageProfile.osDisk.managedDisk.id'),
        data_disk_ids: ids(disks.slice(1), 'managedDisk.id'),
        // Files in a storage account, which are billed there.
        unmanaged_disks: ids(disks, 'vhd.uri').length,
        network_interface_ids: ids(properties.list('networkProfile.networkInterfaces'), 'id'),
        availability_set_id: properties.id('availabilitySet.id'),
      },
    };
  },
};

const scaleSet: AzureType = {
  resource_type: 'microsoft.compute/virtualmachinescalesets',
  permission: 'Microsoft.Compute/virtualMachineScaleSets/read',
  map: (row, details) => ({
    status: row.properties.text('provisioningState'),
    created_at: row.properties.instant('timeCreated'),
    attributes: {
      ...sizeOf(details, row, row.sku.text('name')),
      ...profileOf(row.properties.below('virtualMachineProfile')),
      capacity: row.sku.number('capacity'),
      orchestration_mode: row.properties.text('orchestrationMode'),
      zones: row.row.zones ?? [],
    },
  }),
};

/** Virtual machines and scale sets. Machines of a uniform scale set are counted in it, not listed. */
export const virtualMachineTypes = [virtualMachine, scaleSet];
