import type { Action } from '../../change.ts';
import { attribute, attributes, block, type Item } from '../hcl.ts';
import { type AzureId, azureId } from './azure-ids.ts';
import { CannotExpress, type Draft, type Resource, type Source } from './draft.ts';
import { changed, made, removed, type Writers } from './writer.ts';

interface Place extends AzureId {
  name: string;
  /** What azurerm asks of nearly everything. */
  common: { name: string; resource_group_name: string; location: string };
}

/** Where a resource is; its name as people write it, where that is known. */
function placeOf(source: Source): Place {
  const found = azureId(source.request.resource_id);
  const last = found.names.at(-1) ?? '';
  const { resource_name } = source.request;
  const name = resource_name?.toLowerCase() === last.toLowerCase() ? resource_name : last;
  return { ...found, name, common: { name, resource_group_name: found.group, location: source.region() } };
}

type Part = Pick<Resource, 'type' | 'import_id' | 'keeps'> & Partial<Resource>;

/** A machine with a managed system disk; others azurerm takes up only as a resource that it no longer develops. */
function machine(source: Source): Part {
  const { id, common } = placeOf(source);
  const type = { linux: 'azurerm_linux_virtual_machine', windows: 'azurerm_windows_virtual_machine' }[
    source.needText('os_type').toLowerCase()
  ];
  if (type === undefined) throw new CannotExpress(`The system of ${id} is neither Linux nor Windows.`);
  const interfaces = source.list('network_interface_ids') as readonly unknown[] | null;
  if (interfaces === null)
    throw new CannotExpress(`The inventory does not know the network interfaces of ${id}, which Terraform needs.`);
  return {
    type,
    import_id: id,
    keeps: {
      ...common,
      size: source.needText('vm_size'),
      network_interface_ids: interfaces.map((one) => azureId(String(one)).id),
      os_managed_disk_id: azureId(source.needText('os_disk_id')).id,
    },
    blocks: [block('os_disk', [], [attribute('caching', 'ReadWrite')])],
    remark: 'Terraform asks for the caching of the system disk: what stands here is ignored, the disk keeps its own.',
  };
}

const MACHINE_NOTE =
  'A machine whose system disk was attached as it was, and not made from an image, azurerm refuses to import: use the script then.';

const CREATE_OPTIONS = ['Copy', 'Empty', 'FromImage', 'Import', 'ImportSecure', 'Restore', 'Upload'];

function disk(source: Source): Part {
  const { id, common } = placeOf(source);
  const create_option = source.needText('create_option');
  if (!CREATE_OPTIONS.includes(create_option))
    throw new CannotExpress(`${id} was made in a way (${create_option}) that Terraform has no word for.`);
  return {
    type: 'azurerm_managed_disk',
    import_id: id,
    keeps: {
      ...common,
      create_option,
      storage_account_type: source.needText('sku'),
      disk_size_gb: source.number('size_gib'),
    },
  };
}

function servicePlan(source: Source, sku_name: string): Part {
  const { id, common } = placeOf(source);
  const linux = source.flag('linux');
  if (linux === null)
    throw new CannotExpress(`The inventory does not know the system of ${id}, which Terraform needs.`);
  const container = /xenon|hyperv/i.test(source.text('kind') ?? '');
  return {
    type: 'azurerm_service_plan',
    import_id: id,
    keeps: { ...common, os_type: linux ? 'Linux' : container ? 'WindowsContainer' : 'Windows', sku_name },
  };
}

/** Something that goes, with nothing kept of it. */
const gone = (source: Source, part: Part, notes: readonly string[], undo: string): Draft => ({
  resources: [removed(source, part)],
  notes,
  undo,
});

function flexibleServer(source: Source, engine: 'postgresql' | 'mysql', sku_name: string): Resource {
  const { id, common } = placeOf(source);
  return changed(source, {
    type: `azurerm_${engine}_flexible_server`,
    import_id: id,
    keeps: common,
    sets: { sku_name },
  });
}

const TIERS: Readonly<Record<string, string>> = {
  burstable: 'B',
  generalpurpose: 'GP',
  memoryoptimized: 'MO',
  businesscritical: 'MO',
};

/** `GP_Standard_D2ds_v4`: azurerm says the tier before the size. */
function flexibleSku(sku: string, tier: string): string {
  const letters = TIERS[tier.toLowerCase()];
  if (letters === undefined) throw new CannotExpress(`Terraform has no word for the tier ${tier}.`);
  return `${letters}_${sku}`;
}

const perDatabase = (source: Source): Item =>
  block(
    'per_database_settings',
    [],
    attributes({
      min_capacity: source.needNumber('database_minimum_capacity'),
      max_capacity: source.needNumber('database_maximum_capacity'),
    }),
  );

const lifecycleActions = (cool: number, archive: number | null): Item[] =>
  attributes({
    tier_to_cool_after_days_since_modification_greater_than: cool,
    tier_to_archive_after_days_since_modification_greater_than: archive,
  });

/** Everything of Azure. */
export const azure: Writers<Extract<Action, `azure.${string}`>> = {
  'azure.deallocate_vm':
    'Terraform has no resource for whether a virtual machine of Azure runs: use the script, which deallocates it.',
  'azure.resize_vm': ({ vm_size, from_vm_size }, source) => ({
    resources: [changed(source, { ...machine(source), sets: { size: vm_size } })],
    notes: [
      'Terraform deallocates the machine, changes its size and starts it again. Its temporary disk is emptied, and a dynamic public address changes.',
      'When Azure has no capacity of the new size, the machine stays deallocated: set the old size and apply again.',
      MACHINE_NOTE,
    ],
    undo: `Set size back to "${from_vm_size}" and apply.`,
  }),
  'azure.set_vm_license': ({ license_type }, source) => ({
    resources: [changed(source, { ...machine(source), sets: { license_type } })],
    notes: ['You declare with it that you have licences that cover this machine. It goes on running.', MACHINE_NOTE],
    undo: 'Set license_type to "None" and apply.',
  }),
  'azure.delete_disk': (_, source) => {
    const { id, common } = placeOf(source);
    const name = `finopsmind-${common.name}`.slice(0, 80);
    return {
      resources: [
        removed(source, disk(source)),
        made(source, {
          type: 'azurerm_snapshot',
          label: `${source.label}__backup`,
          keeps: {
            ...common,
            name,
            create_option: 'Copy',
            source_uri: id,
            incremental_enabled: true,
          },
          tags: source.tags(),
          proof: attributes({ name, resource_group_name: common.resource_group_name }),
          remark: 'Made before the disk is deleted; it stays, and is charged for.',
        }),
      ],
      notes: ['The first step makes a snapshot of the disk. The second step looks for it, and has no plan without it.'],
      undo: 'Make a disk from the snapshot that the first step made.',
    };
  },
  'azure.set_disk_sku': ({ sku, from_sku }, source) => ({
    resources: [changed(source, { ...disk(source), sets: { storage_account_type: sku } })],
    notes: [
      'Terraform shuts down a machine that has the disk while its kind changes, and starts it again. Azure takes two changes of a disk a day.',
    ],
    undo: `Set storage_account_type back to "${from_sku}" and apply.`,
  }),
  'azure.set_snapshot_sku':
    'The resource for snapshots of azurerm has no argument for the kind of storage: use the script, which changes it.',
  'azure.delete_snapshot': (_, source) => {
    const { id, common } = placeOf(source);
    const create_option = source.needText('create_option');
    if (create_option !== 'Copy' && create_option !== 'Import')
      throw new CannotExpress(`${id} was made in a way (${create_option}) that Terraform has no word for.`);
    return gone(
      source,
      { type: 'azurerm_snapshot', import_id: id, keeps: { ...common, create_option } },
      ['See that the disk is still there, or that its data is kept elsewhere: Azure has no recycle bin for snapshots.'],
      'There is none: a deleted snapshot is gone.',
    );
  },
  'azure.delete_public_ip': (_, source) => {
    const { id, common } = placeOf(source);
    const keeps = { ...common, allocation_method: source.needText('allocation') };
    return gone(
      source,
      { type: 'azurerm_public_ip', import_id: id, keeps },
      [
        'A deleted address belongs to somebody else soon: look for it in DNS, firewalls and allow lists of partners before.',
      ],
      'There is none: Azure does not give the same address again.',
    );
  },
  'azure.delete_network_interface': (_, source) => {
    const { id, common } = placeOf(source);
    const configuration = attributes({ name: 'ignored', private_ip_address_allocation: 'Dynamic' });
    return gone(
      source,
      {
        type: 'azurerm_network_interface',
        import_id: id,
        keeps: common,
        blocks: [block('ip_configuration', [], configuration)],
        remark: 'Terraform asks for an address configuration: what stands here is ignored, the interface has its own.',
      },
      ['Its private address is free for others then. A public address that it has stays, and is charged for.'],
      'Make an interface in the same subnet with the same security group and private address; note them before.',
    );
  },
  'azure.delete_load_balancer': (_, source) => {
    const { id, common } = placeOf(source);
    return gone(
      source,
      { type: 'azurerm_lb', import_id: id, keeps: { ...common, sku: source.text('sku') } },
      ['Its public addresses stay, and are charged for.'],
      'Make it anew with its rules and probes; note them before.',
    );
  },
  'azure.delete_application_gateway':
    'Terraform asks for every listener, rule, port and certificate of an application gateway, which the inventory does not know: use the script.',
  'azure.delete_app_service_plan': (_, source) =>
    gone(
      source,
      servicePlan(source, source.needText('sku')),
      ['Azure deletes a plan only when no app is in it.'],
      'Make a plan of the same name and kind.',
    ),
  'azure.set_app_service_plan_sku': ({ sku, from_sku }, source) => ({
    resources: [changed(source, { ...servicePlan(source, from_sku), sets: { sku_name: sku } })],
    notes: [
      'All apps of the plan are started anew on other machines, and their outbound addresses may change.',
      'Slots, zone redundancy and scaling beyond what the new kind has must be taken off before.',
    ],
    undo: `Set sku_name back to "${from_sku}" and apply.`,
  }),
  'azure.delete_sql_database': ({ database }, source) => {
    const { id } = placeOf(source);
    const server_id = azureId(id.split('/').slice(0, 9).join('/')).id;
    return gone(
      source,
      { type: 'azurerm_mssql_database', import_id: id, keeps: { name: database, server_id } },
      [
        'Azure keeps its backups for as long as their retention says, and no longer. Export what has to be kept longer (BACPAC) before the second step.',
      ],
      'Restore the deleted database on the same server within the retention of its backups.',
    );
  },
  'azure.delete_sql_elastic_pool': ({ server, pool }, source) => {
    const { id, common } = placeOf(source);
    const sku = attributes({
      name: source.needText('sku'),
      tier: source.needText('tier'),
      family: source.text('family'),
      capacity: source.needNumber('capacity'),
    });
    return gone(
      source,
      {
        type: 'azurerm_mssql_elasticpool',
        import_id: id,
        keeps: { ...common, name: pool, server_name: server },
        blocks: [block('sku', [], sku), perDatabase(source)],
      },
      ['Azure deletes a pool only when no database is in it.'],
      'Make a pool of the same name and kind, and move databases into it.',
    );
  },
  'azure.resize_flexible_server': ({ engine, sku, tier, from_sku, from_tier }, source) => ({
    resources: [flexibleServer(source, engine, flexibleSku(sku, tier))],
    notes: [
      "The server is started anew, and can't be reached for a minute or longer.",
      'Connections, memory and other parameters that depend on the size change with it: look at max_connections.',
    ],
    undo: `Set sku_name back to "${flexibleSku(from_sku, from_tier)}" and apply.`,
  }),
  'azure.add_storage_lifecycle': ({ cool_after_days, archive_after_days }, source) => {
    const rules = source.number('lifecycle_rules');
    if (rules !== 0)
      throw new CannotExpress(
        `${source.request.resource_id} has lifecycle rules, or it is not known whether it has some. Terraform replaces them as a whole, and the inventory does not know what they say.`,
      );
    const body = [
      ...attributes({ name: 'finopsmind-tiering', enabled: true }),
      block('filters', [], [attribute('blob_types', ['blockBlob'])]),
      block('actions', [], [block('base_blob', [], lifecycleActions(cool_after_days, archive_after_days))]),
    ];
    return {
      resources: [
        made(source, {
          type: 'azurerm_storage_management_policy',
          identity: source.request.resource_id,
          keeps: { storage_account_id: placeOf(source).id },
          blocks: [block('rule', [], body)],
        }),
      ],
      notes: [
        'An account has one policy. If it has one whose rules are all switched off, this takes its place: look before you apply.',
        'Cooler tiers cost more to read, and have minimum times to stay (cool 30 days, archive 180). Archived blobs have to be brought back, for hours, before they can be read.',
      ],
      undo: 'Run terraform destroy: the policy goes. Blobs that were moved stay in their tier.',
    };
  },
};
