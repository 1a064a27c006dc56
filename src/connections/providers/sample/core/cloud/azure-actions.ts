import type { InventoryResource } from '../../../../core/inventory.ts';
import { type ActionRule, changed, gone, type Refusal, unless } from './action-rule.ts';
import { performanceOf } from './disk-sizes.ts';
import { isOfSeries, machineSize } from './instance-types.ts';

/** What can be done to resources of Azure. Sizes and SKUs by Azure's own names. */
export type AzureAction =
  | { kind: 'power_off_machine' }
  | { kind: 'deallocate_machine' }
  | { kind: 'start_machine' }
  | { kind: 'resize_machine'; vm_size: string }
  | { kind: 'set_machine_license'; license_type: string | null }
  | { kind: 'delete_machine' }
  | { kind: 'change_disk_sku'; sku: string }
  | { kind: 'delete_disk' }
  | { kind: 'change_snapshot_sku'; sku: string }
  | { kind: 'delete_azure_snapshot' }
  | { kind: 'delete_public_ip' }
  | { kind: 'delete_network_interface' }
  | { kind: 'delete_azure_load_balancer' }
  | { kind: 'delete_application_gateway' }
  | { kind: 'delete_app_service_plan' }
  | { kind: 'resize_app_service_plan'; sku: string; capacity: number }
  | { kind: 'delete_sql_database' }
  | { kind: 'delete_sql_pool' }
  | { kind: 'resize_sql_database'; capacity: number }
  | { kind: 'stop_flexible_server' }
  | { kind: 'start_flexible_server' }
  | { kind: 'resize_flexible_server'; sku: string }
  /** How many enabled rules there are, which is all that the inventory tells of them. */
  | { kind: 'set_storage_lifecycle'; lifecycle_rules: number };

type Of<Kind extends AzureAction['kind']> = Extract<AzureAction, { kind: Kind }>;
type Rules = { [Kind in AzureAction['kind']]: ActionRule<Of<Kind>, AzureAction> };

const MACHINE = ['microsoft.compute/virtualmachines'];
const DISK = ['microsoft.compute/disks'];
const SNAPSHOT = ['microsoft.compute/snapshots'];
const DATABASE = ['microsoft.sql/servers/databases'];
const SERVER = ['microsoft.dbforpostgresql/flexibleservers', 'microsoft.dbformysql/flexibleservers'];

const RUNNING = 'PowerState/running';
const STOPPED = 'PowerState/stopped';
const DEALLOCATED = 'PowerState/deallocated';

const must = (code: string, needs: string): Refusal => ({ code, needs });
/** What an attribute was, as what an action sets it to. */
const was = <T>({ attributes }: InventoryResource, name: string): T => attributes[name] as T;
const isAttached = ({ attached_to }: InventoryResource): boolean => attached_to.length > 0;

/** Deleting; `attached` is why not while something has it. */
const removal = (resource_types: string[], attached?: Refusal) => ({
  resource_types,
  apply: gone,
  ...(attached === undefined
    ? {}
    : { refuses: (resource: InventoryResource) => (isAttached(resource) ? attached : null) }),
});

/** Servers have the sizes of machines, and tell this much of them. */
function sizeAttributes(name: string): Record<string, unknown> {
  const size = machineSize(name);
  return { vcpus: size?.vcpus ?? null, memory_mib: size?.memory_mib ?? null };
}

/** Whether the system of a machine is on a disk of its host, which is lost when the machine leaves it. */
const isOnHost = ({ attributes }: InventoryResource): boolean => attributes['os_disk_ephemeral'] === true;

/**
 * As Azure does, refuses sizes with a temporary disk where there is none, and the other way round. A machine that has its
 * place on a host gets what that offers, and is started anew.
 */
function resizeRefusal(resource: InventoryResource, vm_size: string): Refusal | null {
  const size = machineSize(vm_size);
  if (!size) return must('InvalidParameter', `there is no size ${vm_size}.`);
  const { temporary_disk_mib, data_disk_ids } = resource.attributes;
  if (Number(temporary_disk_mib) > 0 !== size.temporary_disk_mib > 0)
    return must('OperationNotAllowed', 'sizes with and without a temporary disk do not interchange.');
  if ((data_disk_ids as string[]).length > size.max_data_disks)
    return must('OperationNotAllowed', `${vm_size} takes ${size.max_data_disks} data disks at most.`);
  if (isOfSeries(vm_size, was<string>(resource, 'vm_size'))) return null;
  const needs = `its host does not offer ${vm_size}: deallocate it before its size is changed.`;
  return unless(resource, [DEALLOCATED], must('OperationNotAllowed', needs));
}

/** Tiers of App Service plans, by the names of their SKUs. */
const PLAN_TIERS: [sku: RegExp, tier: string][] = [
  [/^F1$/, 'Free'],
  [/^D1$/, 'Shared'],
  [/^B[123]$/, 'Basic'],
  [/^S[123]$/, 'Standard'],
  [/^P[123]v2$/, 'PremiumV2'],
  [/^P0v3$/, 'Premium0V3'],
  [/^P[1-5]m?v3$/, 'PremiumV3'],
];
const planTier = (sku: string): string | undefined => PLAN_TIERS.find(([name]) => name.test(sku))?.[1];

const machineActions = {
  power_off_machine: {
    resource_types: MACHINE,
    refuses: (resource) =>
      unless(resource, [RUNNING], must('OperationNotAllowed', 'only a running machine can be stopped.')),
    apply: (resource) => changed(resource, {}, STOPPED),
    inverse: () => ({ kind: 'start_machine' }),
  },
  deallocate_machine: {
    resource_types: MACHINE,
    refuses: (resource) =>
      isOnHost(resource)
        ? must('OperationNotAllowed', 'a machine whose system is on its host (ephemeral) can not be deallocated.')
        : unless(resource, [RUNNING, STOPPED], must('OperationNotAllowed', 'it is deallocated already.')),
    apply: (resource) => changed(resource, {}, DEALLOCATED),
    // Nothing brings a machine from deallocated to stopped at once.
    inverse: ({ status }) => (status === RUNNING ? { kind: 'start_machine' } : null),
  },
  start_machine: {
    resource_types: MACHINE,
    refuses: (resource) =>
      unless(resource, [STOPPED, DEALLOCATED], must('OperationNotAllowed', 'only a stopped machine can be started.')),
    apply: (resource) => changed(resource, {}, RUNNING),
    inverse: ({ status }) => ({ kind: status === STOPPED ? 'power_off_machine' : 'deallocate_machine' }),
  },
  resize_machine: {
    resource_types: MACHINE,
    refuses: (resource, { vm_size }) => resizeRefusal(resource, vm_size),
    apply: (resource, { vm_size }) => changed(resource, { vm_size, ...machineSize(vm_size) }),
    inverse: (before) => ({ kind: 'resize_machine', vm_size: was<string>(before, 'vm_size') }),
  },
  set_machine_license: {
    resource_types: MACHINE,
    apply: (resource, { license_type }) => changed(resource, { license_type }),
    inverse: (before) => ({ kind: 'set_machine_license', license_type: was<string | null>(before, 'license_type') }),
  },
  delete_machine: removal(MACHINE),
} satisfies Partial<Rules>;

const diskActions = {
  change_disk_sku: {
    resource_types: DISK,
    // Another kind of storage is copied to while nothing writes; `Reserved` disks are those of deallocated machines.
    refuses: (resource) =>
      unless(
        resource,
        ['Unattached', 'Reserved'],
        must('OperationNotAllowed', 'deallocate its machine before its SKU is changed.'),
      ),
    apply: (resource, { sku }) => {
      const { tier, iops, throughput } = performanceOf(sku, Number(resource.attributes['size_gib']));
      return changed(resource, { sku, tier, iops, throughput_mib_per_second: throughput });
    },
    inverse: (before) => ({ kind: 'change_disk_sku', sku: was<string>(before, 'sku') }),
  },
  delete_disk: {
    resource_types: DISK,
    refuses: (resource) =>
      unless(
        resource,
        ['Unattached'],
        must('OperationNotAllowed', 'detach it, or end access to it, before it is deleted.'),
      ),
    apply: gone,
  },
  change_snapshot_sku: {
    resource_types: SNAPSHOT,
    apply: (resource, { sku }) => changed(resource, { sku }),
    inverse: (before) => ({ kind: 'change_snapshot_sku', sku: was<string>(before, 'sku') }),
  },
  delete_azure_snapshot: removal(SNAPSHOT),
} satisfies Partial<Rules>;

const otherActions = {
  delete_public_ip: removal(
    ['microsoft.network/publicipaddresses'],
    must('PublicIPAddressCannotBeDeleted', 'dissociate it before it is deleted.'),
  ),
  delete_network_interface: removal(
    ['microsoft.network/networkinterfaces'],
    must('NicInUse', 'detach it before it is deleted.'),
  ),
  delete_azure_load_balancer: removal(['microsoft.network/loadbalancers']),
  delete_application_gateway: removal(['microsoft.network/applicationgateways']),
  delete_app_service_plan: {
    resource_types: ['microsoft.web/serverfarms'],
    refuses: ({ attributes }) =>
      attributes['sites'] === 0 ? null : must('Conflict', 'delete or move its apps before it is deleted.'),
    apply: gone,
  },
  resize_app_service_plan: {
    resource_types: ['microsoft.web/serverfarms'],
    refuses: (_resource, { sku }) => (planTier(sku) ? null : must('BadRequest', `there is no SKU ${sku}.`)),
    apply: (resource, { sku, capacity }) =>
      changed(resource, { sku, tier: planTier(sku), capacity, workers: capacity }),
    inverse: (before) => ({
      kind: 'resize_app_service_plan',
      sku: was<string>(before, 'sku'),
      capacity: was<number>(before, 'capacity'),
    }),
  },
  delete_sql_database: removal(DATABASE),
  delete_sql_pool: removal(['microsoft.sql/servers/elasticpools']),
  resize_sql_database: {
    resource_types: DATABASE,
    apply: (resource, { capacity }) => changed(resource, { capacity }),
    inverse: (before) => ({ kind: 'resize_sql_database', capacity: was<number>(before, 'capacity') }),
  },
  stop_flexible_server: {
    resource_types: SERVER,
    refuses: (resource) =>
      unless(resource, ['Ready'], must('ServerIsNotReady', 'only a running server can be stopped.')),
    apply: (resource) => changed(resource, {}, 'Stopped'),
    inverse: () => ({ kind: 'start_flexible_server' }),
  },
  start_flexible_server: {
    resource_types: SERVER,
    refuses: (resource) =>
      unless(resource, ['Stopped'], must('ServerIsNotStopped', 'only a stopped server can be started.')),
    apply: (resource) => changed(resource, {}, 'Ready'),
    inverse: () => ({ kind: 'stop_flexible_server' }),
  },
  resize_flexible_server: {
    resource_types: SERVER,
    refuses: (_resource, { sku }) =>
      machineSize(sku) ? null : must('InvalidParameterValue', `there is no size ${sku}.`),
    apply: (resource, { sku }) => changed(resource, { sku, ...sizeAttributes(sku) }),
    inverse: (before) => ({ kind: 'resize_flexible_server', sku: was<string>(before, 'sku') }),
  },
  set_storage_lifecycle: {
    resource_types: ['microsoft.storage/storageaccounts'],
    apply: (resource, { lifecycle_rules }) => changed(resource, { lifecycle_rules }),
    inverse: (before) => ({
      kind: 'set_storage_lifecycle',
      lifecycle_rules: was<number>(before, 'lifecycle_rules'),
    }),
  },
} satisfies Partial<Rules>;

/** How each action on Azure works; states and codes as in the REST references of the services. */
export const AZURE_ACTIONS: Rules = { ...machineActions, ...diskActions, ...otherActions };
