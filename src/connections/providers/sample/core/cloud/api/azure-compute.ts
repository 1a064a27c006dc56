import { changed } from '../action-rule.ts';
import { isOfSeries, machineSize, machineSizes } from '../instance-types.ts';
import { type AzureKind, type AzureTold, bodyText, envelope } from './azure-operation.ts';
import { uuidOf } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

export const DISK = 'microsoft.compute/disks';

const shortName = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

const WORDS: Record<string, string> = {
  'PowerState/running': 'VM running',
  'PowerState/stopped': 'VM stopped',
  'PowerState/deallocated': 'VM deallocated',
};

const instanceView = (machine: SampleResource) => ({
  statuses: [
    { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' },
    { code: machine.status, level: 'Info', displayStatus: WORDS[machine.status ?? ''] },
  ],
  ...(machine.status === 'PowerState/running' && {
    vmAgent: {
      vmAgentVersion: '2.13.1.1',
      statuses: [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Ready' }],
    },
  }),
});

function storageProfileOf(machine: SampleResource) {
  const os_disk = told<string>(machine, 'os_disk_id');
  return {
    imageReference: {
      publisher: told(machine, 'image_publisher'),
      offer: told(machine, 'image_offer'),
      sku: told(machine, 'image_sku'),
      version: 'latest',
    },
    osDisk: {
      osType: told(machine, 'os_type'),
      name: os_disk ? shortName(os_disk) : `${machine.name}_OsDisk`,
      createOption: 'FromImage',
      caching: os_disk ? 'ReadWrite' : 'ReadOnly',
      ...(os_disk ? { managedDisk: { id: os_disk } } : { diffDiskSettings: { option: 'Local' } }),
      deleteOption: os_disk ? 'Detach' : 'Delete',
    },
    dataDisks: (told<string[]>(machine, 'data_disk_ids') ?? []).map((id, lun) => ({
      lun,
      name: shortName(id),
      createOption: 'Attach',
      caching: 'None',
      managedDisk: { id },
      deleteOption: 'Detach',
    })),
  };
}

const machineBody = (machine: SampleResource, { query }: Pick<AzureTold, 'query'>): object => ({
  ...envelope(machine, 'Microsoft.Compute/virtualMachines'),
  properties: {
    vmId: uuidOf(machine.resource_id),
    provisioningState: 'Succeeded',
    timeCreated: machine.created_at,
    hardwareProfile: { vmSize: told(machine, 'vm_size') },
    licenseType: told(machine, 'license_type'),
    // Azure names the priority only where it is not the usual one.
    priority: told(machine, 'priority') === 'Regular' ? undefined : told(machine, 'priority'),
    storageProfile: storageProfileOf(machine),
    osProfile: { computerName: machine.name, adminUsername: 'azureuser', secrets: [], allowExtensionOperations: true },
    networkProfile: {
      networkInterfaces: (told<string[]>(machine, 'network_interface_ids') ?? []).map((id) => ({
        id,
        properties: { primary: true },
      })),
    },
    ...(query.includes('instanceview') && { instanceView: instanceView(machine) }),
  },
});

const sizeAnswers = (names: string[]): object => ({
  value: names.map((name) => {
    const size = machineSize(name)!;
    return {
      name,
      numberOfCores: size.vcpus,
      osDiskSizeInMB: 1_047_552,
      resourceDiskSizeInMB: size.temporary_disk_mib,
      memoryInMB: size.memory_mib,
      maxDataDiskCount: size.max_data_disks,
    };
  }),
});

/** All sizes that a region offers. */
export const regionSizes = (): object => sizeAnswers(machineSizes());

/** Sizes that a machine can have as it is: those of its series where it has its place on a host. */
function offeredTo(machine: SampleResource): object {
  const has_temporary = (told<number>(machine, 'temporary_disk_mib') ?? 0) > 0;
  const now = told<string>(machine, 'vm_size') ?? '';
  const is_free = machine.status === 'PowerState/deallocated';
  return sizeAnswers(
    machineSizes().filter(
      (name) => machineSize(name)!.temporary_disk_mib > 0 === has_temporary && (is_free || isOfSeries(name, now)),
    ),
  );
}

/** Disks of a machine that is deallocated are kept for it, and told to be so. */
function reserveDisks({ state }: AzureTold, machine: SampleResource): void {
  const reserved = machine.status === 'PowerState/deallocated' ? 'Reserved' : 'Attached';
  for (const disk of state.ofType(DISK))
    if (disk.attached_to.includes(machine.resource_id)) state.put(changed(disk, { state: reserved }, reserved));
}

type PowerAction = 'start_machine' | 'power_off_machine' | 'deallocate_machine';

/** Switches a machine; nothing where it is so already. */
const power = (kind: PowerAction, already: string) => (machine: SampleResource, call: AzureTold) => {
  if (machine.status === already) return;
  reserveDisks(call, call.state.act(machine, { kind }) ?? machine);
};

function update(machine: SampleResource, { body, state }: AzureTold): SampleResource {
  const vm_size = bodyText(body, 'properties.hardwareProfile.vmSize');
  const license_type = bodyText(body, 'properties.licenseType');
  let now = machine;
  if (vm_size !== undefined && vm_size !== told(now, 'vm_size'))
    now = state.act(now, { kind: 'resize_machine', vm_size }) ?? now;
  if (license_type !== undefined)
    now =
      state.act(now, { kind: 'set_machine_license', license_type: license_type === 'None' ? null : license_type }) ??
      now;
  return now;
}

/** What Azure does with virtual machines. */
export const MACHINES: AzureKind = {
  reads: [DISK, 'microsoft.network/networkinterfaces'],
  body: machineBody,
  update,
  delete: (machine, { state }) => void state.act(machine, { kind: 'delete_machine' }),
  gets: { vmsizes: offeredTo, instanceview: instanceView },
  posts: {
    start: power('start_machine', 'PowerState/running'),
    poweroff: power('power_off_machine', 'PowerState/stopped'),
    deallocate: power('deallocate_machine', 'PowerState/deallocated'),
  },
};
