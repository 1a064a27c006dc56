import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Condition } from '../src/remediation/core/action.ts';
import { blockersOf } from '../src/remediation/core/blockers.ts';
import { idFor, networkInterface } from './clouds/azure/remediation/bodies.ts';
import type { Body } from './clouds/azure/remediation/double.ts';
import { AzureRemediation } from './support/azure-remediation.ts';
import { AZURE_WORLDS } from './support/remediation-worlds/azure.ts';

const azure = await AzureRemediation.open();
afterAll(() => azure.close());
beforeEach(() => azure.reset());

/** Makes something otherwise than a world has it. */
type Arrange = () => void;

const find = (rest: string): Body => azure.double.state.resources.get(idFor(rest).toLowerCase())!;
/** Sets values at paths of a resource of the world; null takes them away. */
const set =
  (rest: string, values: Record<string, unknown>): Arrange =>
  () => {
    for (const [path, value] of Object.entries(values)) {
      const names = path.split('/');
      const last = names.pop()!;
      const at = names.reduce<Record<string, unknown>>(
        (inner, name) => (inner[name] ??= {}) as Record<string, unknown>,
        find(rest),
      );
      if (value === null) delete at[last];
      else at[last] = value;
    }
  };
const lock =
  (scope: string, level: 'CanNotDelete' | 'ReadOnly'): Arrange =>
  () => {
    azure.double.state.locks = [{ scope, name: 'keep', level }];
  };
const deny =
  (permission: string): Arrange =>
  () => {
    azure.double.state.denied = [permission];
  };
const power =
  (state: string): Arrange =>
  () => {
    azure.double.state.power.set(idFor(VM).toLowerCase(), state);
  };
const hibernate: Arrange = () => void azure.double.state.hibernated.add(idFor(VM).toLowerCase());
/** Moves a resource into another group. */
const moveTo =
  (rest: string, group: string): Arrange =>
  () => {
    const body = find(rest);
    body.id = body.id.replace('/Shop/', `/${group}/`);
  };

const VM = 'Microsoft.Compute/virtualMachines/Web-1';
const NIC = 'Microsoft.Network/networkInterfaces/Web-1-nic';
const DISK = 'Microsoft.Compute/disks/Data-1';
const SNAPSHOT = 'Microsoft.Compute/snapshots/Old-Copy';
const ADDRESS = 'Microsoft.Network/publicIPAddresses/Old-Entry';
const PLAN = 'Microsoft.Web/serverfarms/Plan-1';
const GROUP = idFor('x').split('/providers/')[0]!;

type Row = [Arrange, string, Condition['result'], string];
const managed = (rest: string): Row[] => [
  [set(rest, { 'tags/kubernetes.io-created-for-pvc-name': 'carts' }), 'not_managed', 'not_met', 'Kubernetes'],
  [moveTo(rest, 'MC_shop_cluster_westeurope'), 'not_managed', 'not_met', 'mc_shop_cluster_westeurope'],
];
const writes = (rest: string): Row[] => [
  [lock(GROUP, 'ReadOnly'), 'not_locked', 'not_met', 'keep (ReadOnly)'],
  [lock(idFor(rest), 'CanNotDelete'), 'not_locked', 'met', 'No lock'],
  [lock(`${idFor(rest)}/extensions/agent`, 'ReadOnly'), 'not_locked', 'met', 'No lock'],
  [deny('Microsoft.Authorization/locks/read'), 'not_locked', 'unknown', 'Microsoft.Authorization/locks/read'],
];
const deletes = (rest: string): Row[] => [
  [lock(GROUP.split('/resourceGroups')[0]!, 'CanNotDelete'), 'not_locked', 'not_met', 'keep (CanNotDelete)'],
  [lock(idFor(rest), 'ReadOnly'), 'not_locked', 'not_met', 'keep (ReadOnly)'],
];
const busy = (rest: string): Row => [
  set(rest, { 'properties/provisioningState': 'Updating' }),
  'provisioned',
  'not_met',
  'Updating: wait',
];

const machine: Row[] = [
  ...managed(VM),
  ...writes(VM),
  [set(VM, { 'properties/virtualMachineScaleSet': { id: '/x/pool' } }), 'not_managed', 'not_met', 'scale set pool'],
  [set(VM, { 'tags/aks-managed-poolName': 'pool' }), 'not_managed', 'not_met', 'aks-managed-poolName'],
  [
    set(VM, { 'properties/storageProfile/osDisk/diffDiskSettings': { option: 'Local' } }),
    'lasting_system_disk',
    'not_met',
    'ephemeral',
  ],
  [set(VM, { 'properties/priority': 'Spot' }), 'place', 'warning', 'spot'],
  [set(VM, { 'properties/availabilitySet': { id: '/x/set' } }), 'place', 'warning', 'availability set'],
  [set(VM, { 'properties/proximityPlacementGroup': { id: '/x' } }), 'place', 'warning', 'proximity'],
  [set(VM, { 'properties/host': { id: '/x' } }), 'place', 'warning', 'dedicated host'],
  [
    set(VM, { 'properties/capacityReservation': { capacityReservationGroup: { id: '/x' } } }),
    'place',
    'warning',
    'reserved capacity',
  ],
];
const dynamic = set('Microsoft.Network/publicIPAddresses/Web-1-ip', {
  'properties/publicIPAllocationMethod': 'Dynamic',
});
const elsewhere =
  (...names: string[]): Arrange =>
  () => {
    azure.double.state.clusters.set(idFor(VM).toLowerCase(), ['Standard_D4s_v5', ...names]);
  };
const all =
  (...arranges: Arrange[]): Arrange =>
  () =>
    arranges.forEach((arrange) => arrange());

const resizeTo = (vm_size: string, from_vm_size = 'Standard_D4s_v5') =>
  ({ action: 'azure.resize_vm', parameters: { vm_size, from_vm_size } }) as const;
const diskTo = (sku: string, from_sku = 'Premium_LRS') =>
  ({ action: 'azure.set_disk_sku', parameters: { sku, from_sku } }) as const;
const planTo = (sku: string, from_sku = 'P1v3') =>
  ({ action: 'azure.set_app_service_plan_sku', parameters: { sku, from_sku } }) as const;

/** By world: what is otherwise, and what is found. */
const TABLE: Record<string, Row[]> = {
  'deallocates a running machine': [
    ...machine,
    [power('starting'), 'at_rest', 'not_met', 'It is starting'],
    [set(VM, { 'properties/provisioningState': 'Updating' }), 'at_rest', 'not_met', 'Updating'],
    [set(VM, { 'properties/provisioningState': 'Failed' }), 'at_rest', 'warning', 'Failed'],
    [dynamic, 'public_address', 'warning', 'Web-1-ip (203.0.113.200) is lost'],
    [deny('Microsoft.Network/networkInterfaces/read'), 'public_address', 'unknown', 'networkInterfaces/read'],
    [deny('Microsoft.Network/publicIPAddresses/read'), 'public_address', 'unknown', 'publicIPAddresses/read'],
    [
      set(VM, { 'properties/hardwareProfile/vmSize': 'Standard_D4ds_v5' }),
      'temporary_disk_contents',
      'warning',
      'lost',
    ],
    [set(VM, {}), 'temporary_disk_contents', 'met', 'no temporary disk'],
    [
      set(NIC, {
        'properties/ipConfigurations': [
          {
            properties: {
              loadBalancerBackendAddressPools: [
                { id: idFor('Microsoft.Network/loadBalancers/Front/backendAddressPools/all') },
              ],
            },
          },
        ],
      }),
      'balancers',
      'warning',
      'behind Front',
    ],
    [set(NIC, { 'properties/enableIPForwarding': true }), 'balancers', 'warning', 'IP forwarding is on'],
    [deny('Microsoft.Compute/virtualMachines/read'), 'readable', 'unknown', 'virtualMachines/read'],
  ],
  'resizes a machine where it runs': [
    ...machine,
    busy(VM),
    [power('stopped'), 'power_state', 'not_met', 'It is stopped'],
    [all(power('deallocated'), hibernate), 'power_state', 'not_met', 'It is hibernated'],
    [
      () => void azure.double.state.clusters.set(idFor(VM).toLowerCase(), ['Standard_D2s_v5']),
      'way_back',
      'warning',
      'does not list Standard_D4s_v5',
    ],
    [set(VM, { 'properties/hardwareProfile/vmSize': 'Standard_D8s_v5' }), 'as_found', 'not_met', 'Standard_D8s_v5 now'],
    [elsewhere(), 'offered', 'met', 'deallocated for the change'],
    [
      all(elsewhere(), set(VM, { 'properties/availabilitySet': { id: '/x/set' } })),
      'offered',
      'not_met',
      'all machines of the set',
    ],
    [all(elsewhere(), dynamic), 'public_address', 'warning', 'Web-1-ip'],
    [
      all(elsewhere(), deny('Microsoft.Compute/locations/vmSizes/read')),
      'offered',
      'unknown',
      'locations/vmSizes/read',
    ],
    [deny('Microsoft.Compute/virtualMachines/vmSizes/read'), 'offered', 'unknown', 'virtualMachines/vmSizes/read'],
    [deny('Microsoft.Compute/disks/read'), 'premium_storage', 'unknown', 'disks/read'],
    [
      set(VM, {
        'properties/networkProfile/networkInterfaces': [1, 2, 3].map(() => ({ id: idFor(NIC) })),
      }),
      'network_interfaces',
      'warning',
      '3 network interfaces',
    ],
    [
      set(VM, { 'properties/storageProfile/dataDisks': [1, 2, 3, 4, 5].map((lun) => ({ lun })) }),
      'data_disks',
      'not_met',
      'takes only 4',
    ],
  ],
  'deletes a disk': [
    ...managed(DISK),
    ...deletes(DISK),
    busy(DISK),
    [set(DISK, { 'properties/diskState': 'Attached' }), 'unattached', 'not_met', 'running machine'],
    [set(DISK, { 'properties/diskState': 'Reserved' }), 'unattached', 'not_met', 'deallocated'],
    [set(DISK, { 'properties/diskState': 'ActiveSAS' }), 'unattached', 'not_met', 'end that access first'],
    [set(DISK, { managedBy: idFor(VM) }), 'unattached', 'not_met', 'attached to Web-1'],
    [set(DISK, { 'properties/diskState': 'Frozen' }), 'unattached', 'not_met', 'Frozen'],
    [set(DISK, { name: 'Data-1-ASRReplica' }), 'not_managed', 'not_met', 'Azure Site Recovery'],
    [set(DISK, { 'tags/ASR-ReplicaDisk': 'x' }), 'not_managed', 'not_met', 'Azure Site Recovery'],
    [set(DISK, { 'tags/RSVaultBackup': 'x' }), 'not_managed', 'not_met', 'Azure Backup'],
    [
      set(DISK, { 'properties/securityProfile': { securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey' } }),
      'restorable',
      'not_met',
      'confidential',
    ],
    [set(DISK, { 'properties/encryptionSettingsCollection': { enabled: true } }), 'restorable', 'warning', 'vault'],
  ],
  'changes the kind of a disk': [
    ...managed(DISK),
    ...writes(DISK),
    busy(DISK),
    [set(DISK, { sku: { name: 'Standard_LRS' } }), 'as_found', 'not_met', 'Standard_LRS now'],
    [set(DISK, { 'properties/diskState': 'Attached' }), 'at_rest', 'not_met', 'deallocate that first'],
    [set(DISK, { 'properties/diskState': 'ActiveSAS' }), 'at_rest', 'not_met', 'ActiveSAS'],
    [set(DISK, { 'properties/burstingEnabled': true }), 'nothing_lost', 'not_met', 'bursting'],
    [set(DISK, { managedBy: idFor(VM) }), 'taken', 'unknown', 'not found'],
  ],
  'deletes a public address': [
    ...managed(ADDRESS),
    ...deletes(ADDRESS),
    busy(ADDRESS),
    [set(ADDRESS, { 'properties/ipConfiguration': { id: '/x/balancer' } }), 'unused', 'not_met', '/x/balancer'],
    [set(ADDRESS, { 'properties/natGateway': { id: '/x/nat' } }), 'unused', 'not_met', '/x/nat'],
    [set(ADDRESS, { 'tags/k8s-azure-service': 'shop' }), 'not_managed', 'not_met', 'k8s-azure-service'],
    [set(ADDRESS, {}), 'address', 'warning', 'back to its prefix Shop'],
    [set(ADDRESS, { 'properties/publicIPPrefix': null }), 'address', 'warning', '203.0.113.200 is lost for good'],
    [set(ADDRESS, { 'properties/ipAddress': null }), 'address', 'met', 'no address'],
    [set(ADDRESS, {}), 'dns_name', 'warning', 'old-entry'],
    [set(ADDRESS, { 'properties/dnsSettings': null }), 'dns_name', 'met', 'no DNS label'],
  ],
  'deletes a snapshot': [
    ...managed(SNAPSHOT),
    ...deletes(SNAPSHOT),
    busy(SNAPSHOT),
    [set(SNAPSHOT, { 'properties/diskState': 'ActiveSAS' }), 'idle', 'not_met', 'end that access first'],
    [set(SNAPSHOT, { 'properties/completionPercent': 40 }), 'idle', 'not_met', 'being filled (40 %)'],
    [set(SNAPSHOT, { 'tags/RSVaultBackup': 'x' }), 'not_of_backup', 'not_met', 'RSVaultBackup'],
    [set(SNAPSHOT, { 'tags/velero.io-backup': 'x' }), 'not_of_backup', 'not_met', 'velero.io-backup'],
    [moveTo(SNAPSHOT, 'AzureBackupRG_westeurope_1'), 'not_of_backup', 'not_met', 'azurebackuprg_westeurope_1'],
    [
      set(SNAPSHOT, { id: idFor('Microsoft.Compute/snapshots/AzureBackup_a_b') }),
      'not_of_backup',
      'not_met',
      'AzureBackup_a_b',
    ],
    [
      () => void azure.double.state.resources.delete(idFor('Microsoft.Compute/disks/Data-Cold').toLowerCase()),
      'not_last_copy',
      'warning',
      'Data-Cold, which it was made of, is gone',
    ],
    [set(SNAPSHOT, { 'properties/creationData': { createOption: 'Import' } }), 'not_last_copy', 'warning', 'last copy'],
    [deny('Microsoft.Compute/disks/read'), 'not_last_copy', 'unknown', 'disks/read'],
    [set(SNAPSHOT, { 'tags/finopsmind:remediation': 'x' }), 'not_for_undo', 'warning', 'without it'],
  ],
  'changes the tier of a plan': [
    ...writes(PLAN),
    [set(PLAN, { 'properties/provisioningState': 'InProgress' }), 'provisioned', 'not_met', 'InProgress'],
    [set(PLAN, { 'sku/name': 'P2v3' }), 'as_found', 'not_met', 'P2v3 now'],
    [set(PLAN, { 'properties/hostingEnvironmentProfile': { id: '/x' } }), 'tiers', 'not_met', 'environment'],
    [set(PLAN, { 'properties/isSpot': true }), 'tiers', 'not_met', 'spot'],
    [set(PLAN, { 'sku/capacity': 11 }), 'instances', 'not_met', 'takes only 10'],
    [set(PLAN, { 'properties/zoneRedundant': true }), 'settings', 'not_met', 'spread over zones'],
    [set(PLAN, { 'properties/elasticScaleEnabled': true }), 'settings', 'not_met', 'scales automatically'],
    [set(PLAN, { 'properties/hyperV': true }), 'settings', 'not_met', 'Windows containers'],
    [set(PLAN, {}), 'features', 'warning', 'more than five deployment slots'],
    [set(PLAN, { 'properties/numberOfSites': 0 }), 'features', 'met', 'no app'],
    [set(PLAN, {}), 'outbound_addresses', 'warning', 'may change'],
  ],
};

const prepare = (world: string) => AZURE_WORLDS.find(({ name }) => name === world)!.prepare(azure.double)[0]!;

/** What is found of a condition, and what keeps the change from being made. */
async function found(one: Parameters<typeof azure.inspect>[0], name: string) {
  const inspection = await azure.inspect(one);
  return { ...inspection.conditions.find(({ condition }) => condition === name), blockers: blockersOf(inspection) };
}

describe('what has to hold before a change of Azure', () => {
  const cases = Object.entries(TABLE).flatMap(([world, rows]) =>
    rows.map(([arrange, name, result, detail]) => ({ world, arrange, name, result, detail })),
  );
  it.each(cases)(
    '$world: $name is $result where it says “$detail”',
    async ({ world, arrange, name, result, detail }) => {
      const one = prepare(world);
      arrange();
      const condition = await found(one, name);
      expect(condition).toMatchObject({ result, detail: expect.stringContaining(detail) });
      if (result === 'not_met' || result === 'unknown') expect(condition.blockers).toContain(condition.detail);
      else expect(condition.blockers).toEqual([]);
    },
  );

  const RESIZES: [string, string, string, Condition['result'], string][] = [
    ['Standard_D4s_v5', 'Standard_D2ds_v5', 'temporary_disk', 'not_met', 'has a temporary disk'],
    ['Standard_D4s_v5', 'Standard_D2_v5', 'premium_storage', 'not_met', 'only standard ones'],
    ['Standard_D4s_v5', 'Standard_D2ps_v5', 'boots', 'not_met', 'Arm and x64'],
    ['Standard_D4s_v5', 'Standard_D2s_v6', 'boots', 'not_met', 'NVMe'],
    ['Standard_D4s_v5', 'Standard_B2s', 'data_disks', 'not_met', 'takes only 0'],
    ['Standard_D4s_v5', 'Standard_B2s', 'network_interfaces', 'warning', 'accelerated'],
    ['Standard_D4s_v5', 'Standard_M64ms', 'offered', 'not_met', 'not offered in its region'],
    ['Standard_D4s_v5', 'Standard_M64ms', 'data_disks', 'unknown', 'not known'],
  ];
  it.each(RESIZES)('a %s that is to be a %s: %s', async (from, to, name, result, detail) => {
    const one = { ...prepare('resizes a machine where it runs'), change: resizeTo(to, from) };
    expect(await found(one, name)).toMatchObject({ result, detail: expect.stringContaining(detail) });
  });

  it('a confidential machine stays on sizes for confidential ones', async () => {
    const one = prepare('resizes a machine where it runs');
    set(VM, { 'properties/securityProfile': { securityType: 'ConfidentialVM' } })();
    expect(await found(one, 'boots')).toMatchObject({
      result: 'not_met',
      detail: expect.stringContaining('confidential'),
    });
    expect(await found({ ...one, change: resizeTo('Standard_DC2as_v5') }, 'boots')).toMatchObject({ result: 'met' });
  });

  it('a machine with standard disks and a plain network fits sizes without premium storage', async () => {
    const one = { ...prepare('resizes a machine where it runs'), change: resizeTo('Standard_D2_v5') };
    for (const name of ['os', 'data'])
      set(`Microsoft.Compute/disks/Web-1-${name}`, { 'sku/name': 'StandardSSD_LRS' })();
    azure.double.add(networkInterface('Web-1-nic', null, { properties: { enableAcceleratedNetworking: false } }));
    expect((await found(one, 'premium_storage')).result).toBe('met');
    expect(await found(one, 'network_interfaces')).toMatchObject({ result: 'met', blockers: [] });
  });

  it.each([
    ['Premium_LRS', 'StandardSSD_ZRS', 'kinds', 'number of zones'],
    ['Premium_LRS', 'PremiumV2_LRS', 'kinds', 'does not change Premium_LRS into PremiumV2_LRS'],
    ['UltraSSD_LRS', 'Premium_LRS', 'kinds', 'does not change UltraSSD_LRS'],
  ])('a disk is not made of %s to %s', async (from, to, name, detail) => {
    const one = { ...prepare('changes the kind of a disk'), change: diskTo(to, from) };
    set(DISK, { 'sku/name': from })();
    expect(await found(one, name)).toMatchObject({ result: 'not_met', detail: expect.stringContaining(detail) });
  });

  it('a disk of a deallocated machine is changed where the machine takes the kind', async () => {
    const [one] = AZURE_WORLDS.find(({ name }) => name === 'resizes a deallocated machine')!.prepare(azure.double);
    const id = idFor('Microsoft.Compute/disks/Web-1-data').toLowerCase();
    const of = (change: ReturnType<typeof diskTo>) => ({ ...one!, resource_id: id, resource_type: 'disk', change });
    expect(await found(of(diskTo('Standard_LRS')), 'taken')).toMatchObject({ result: 'met', blockers: [] });
    set('Microsoft.Compute/disks/Web-1-data', { 'sku/name': 'Standard_LRS' })();
    set(VM, { 'properties/hardwareProfile/vmSize': 'Standard_D2_v5' })();
    expect(await found(of(diskTo('Premium_LRS', 'Standard_LRS')), 'taken')).toMatchObject({
      result: 'not_met',
      detail: 'Its machine is a Standard_D2_v5, which takes no premium disks.',
    });
    set(VM, { 'properties/storageProfile/dataDisks': [{ managedDisk: { id }, writeAcceleratorEnabled: true }] })();
    set('Microsoft.Compute/disks/Web-1-data', { 'sku/name': 'Premium_LRS' })();
    expect((await found(of(diskTo('Standard_LRS')), 'nothing_lost')).detail).toContain('write accelerator');
    set(VM, { 'properties/storageProfile/dataDisks': [] })();
    set('Microsoft.Compute/disks/Web-1-data', { 'properties/maxShares': 2 })();
    expect((await found(of(diskTo('Standard_LRS')), 'nothing_lost')).detail).toContain('shared by several machines');
  });

  it.each([
    ['P1v3', 'F1', 'tiers', 'not_met', 'from P1v3 to F1'],
    ['EP1', 'P1v3', 'tiers', 'not_met', 'from EP1 to P1v3'],
    ['P1v3', 'B1', 'features', 'warning', 'deployment slots, autoscale rules'],
    ['S2', 'S1', 'outbound_addresses', 'met', 'stays in its tier'],
  ] as const)('a plan that is a %s and is to be a %s: %s is %s', async (from, to, name, result, detail) => {
    const one = { ...prepare('changes the tier of a plan'), change: planTo(to, from) };
    set(PLAN, { 'sku/name': from })();
    expect(await found(one, name)).toMatchObject({ result, detail: expect.stringContaining(detail) });
  });

  it('a plan whose apps are scaled one by one is not made a basic one', async () => {
    const one = { ...prepare('changes the tier of a plan'), change: planTo('B1') };
    set(PLAN, { 'properties/perSiteScaling': true })();
    expect((await found(one, 'settings')).detail).toBe('Basic has not what it needs: its apps are scaled one by one.');
  });

  it('tags keep a resource from being changed', async () => {
    const one = prepare('deletes a disk');
    set(DISK, { 'tags/finopsmind:protect': 'true' })();
    expect(blockersOf(await azure.inspect(one))).toEqual([expect.stringContaining('finopsmind:protect')]);
  });
});
