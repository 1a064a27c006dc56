import { describe, expect, it } from 'vitest';
import { inventoryResource } from '../../../../core/inventory.ts';
import { AZURE_TYPES } from './azure-types.ts';
import { type Details, type GraphRow, graphRow, resourceOf } from './resource.ts';

const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
const IN_GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/Shop/providers`;
const NETWORK = `${IN_GROUP}/Microsoft.Network`;
const lower = (id: string): string => id.toLowerCase();

const details: Details = {
  vmSize: (region, name) =>
    region === 'westeurope' && name.toLowerCase() === 'standard_d2s_v5'
      ? {
          vcpus: 2,
          memory_mib: 8_192,
          temporary_disk_mib: 0,
          premium_storage: true,
          cpu_architecture: 'x64',
          max_data_disks: 4,
        }
      : null,
  lifecycleRules: () => null,
  clusterOf: (group) => (group === `${SUBSCRIPTION}/nodes` ? 'the-cluster' : null),
};

/** The resource that a row of `type` with these properties becomes. */
function mapped(type: string, properties: object, more: Partial<GraphRow> = {}) {
  const row = graphRow.parse({
    id: `${IN_GROUP}/${type}/Name`,
    name: 'Name',
    type,
    location: 'West Europe',
    resourceGroup: 'Shop',
    subscriptionId: SUBSCRIPTION,
    properties,
    ...more,
  });
  const found = AZURE_TYPES.find(({ resource_type }) => resource_type === type.toLowerCase())!;
  const resource = resourceOf(found, row, details);
  return resource && inventoryResource.parse(resource);
}

describe('every type', () => {
  it('is listed once, in lower case, with the action that reads it', () => {
    const names = AZURE_TYPES.map(({ resource_type }) => resource_type);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(16);
    for (const { resource_type, permission } of AZURE_TYPES)
      expect(permission.toLowerCase()).toBe(`${resource_type}/read`);
  });

  it.each(AZURE_TYPES.map(({ resource_type }) => resource_type))(
    '%s is a resource even when Azure tells nothing of it',
    (type) => {
      const resource = mapped(type, {})!;
      expect(resource).toMatchObject({
        name: 'Name',
        region: 'westeurope',
        status: null,
        created_at: null,
        attached_to: [],
      });
      expect(resource.resource_id).toBe(lower(`${IN_GROUP}/${type}/Name`));
      expect(resource.billed_as).toEqual([resource.resource_id]);
      // Unknown is never zero: whatever counts or measures is null, unless it counts a list that is not there.
      for (const [name, value] of Object.entries(resource.attributes))
        if (/vcpus|memory|size|iops|capacity|sites|workers/.test(name)) expect([name, value]).toEqual([name, null]);
    },
  );

  it('keeps tags as texts, and takes a global resource to be in no region', () => {
    const resource = mapped(
      'Microsoft.Network/loadBalancers',
      {},
      { location: 'global', tags: { env: 'prod', empty: null, n: 1 } },
    );
    expect(resource).toMatchObject({ region: null, tags: { env: 'prod', empty: '', n: '1' } });
  });
});

describe('a virtual machine', () => {
  const machine = (properties: object) => mapped('Microsoft.Compute/virtualMachines', properties)!;

  it.each([
    ['PowerState/running', 'running'],
    ['PowerState/stopped', 'stopped, which is still billed'],
    ['PowerState/deallocated', 'deallocated, which is not'],
  ])('%s is told as Azure says it: %s', (code) => {
    expect(machine({ extended: { instanceView: { powerState: { code } } } }).status).toBe(code);
  });

  it('has its size, licence, disks and priority', () => {
    const osDisk = { osType: 'Windows', managedDisk: { id: `${IN_GROUP}/Microsoft.Compute/disks/OS` } };
    const dataDisks = [
      { managedDisk: { id: `${IN_GROUP}/Microsoft.Compute/disks/Data` } },
      { vhd: { uri: 'https://x/y.vhd' } },
    ];
    const { attributes } = machine({
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      licenseType: 'Windows_Server',
      storageProfile: { osDisk, dataDisks },
    });
    expect(attributes).toMatchObject({
      vm_size: 'Standard_D2s_v5',
      vcpus: 2,
      memory_mib: 8_192,
      os_type: 'Windows',
      license_type: 'Windows_Server',
      priority: 'Regular',
      os_disk_id: lower(`${IN_GROUP}/Microsoft.Compute/disks/OS`),
      data_disk_ids: [lower(`${IN_GROUP}/Microsoft.Compute/disks/Data`)],
      unmanaged_disks: 1,
    });
  });

  it('of a size that Azure does not list has unknown memory', () => {
    expect(machine({ hardwareProfile: { vmSize: 'Standard_Old' } }).attributes).toMatchObject({
      vm_size: 'Standard_Old',
      vcpus: null,
      memory_mib: null,
    });
  });

  it('belongs to its scale set rather than to the cluster of its group', () => {
    const virtualMachineScaleSet = { id: `${IN_GROUP}/Microsoft.Compute/virtualMachineScaleSets/Nodes` };
    const more = { resourceGroup: 'NODES' };
    expect(mapped('Microsoft.Compute/virtualMachines', { virtualMachineScaleSet }, more)!.parent_id).toBe(
      lower(virtualMachineScaleSet.id),
    );
    expect(mapped('Microsoft.Compute/virtualMachines', {}, more)!.parent_id).toBe('the-cluster');
  });
});

describe('a disk', () => {
  const disk = (diskState: string, more: Partial<GraphRow> = {}) =>
    mapped('Microsoft.Compute/disks', { diskState }, more)!;

  it.each<[string, string, Partial<GraphRow>, string | null, boolean]>([
    ['unattached', 'Unattached', {}, null, false],
    ['being downloaded', 'ActiveSAS', {}, null, true],
    ['attached and being downloaded', 'ActiveSASFrozen', {}, null, true],
    [
      'of a volume of Kubernetes',
      'Unattached',
      { tags: { 'kubernetes.io-created-for-pvc-name': 'data' } },
      'aks',
      false,
    ],
    ['of the CSI driver', 'Unattached', { tags: { 'k8s-azure-created-by': 'kubernetes-azure-dd' } }, 'aks', false],
    ['in the node group of a cluster', 'Unattached', { resourceGroup: 'nodes' }, 'aks', false],
    ['a replica by its tag', 'Unattached', { tags: { 'ASR-ReplicaDisk': 'x' } }, 'site-recovery', false],
    ['a seed by its tag value', 'Unattached', { tags: { kind: 'asrseeddisk-1' } }, 'site-recovery', false],
    ['a replica by its name', 'Unattached', { name: 'web-ASRReplica' }, 'site-recovery', false],
    ['a seed by its name', 'Unattached', { name: 'asrseeddisk-web-1' }, 'site-recovery', false],
    ['restored by Backup', 'Unattached', { tags: { RSVaultBackup: 'x' } }, 'backup', false],
    ['with tags of people', 'Unattached', { tags: { env: 'kubernetes' } }, null, false],
  ])('%s', (_, state, more, held_by, active_sas) => {
    const { status, attached_to, attributes } = disk(state, more);
    expect({ status, attached_to }).toEqual({ status: state, attached_to: [] });
    expect(attributes).toMatchObject({ held_by, active_sas, state });
  });

  it('is attached to all machines that share it', () => {
    const machine = (name: string): string => `${IN_GROUP}/Microsoft.Compute/virtualMachines/${name}`;
    const shared = disk('Attached', { managedBy: machine('A'), managedByExtended: [machine('A'), machine('B')] });
    expect(shared.attached_to).toEqual([lower(machine('A')), lower(machine('B'))]);
    expect(disk('Unattached', { managedBy: '' }).attached_to).toEqual([]);
  });

  it('tells performance, size and when it was last attached', () => {
    const properties = {
      diskSizeGB: 1_024,
      diskIOPSReadWrite: 5_000,
      diskMBpsReadWrite: 200,
      tier: 'P30',
      LastOwnershipUpdateTime: '2026-01-02T03:04:05.1234567+00:00',
    };
    expect(mapped('Microsoft.Compute/disks', properties, { sku: { name: 'Premium_LRS' } })!.attributes).toMatchObject({
      sku: 'Premium_LRS',
      size_gib: 1_024,
      iops: 5_000,
      throughput_mib_per_second: 200,
      tier: 'P30',
      last_ownership_update_at: '2026-01-02T03:04:05.123Z',
    });
  });
});

describe('a snapshot', () => {
  it('knows its class, and the disk it was made of', () => {
    const sourceResourceId = `${IN_GROUP}/Microsoft.Compute/disks/OS`;
    const snapshot = mapped(
      'Microsoft.Compute/snapshots',
      { diskSizeGB: 30, incremental: true, creationData: { createOption: 'Copy', sourceResourceId } },
      { sku: { name: 'Premium_LRS' } },
    )!;
    expect(snapshot).toMatchObject({
      attached_to: [lower(sourceResourceId)],
      attributes: { sku: 'Premium_LRS', size_gib: 30, incremental: true },
    });
  });
});

describe('a public address', () => {
  const address = (properties: object) => mapped('Microsoft.Network/publicIPAddresses', properties)!;

  it.each<[string, object, string[]]>([
    ['with nothing', {}, []],
    [
      'of an interface',
      { ipConfiguration: { id: `${NETWORK}/networkInterfaces/Nic/ipConfigurations/one` } },
      ['networkInterfaces/Nic'],
    ],
    [
      'of a load balancer',
      { ipConfiguration: { id: `${NETWORK}/loadBalancers/Lb/frontendIPConfigurations/one` } },
      ['loadBalancers/Lb'],
    ],
    ['of a NAT gateway', { natGateway: { id: `${NETWORK}/natGateways/Nat` } }, ['natGateways/Nat']],
  ])('%s', (_, properties, attached) => {
    expect(address(properties).attached_to).toEqual(attached.map((name) => lower(`${NETWORK}/${name}`)));
  });

  it('of a machine in a scale set is attached to the scale set', () => {
    const set = `${IN_GROUP}/Microsoft.Compute/virtualMachineScaleSets/Set`;
    expect(
      address({ ipConfiguration: { id: `${set}/virtualMachines/0/networkInterfaces/n/ipConfigurations/c` } })
        .attached_to,
    ).toEqual([lower(set)]);
  });
});

describe('a network interface', () => {
  it.each<[string, object, string[]]>([
    ['an orphan', {}, []],
    ['of a machine', { virtualMachine: { id: 'VM' } }, ['vm']],
    ['of a private endpoint', { privateEndpoint: { id: 'Endpoint' } }, ['endpoint']],
    ['of a private link service', { privateLinkService: { id: 'Service' } }, ['service']],
  ])('%s', (_, properties, attached) => {
    expect(mapped('Microsoft.Network/networkInterfaces', properties)!.attached_to).toEqual(attached);
  });
});

describe('load balancers and application gateways', () => {
  const nic = (name: string): object => ({ id: `${NETWORK}/networkInterfaces/${name}/ipConfigurations/c` });

  it.each<[string, object, number, string[]]>([
    ['without a pool', {}, 0, []],
    ['with an empty pool', { backendAddressPools: [{ properties: {} }] }, 0, []],
    [
      'with a machine, which Azure lists twice',
      {
        backendAddressPools: [
          { properties: { backendIPConfigurations: [nic('A')], loadBalancerBackendAddresses: [{ name: 'A' }] } },
        ],
      },
      1,
      ['a'],
    ],
    ['with addresses', { backendAddressPools: [{ properties: { loadBalancerBackendAddresses: [{}, {}] } }] }, 2, []],
    [
      'with a forwarded port alone',
      { inboundNatRules: [{ properties: { backendIPConfiguration: nic('B') } }] },
      1,
      ['b'],
    ],
  ])('a load balancer %s', (_, properties, backends, attached) => {
    const resource = mapped('Microsoft.Network/loadBalancers', properties, { sku: { name: 'Standard' } })!;
    expect(resource.attributes).toMatchObject({ backends, sku: 'Standard' });
    expect(resource.attached_to).toEqual(attached.map((name) => lower(`${NETWORK}/networkInterfaces/${name}`)));
  });

  it('a gateway counts addresses and machines', () => {
    const pools = [
      { properties: { backendAddresses: [{ fqdn: 'x' }] } },
      { properties: { backendAddresses: [], backendIPConfigurations: [nic('A')] } },
    ];
    const gateway = mapped('Microsoft.Network/applicationGateways', {
      operationalState: 'Running',
      sku: { name: 'WAF_v2', tier: 'WAF_v2' },
      autoscaleConfiguration: { minCapacity: 1, maxCapacity: 4 },
      backendAddressPools: pools,
    })!;
    expect(gateway).toMatchObject({
      status: 'Running',
      attributes: { backends: 2, backend_pools: 2, sku: 'WAF_v2', autoscale_maximum: 4 },
    });
  });

  it('a NAT gateway counts its subnets', () => {
    expect(mapped('Microsoft.Network/natGateways', { subnets: [{ id: 'S' }] })).toMatchObject({
      attached_to: ['s'],
      attributes: { subnets: 1 },
    });
  });
});

describe('what is bought as a platform', () => {
  it('a plan tells how many sites it has, an empty one too', () => {
    const plan = (numberOfSites: number) =>
      mapped(
        'Microsoft.Web/serverfarms',
        { numberOfSites, status: 'Ready' },
        { sku: { name: 'P1v3', tier: 'PremiumV3', capacity: 2 } },
      )!;
    expect(plan(0).attributes).toMatchObject({ sites: 0, sku: 'P1v3', tier: 'PremiumV3', capacity: 2 });
    expect(plan(3).attributes.sites).toBe(3);
  });

  it('a database belongs to its server and is attached to its pool; the one of the server itself is left out', () => {
    const server = `${IN_GROUP}/Microsoft.Sql/servers/Main`;
    const database = (name: string, properties: object = {}) =>
      mapped('Microsoft.Sql/servers/databases', properties, {
        id: `${server}/databases/${name}`,
        name,
        sku: { name: 'GP_Gen5', tier: 'GeneralPurpose', capacity: 4 },
      });
    expect(
      database('Shop', {
        elasticPoolId: `${server}/elasticPools/Pool`,
        licenseType: 'BasePrice',
        zoneRedundant: false,
      }),
    ).toMatchObject({
      parent_id: lower(server),
      attached_to: [lower(`${server}/elasticPools/Pool`)],
      attributes: { capacity: 4, tier: 'GeneralPurpose', license_type: 'BasePrice', zone_redundant: false },
    });
    expect(database('master')).toBeNull();
  });

  it.each(['Microsoft.DBforPostgreSQL/flexibleServers', 'Microsoft.DBforMySQL/flexibleServers'])(
    '%s has the size of a machine',
    (type) => {
      const properties = {
        state: 'Ready',
        highAvailability: { mode: 'ZoneRedundant' },
        storage: { storageSizeGB: 128, iops: 500, autoGrow: 'Enabled' },
      };
      const systemData = { createdAt: '2025-05-05T00:00:00Z' };
      expect(
        mapped(type, properties, { sku: { name: 'Standard_D2s_v5', tier: 'GeneralPurpose' }, systemData }),
      ).toMatchObject({
        status: 'Ready',
        created_at: '2025-05-05T00:00:00.000Z',
        attributes: {
          vcpus: 2,
          memory_mib: 8_192,
          high_availability: 'ZoneRedundant',
          storage_size_gib: 128,
          storage_iops: 500,
        },
      });
    },
  );

  it('a cluster lists its pools', () => {
    const pool = { name: 'a', count: 3, vmSize: 'Standard_D2s_v5', minCount: 1, maxCount: 5, enableAutoScaling: true };
    const cluster = mapped('Microsoft.ContainerService/managedClusters', {
      powerState: { code: 'Stopped' },
      nodeResourceGroup: 'MC_x',
      agentPoolProfiles: [pool],
    })!;
    expect(cluster).toMatchObject({
      status: 'Stopped',
      attributes: {
        node_resource_group: 'mc_x',
        pools: [{ name: 'a', nodes: 3, maximum_nodes: 5, autoscaling: true, priority: 'Regular' }],
      },
    });
  });
});
