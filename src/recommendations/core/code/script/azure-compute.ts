import { removal, setting } from './azure-parts.ts';
import { isThere, shown } from './azure-read.ts';
import type { ScriptOf, Scripts } from './script.ts';

const POWER = `power=$(az vm get-instance-view --ids "$resource_id" --query "instanceView.statuses[?starts_with(code, 'PowerState/')].code | [0]" --output tsv)`;

/** A machine that was found stopped and runs now is used again; one that was found running may be stopped meanwhile. */
const deallocate: ScriptOf<'azure.deallocate_vm'> = (_, { inventory }) => {
  const states = inventory?.status === 'PowerState/stopped' ? ['stopped'] : ['running', 'stopped'];
  return {
    variables: {},
    check: [
      ...isThere('vm'),
      POWER,
      '[[ "$power" != PowerState/deallocated ]] || finished "$resource_name is deallocated already."',
      `[[ ${states.map((state) => `"$power" == PowerState/${state}`).join(' || ')} ]] || stop "$resource_name is \${power#PowerState/} now, not ${states.join(' or ')}."`,
    ],
    change: ['run az vm deallocate --ids "$resource_id" --output none'],
    verify: [
      `now=${POWER.slice('power='.length)}`,
      '[[ "$now" == PowerState/deallocated ]] || stop "$resource_name is $now, not deallocated."',
    ],
    undo: [
      'undo az vm start --ids "$resource_id"',
      'say "What was on its temporary disk, and a dynamic public address, are gone."',
    ],
  };
};

const VM_RESTORE = [
  'restore() {',
  '  echo "It did not work out as a $vm_size: it is made a $from_vm_size again." >&2',
  '  az vm resize --ids "$resource_id" --size "$from_vm_size" --output none',
  '  [[ "$power" != PowerState/running ]] || az vm start --ids "$resource_id" --output none',
  '  changing=no',
  '  stop "nothing was gained; the machine has its old size."',
  '}',
];

const resize: ScriptOf<'azure.resize_vm'> = ({ vm_size, from_vm_size }) => ({
  variables: { vm_size, from_vm_size },
  check: [
    ...isThere('vm'),
    `current=${shown('vm', 'hardwareProfile.vmSize')}`,
    '[[ "$current" != "$vm_size" ]] || finished "$resource_name is a $vm_size already."',
    '[[ "$current" == "$from_vm_size" ]] || stop "$resource_name is a $current now, not a $from_vm_size."',
    `location=${shown('vm', 'location')}`,
    '# What can be had in the region: while it runs, its own list has only what the hardware under it offers.',
    'offered=$(az vm list-skus --subscription "$subscription" --location "$location" --resource-type virtualMachines \\',
    '  --size "$vm_size" --query "[].name" --output tsv)',
    'grep -Fiqx -- "$vm_size" <<< "$offered" || stop "$vm_size is not offered to this subscription in $location."',
    POWER,
    '[[ "$power" == PowerState/running || "$power" == PowerState/stopped || "$power" == PowerState/deallocated ]] \\',
    '  || stop "$resource_name is ${power#PowerState/}."',
  ],
  change: [
    ...VM_RESTORE,
    'run az vm deallocate --ids "$resource_id" --output none',
    'run az vm resize --ids "$resource_id" --size "$vm_size" --output none || restore',
    'if [[ "$power" == PowerState/running ]]; then',
    '  run az vm start --ids "$resource_id" --output none || restore',
    'fi',
  ],
  verify: [
    `now=${shown('vm', 'hardwareProfile.vmSize')}`,
    '[[ "$now" == "$vm_size" ]] || stop "$resource_name is a $now, not a $vm_size."',
  ],
  undo: [
    'undo az vm deallocate --ids "$resource_id"',
    'undo az vm resize --ids "$resource_id" --size "$from_vm_size"',
    '[[ "$power" != PowerState/running ]] || undo az vm start --ids "$resource_id"',
  ],
});

const setLicense: ScriptOf<'azure.set_vm_license'> = ({ license_type }) => ({
  variables: { license_type },
  check: [
    ...isThere('vm'),
    `current=${shown('vm', "licenseType || ''")}`,
    '[[ "$current" != "$license_type" ]] || finished "$resource_name has $license_type already."',
    '[[ -z "$current" || "$current" == None ]] || stop "$resource_name has the licence $current."',
  ],
  change: ['run az vm update --ids "$resource_id" --license-type "$license_type" --output none'],
  verify: [
    `now=${shown('vm', "licenseType || ''")}`,
    '[[ "$now" == "$license_type" ]] || stop "$resource_name has the licence $now, not $license_type."',
  ],
  undo: ['undo az vm update --ids "$resource_id" --license-type None'],
});

/**
 * A snapshot by a name that is taken would be the old one, which does not have what was written since. Those of disks of
 * the newer kinds are filled only after they are made, which `completionPercent` tells of.
 */
const DISK_SNAPSHOT = [
  'describe "$resource_name.json" az disk show --ids "$resource_id" --output json',
  'snapshot_name="${resource_name:0:40}-before-deletion-$(date -u +%Y%m%d%H%M%S)"',
  'az snapshot create --subscription "$subscription" --resource-group "$resource_group" --name "$snapshot_name" \\',
  '  --location "$location" --source "$resource_id" --incremental true --sku Standard_LRS --output none',
  'snapshot() {',
  '  az snapshot show --subscription "$subscription" --resource-group "$resource_group" --name "$snapshot_name" \\',
  '    --query "$1" --output tsv',
  '}',
  'echo "Snapshot $snapshot_name is being made."',
  'for _ in $(seq 720); do',
  '  snapshot_state=$(snapshot provisioningState)',
  '  percent=$(snapshot "not_null(completionPercent, \'100\')")',
  '  if [[ "$snapshot_state" == Failed || "$snapshot_state $percent" =~ ^Succeeded\\ 100(\\.0+)?$ ]]; then break; fi',
  '  sleep 10',
  'done',
  '[[ "$snapshot_state $percent" =~ ^Succeeded\\ 100(\\.0+)?$ ]] \\',
  '  || stop "the snapshot $snapshot_name is not complete ($snapshot_state, $percent %), so nothing was deleted."',
  'snapshot_id=$(snapshot id)',
];

const deleteDisk: ScriptOf<'azure.delete_disk'> = () => ({
  variables: {},
  check: [
    ...isThere('disk'),
    `state=${shown('disk', 'diskState')}`,
    '[[ "$state" == Unattached ]] || stop "$resource_name is $state, not unattached any more."',
    `sku=${shown('disk', 'sku.name')}`,
    `location=${shown('disk', 'location')}`,
    `zone=${shown('disk', "zones[0] || ''")}`,
    'like=(--location "$location" --sku "$sku")',
    '[[ -z "$zone" ]] || like+=(--zone "$zone")',
  ],
  backup: DISK_SNAPSHOT,
  change: ['run az disk delete --ids "$resource_id" --yes --output none'],
  undo: [
    'undo az disk create --subscription "$subscription" --resource-group "$resource_group" --name "$resource_name" --source "$snapshot_id" "${like[@]}"',
    'say "What else it was is in $resource_name.json: its tags, encryption and performance."',
  ],
});

const DETACHED = [
  `state=${shown('disk', 'diskState')}`,
  '[[ "$state" == Unattached || "$state" == Reserved ]] || stop "$resource_name is $state: deallocate its machine first, then run this again, then start it."',
];

/** Azure Backup keeps snapshots of its own, for restores that are quick, and deletes them itself. */
const deleteSnapshot: ScriptOf<'azure.delete_snapshot'> = () =>
  removal(
    'snapshot',
    [
      { query: "diskState || 'Unattached'", is: 'Unattached', text: 'is in use' },
      {
        query: "contains(to_string(tags), 'RSVaultBackup')",
        is: 'false',
        text: 'belongs to Azure Backup',
      },
    ],
    { permanent: 'Azure has no recycle bin for snapshots: what is only in this one is lost.', undo: [] },
  );

/** Scripts of machines, disks and snapshots of Azure. */
export const AZURE_COMPUTE_SCRIPTS = {
  'azure.deallocate_vm': deallocate,
  'azure.resize_vm': resize,
  'azure.set_vm_license': setLicense,
  'azure.delete_disk': deleteDisk,
  'azure.set_disk_sku': ({ sku, from_sku }) =>
    setting('disk', 'sku.name', '--sku', { to: sku, from: from_sku, before: DETACHED }),
  'azure.set_snapshot_sku': ({ sku, from_sku }) =>
    setting('snapshot', 'sku.name', '--sku', { to: sku, from: from_sku }),
  'azure.delete_snapshot': deleteSnapshot,
} satisfies Partial<Scripts<'azure'>>;
