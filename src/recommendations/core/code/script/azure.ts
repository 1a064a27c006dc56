import type { ParametersOf } from '../../change.ts';
import type { ScriptParts, Scripts } from './script.ts';

/** A field of what `az … show` answers. */
const shown = (command: string, query: string): string =>
  `$(az ${command} show --ids "$resource_id" --query "${query}" --output tsv)`;

/** Ends well where the resource is not there any more. */
const isThere = (command: string): string[] => [
  `if ! found=$(az ${command} show --ids "$resource_id" --query id --output tsv 2>&1); then`,
  '  [[ "$found" != *ResourceNotFound* && "$found" != *ResourceGroupNotFound* ]] || finished "$resource_name is gone already."',
  '  stop "$found"',
  'fi',
];

const POWER = `power=$(az vm get-instance-view --ids "$resource_id" --query "instanceView.statuses[?starts_with(code, 'PowerState/')].code | [0]" --output tsv)`;

/** Removal of something that nothing uses: its description is saved, so that it can be made again. */
function removal(
  command: string,
  unused: { query: string; is: string; text: string }[],
  { options = '', ...more }: { options?: string } & Partial<Pick<ScriptParts, 'undo' | 'permanent'>>,
): ScriptParts {
  return {
    variables: {},
    check: [
      ...isThere(command),
      ...unused.flatMap(({ query, is, text }) => [
        `used=${shown(command, query)}`,
        `[[ "$used" == "${is}" ]] || stop "$resource_name ${text}: $used"`,
      ]),
    ],
    backup: [`describe "$resource_name.json" az ${command} show --ids "$resource_id" --output json`],
    change: [`run az ${command} delete --ids "$resource_id"${options}`],
    undo: [`say "Make one as $resource_name.json describes it (az ${command} create)."`],
    ...more,
  };
}

/** A setting that is one thing and becomes another, and back. */
function setting(
  command: string,
  query: string,
  option: string,
  { to, from, before = [] }: { to: string; from: string; before?: string[] },
): ScriptParts {
  return {
    variables: { wanted: to, from },
    check: [
      ...isThere(command),
      `current=${shown(command, query)}`,
      '[[ "$current" != "$wanted" ]] || finished "$resource_name is $wanted already."',
      '[[ "$current" == "$from" ]] || stop "$resource_name is $current now, not $from."',
      ...before,
    ],
    change: [`run az ${command} update --ids "$resource_id" ${option} "$wanted" --output none`],
    verify: [
      `now=${shown(command, query)}`,
      '[[ "$now" == "$wanted" ]] || stop "$resource_name is $now, not $wanted."',
    ],
    undo: [`undo az ${command} update --ids "$resource_id" ${option} "$from"`],
  };
}

const DETACHED = [
  `state=${shown('disk', 'diskState')}`,
  '[[ "$state" == Unattached || "$state" == Reserved ]] || stop "$resource_name is $state: deallocate its machine first, then run this again, then start it."',
];

/** Days are counted from the last change, and archived blobs take hours to be read again. */
const storagePolicy = ({ cool_after_days, archive_after_days }: ParametersOf<'azure.add_storage_lifecycle'>): string =>
  JSON.stringify({
    rules: [
      {
        enabled: true,
        name: 'finopsmind-tiering',
        type: 'Lifecycle',
        definition: {
          actions: {
            baseBlob: {
              tierToCool: { daysAfterModificationGreaterThan: cool_after_days },
              ...(archive_after_days === null
                ? {}
                : { tierToArchive: { daysAfterModificationGreaterThan: archive_after_days } }),
            },
          },
          filters: { blobTypes: ['blockBlob'] },
        },
      },
    ],
  });

const flexibleCheck = (engine: string): string[] => [
  ...isThere(`${engine} flexible-server`),
  `current=${shown(`${engine} flexible-server`, 'sku.name')}`,
  '[[ "$current" != "$sku" ]] || finished "$resource_name is a $sku already."',
  '[[ "$current" == "$from_sku" ]] || stop "$resource_name is a $current now, not a $from_sku."',
];

/** Scripts of Azure. */
export const AZURE_SCRIPTS: Scripts<'azure'> = {
  'azure.deallocate_vm': () => ({
    variables: {},
    check: [
      ...isThere('vm'),
      POWER,
      '[[ "$power" != PowerState/deallocated ]] || finished "$resource_name is deallocated already."',
    ],
    change: ['run az vm deallocate --ids "$resource_id" --output none'],
    verify: [POWER, '[[ "$power" == PowerState/deallocated ]] || stop "$resource_name is $power."'],
    undo: [
      'undo az vm start --ids "$resource_id"',
      'say "What was on its temporary disk, and a dynamic public address, are gone."',
    ],
  }),
  'azure.resize_vm': ({ vm_size, from_vm_size }) => ({
    variables: { vm_size, from_vm_size },
    check: [
      ...isThere('vm'),
      `current=${shown('vm', 'hardwareProfile.vmSize')}`,
      '[[ "$current" != "$vm_size" ]] || finished "$resource_name is a $vm_size already."',
      '[[ "$current" == "$from_vm_size" ]] || stop "$resource_name is a $current now, not a $from_vm_size."',
      'offered=$(az vm list-vm-resize-options --ids "$resource_id" --query "[].name" --output tsv)',
      'grep -Fqx -- "$vm_size" <<< "$offered" || stop "$resource_name cannot be made a $vm_size where it is."',
      POWER,
    ],
    change: [
      'restore() {',
      '  echo "It did not become a $vm_size: it is made a $from_vm_size again." >&2',
      '  az vm resize --ids "$resource_id" --size "$from_vm_size" --output none',
      '  az vm start --ids "$resource_id" --output none',
      '  stop "nothing was gained; the machine has its old size."',
      '}',
      'run az vm deallocate --ids "$resource_id" --output none',
      'run az vm resize --ids "$resource_id" --size "$vm_size" --output none || restore',
      'if [[ "$power" == PowerState/running ]]; then',
      '  run az vm start --ids "$resource_id" --output none || restore',
      'fi',
    ],
    undo: [
      'undo az vm deallocate --ids "$resource_id"',
      'undo az vm resize --ids "$resource_id" --size "$from_vm_size"',
      'undo az vm start --ids "$resource_id"',
    ],
  }),
  'azure.set_vm_license': ({ license_type }) => ({
    variables: { license_type },
    check: [
      ...isThere('vm'),
      `current=${shown('vm', 'licenseType')}`,
      '[[ "$current" != "$license_type" ]] || finished "$resource_name has $license_type already."',
      '[[ -z "$current" || "$current" == None ]] || stop "$resource_name has the licence $current."',
    ],
    change: ['run az vm update --ids "$resource_id" --license-type "$license_type" --output none'],
    undo: ['undo az vm update --ids "$resource_id" --license-type None'],
  }),
  'azure.delete_disk': () => ({
    variables: {},
    check: [
      ...isThere('disk'),
      `state=${shown('disk', 'diskState')}`,
      '[[ "$state" == Unattached ]] || stop "$resource_name is $state, not unattached any more."',
      `sku=${shown('disk', 'sku.name')}`,
    ],
    backup: [
      'snapshot_name="${resource_name:0:50}-before-deletion"',
      'az snapshot create --subscription "$subscription" --resource-group "$resource_group" --name "$snapshot_name" \\',
      '  --source "$resource_id" --sku Standard_LRS --output none',
      'snapshot_id=$(az snapshot show --subscription "$subscription" --resource-group "$resource_group" --name "$snapshot_name" \\',
      '  --query "[provisioningState, id]" --output tsv | paste -sd " ")',
      '[[ "$snapshot_id" == Succeeded* ]] || stop "the snapshot $snapshot_name is not complete ($snapshot_id), so nothing was deleted."',
      'snapshot_id="${snapshot_id#Succeeded }"',
    ],
    change: ['run az disk delete --ids "$resource_id" --yes --output none'],
    undo: [
      'undo az disk create --subscription "$subscription" --resource-group "$resource_group" --name "$resource_name" --source "$snapshot_id" --sku "$sku"',
    ],
  }),
  'azure.set_disk_sku': ({ sku, from_sku }) =>
    setting('disk', 'sku.name', '--sku', { to: sku, from: from_sku, before: DETACHED }),
  'azure.set_snapshot_sku': ({ sku, from_sku }) =>
    setting('snapshot', 'sku.name', '--sku', { to: sku, from: from_sku }),
  'azure.delete_public_ip': () =>
    removal(
      'network public-ip',
      [
        { query: "ipConfiguration.id || ''", is: '', text: 'is used by' },
        { query: "natGateway.id || ''", is: '', text: 'serves the NAT gateway' },
      ],
      { permanent: 'The address is given back: another one of the same name will be another address.' },
    ),
  'azure.delete_network_interface': () =>
    removal(
      'network nic',
      [
        { query: "virtualMachine.id || ''", is: '', text: 'belongs to' },
        { query: "privateEndpoint.id || ''", is: '', text: 'serves' },
      ],
      {},
    ),
  'azure.delete_load_balancer': () =>
    removal(
      'network lb',
      [{ query: 'length(backendAddressPools[].backendIPConfigurations[])', is: '0', text: 'has machines behind it' }],
      {},
    ),
  'azure.delete_application_gateway': () =>
    removal(
      'network application-gateway',
      [
        {
          query: 'length(backendAddressPools[].[backendAddresses[], backendIPConfigurations[]][][])',
          is: '0',
          text: 'has something behind it',
        },
      ],
      {},
    ),
  'azure.delete_app_service_plan': () =>
    removal('appservice plan', [{ query: 'numberOfSites', is: '0', text: 'has apps' }], { options: ' --yes' }),
  'azure.set_app_service_plan_sku': ({ sku, from_sku }) =>
    setting('appservice plan', 'sku.name', '--sku', { to: sku, from: from_sku }),
  'azure.delete_sql_database': ({ server, database }) => ({
    variables: { server, database },
    check: [
      ...isThere('sql db'),
      '# What Azure keeps of it is what it can be restored from.',
      `restorable_from=${shown('sql db', "earliestRestoreDate || ''")}`,
      '[[ -n "$restorable_from" ]] || stop "Azure has no backup of $database yet."',
    ],
    backup: ['describe "$database.json" az sql db show --ids "$resource_id" --output json'],
    change: ['run az sql db delete --ids "$resource_id" --yes'],
    undo: [
      'deleted_at=$(az sql db list-deleted --subscription "$subscription" --resource-group "$resource_group" --server "$server" --query "[?databaseName==\'$database\'].deletionDate | [0]" --output tsv)',
      'undo az sql db restore --subscription "$subscription" --resource-group "$resource_group" --server "$server" --name "$database" --dest-name "$database" --deleted-time "$deleted_at"',
      'say "That works as long as its backups are kept: seven days, unless it was set otherwise."',
    ],
  }),
  'azure.delete_sql_elastic_pool': ({ server, pool }) => ({
    variables: { server, pool },
    check: [
      ...isThere('sql elastic-pool'),
      'databases=$(az sql elastic-pool list-dbs --subscription "$subscription" --resource-group "$resource_group" --server "$server" \\',
      '  --name "$pool" --query "length(@)" --output tsv)',
      '[[ "$databases" == 0 ]] || stop "$pool has $databases databases."',
    ],
    backup: ['describe "$pool.json" az sql elastic-pool show --ids "$resource_id" --output json'],
    change: ['run az sql elastic-pool delete --ids "$resource_id"'],
    undo: ['say "Make one as $pool.json describes it (az sql elastic-pool create)."'],
  }),
  'azure.resize_flexible_server': ({ engine, sku, tier, from_sku, from_tier }) => {
    const cli = engine === 'postgresql' ? 'postgres' : 'mysql';
    return {
      variables: { sku, tier, from_sku, from_tier },
      check: flexibleCheck(cli),
      change: [
        `run az ${cli} flexible-server update --ids "$resource_id" --sku-name "$sku" --tier "$tier" --output none`,
      ],
      verify: [
        `now=${shown(`${cli} flexible-server`, 'sku.name')}`,
        '[[ "$now" == "$sku" ]] || stop "$resource_name is a $now, not a $sku."',
      ],
      undo: [`undo az ${cli} flexible-server update --ids "$resource_id" --sku-name "$from_sku" --tier "$from_tier"`],
    };
  },
  'azure.add_storage_lifecycle': (parameters) => ({
    variables: { policy: storagePolicy(parameters) },
    check: [
      ...isThere('storage account'),
      'if current=$(az storage account management-policy show --subscription "$subscription" --resource-group "$resource_group" \\',
      '  --account-name "$resource_name" --output json 2>&1); then',
      '  stop "$resource_name has a policy of its own: $current"',
      'fi',
      '[[ "$current" == *ManagementPolicyNotFound* || "$current" == *ResourceNotFound* ]] || stop "$current"',
    ],
    change: [
      'run az storage account management-policy create --subscription "$subscription" --resource-group "$resource_group" \\',
      '  --account-name "$resource_name" --policy "$policy" --output none',
    ],
    undo: [
      'undo az storage account management-policy delete --subscription "$subscription" --resource-group "$resource_group" --account-name "$resource_name"',
      'say "Blobs that were moved by then stay where they are."',
    ],
  }),
};
