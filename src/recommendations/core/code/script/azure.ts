import type { ParametersOf } from '../../change.ts';
import { removal, setting } from './azure-parts.ts';
import { isThere, shown } from './azure-read.ts';
import type { ScriptOf, Scripts } from './script.ts';

const RULE_NAME = 'finopsmind-tiering';

/** Days are counted from the last change, and archived blobs take hours to be read again. */
const storagePolicy = ({ cool_after_days, archive_after_days }: ParametersOf<'azure.add_storage_lifecycle'>): string =>
  JSON.stringify({
    rules: [
      {
        enabled: true,
        name: RULE_NAME,
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

/** A database that was deleted is restored by the moment at which it was, which Azure tells some minutes later. */
const deleteDatabase: ScriptOf<'azure.delete_sql_database'> = ({ server, database }) => ({
  variables: { server, database },
  check: [
    ...isThere('sql db'),
    '# What Azure keeps of it is what it can be restored from.',
    `restorable_from=${shown('sql db', "earliestRestoreDate || ''")}`,
    '[[ -n "$restorable_from" ]] || stop "Azure has no backup of $database yet."',
    `pool_id=${shown('sql db', "elasticPoolId || ''")}`,
    `objective=${shown('sql db', "currentServiceObjectiveName || ''")}`,
    'like=(--service-objective "$objective")',
    '[[ -z "$pool_id" ]] || like=(--elastic-pool "${pool_id##*/}")',
  ],
  backup: ['describe "$database.json" az sql db show --ids "$resource_id" --output json'],
  change: ['run az sql db delete --ids "$resource_id" --yes --output none'],
  undo: [
    'undo az sql db list-deleted --subscription "$subscription" --resource-group "$resource_group" --server "$server" --query "[].[name, deletionDate]"',
    'say "With the time that it shows for $database after some minutes in place of TIME:"',
    'undo az sql db restore --subscription "$subscription" --resource-group "$resource_group" --server "$server" --name "$database" --dest-name "$database" "${like[@]}" --deleted-time TIME',
    'say "That works as long as its backups are kept: seven days, unless it was set otherwise."',
  ],
});

/** Scripts of what is not machines and disks in Azure. */
export const AZURE_SCRIPTS = {
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
      [
        // Pools of addresses name no network interface, and a rule may lead to a machine that is in no pool.
        {
          query:
            "length([backendAddressPools[].[backendIPConfigurations, loadBalancerBackendAddresses][][], inboundNatRules[].backendIPConfiguration][][] || '')",
          is: '0',
          text: 'has machines behind it',
        },
      ],
      {},
    ),
  'azure.delete_application_gateway': () =>
    removal(
      'network application-gateway',
      [
        {
          query: "length(backendAddressPools[].[backendAddresses, backendIPConfigurations][][] || '')",
          is: '0',
          text: 'has something behind it',
        },
      ],
      {},
    ),
  'azure.delete_app_service_plan': () =>
    removal(
      'appservice plan',
      // The command line prints it where Azure has it, and printed it at the top before.
      [{ query: 'not_null(properties.numberOfSites, numberOfSites)', is: '0', text: 'has apps' }],
      { options: ' --yes' },
    ),
  'azure.set_app_service_plan_sku': ({ sku, from_sku }) =>
    setting('appservice plan', 'sku.name', '--sku', { to: sku, from: from_sku }),
  'azure.delete_sql_database': deleteDatabase,
  'azure.delete_sql_elastic_pool': ({ server, pool }) => ({
    variables: { server, pool },
    check: [
      ...isThere('sql elastic-pool'),
      'databases=$(az sql elastic-pool list-dbs --subscription "$subscription" --resource-group "$resource_group" --server "$server" \\',
      '  --name "$pool" --query "length(@)" --output tsv)',
      '[[ "$databases" == 0 ]] || stop "$pool has $databases databases."',
    ],
    backup: ['describe "$pool.json" az sql elastic-pool show --ids "$resource_id" --output json'],
    change: ['run az sql elastic-pool delete --ids "$resource_id" --output none'],
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
    variables: { policy: storagePolicy(parameters), rule_name: RULE_NAME },
    check: [
      ...isThere('storage account'),
      'if current=$(az storage account management-policy show --subscription "$subscription" --resource-group "$resource_group" \\',
      '  --account-name "$resource_name" --output json 2>&1); then',
      '  [[ "$current" != *"\\"$rule_name\\""* ]] || finished "$resource_name has the rule $rule_name already."',
      '  stop "$resource_name has a policy of its own, which this would replace: $current"',
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
} satisfies Partial<Scripts<'azure'>>;
