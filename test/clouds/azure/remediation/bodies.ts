import { PRINCIPAL } from '../connection.ts';
import { type AzureManagerDouble, startAzureManager } from './double.ts';
import type { Body, VmSize } from './model.ts';

export const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/Shop`;

/** The id of something in the group `Shop`, such as `Microsoft.Compute/disks/Data-1`, as Azure spells it. */
export const idFor = (rest: string): string => `${GROUP}/providers/${rest}`;

type More = Partial<Omit<Body, 'properties'>> & { properties?: Record<string, unknown> };

function body(type: string, name: string, properties: object, { properties: more, ...rest }: More): Body {
  const base = { id: idFor(`${type}/${name}`), name, type, location: 'westeurope', tags: { team: 'shop' } };
  return { ...base, ...rest, properties: { provisioningState: 'Succeeded', ...properties, ...more } };
}

/** A Linux machine with a system disk `<name>-os`, a data disk `<name>-data` and an interface `<name>-nic`. */
export const machine = (name: string, more: More = {}): Body =>
  body(
    'Microsoft.Compute/virtualMachines',
    name,
    {
      vmId: `vm-id-of-${name}`,
      hardwareProfile: { vmSize: 'Standard_D4s_v5' },
      storageProfile: {
        osDisk: {
          osType: 'Linux',
          name: `${name}-os`,
          managedDisk: { id: idFor(`Microsoft.Compute/disks/${name}-os`) },
        },
        dataDisks: [{ lun: 0, managedDisk: { id: idFor(`Microsoft.Compute/disks/${name}-data`) } }],
      },
      networkProfile: { networkInterfaces: [{ id: idFor(`Microsoft.Network/networkInterfaces/${name}-nic`) }] },
    },
    more,
  );

export const disk = (name: string, more: More = {}): Body =>
  body(
    'Microsoft.Compute/disks',
    name,
    {
      diskSizeGB: 128,
      diskState: 'Unattached',
      uniqueId: `unique-${name}`,
      timeCreated: '2025-03-04T05:06:07Z',
      tier: 'P10',
      diskIOPSReadWrite: 500,
      diskMBpsReadWrite: 100,
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      networkAccessPolicy: 'DenyAll',
      publicNetworkAccess: 'Disabled',
      creationData: { createOption: 'Empty' },
    },
    { sku: { name: 'Premium_LRS', tier: 'Premium' }, zones: ['1'], ...more },
  );

export const snapshot = (name: string, more: More = {}): Body =>
  body(
    'Microsoft.Compute/snapshots',
    name,
    {
      diskSizeGB: 128,
      diskState: 'Unattached',
      incremental: true,
      completionPercent: 100,
      uniqueId: `unique-${name}`,
      timeCreated: '2025-03-04T05:06:07Z',
      creationData: { createOption: 'Copy', sourceResourceId: idFor('Microsoft.Compute/disks/Data-Cold') },
    },
    { sku: { name: 'Standard_LRS', tier: 'Standard' }, ...more },
  );

export const address = (name: string, more: More = {}): Body =>
  body(
    'Microsoft.Network/publicIPAddresses',
    name,
    {
      publicIPAllocationMethod: 'Static',
      publicIPAddressVersion: 'IPv4',
      idleTimeoutInMinutes: 4,
      ipAddress: '203.0.113.200',
      ipTags: [],
    },
    { sku: { name: 'Standard', tier: 'Regional' }, zones: ['1', '2', '3'], ...more },
  );

export const networkInterface = (name: string, public_address: string | null, more: More = {}): Body => {
  const publicIPAddress = public_address === null ? {} : { publicIPAddress: { id: public_address } };
  const ipConfigurations = [
    { name: 'primary', properties: { privateIPAddress: '10.0.0.4', primary: true, ...publicIPAddress } },
  ];
  return body(
    'Microsoft.Network/networkInterfaces',
    name,
    { enableAcceleratedNetworking: true, ipConfigurations },
    more,
  );
};

export const plan = (name: string, more: More = {}): Body =>
  body(
    'Microsoft.Web/serverfarms',
    name,
    {
      status: 'Ready',
      numberOfSites: 2,
      numberOfWorkers: 2,
      maximumNumberOfWorkers: 30,
      perSiteScaling: false,
      elasticScaleEnabled: false,
      zoneRedundant: false,
      reserved: true,
    },
    { kind: 'linux', sku: { name: 'P1v3', tier: 'PremiumV3', size: 'P1v3', family: 'Pv3', capacity: 2 }, ...more },
  );

const size = (name: string, cores: number, { disk_mb = 0, data_disks = cores * 2 } = {}): VmSize => ({
  name,
  numberOfCores: cores,
  osDiskSizeInMB: 1_047_552,
  resourceDiskSizeInMB: disk_mb,
  memoryInMB: cores * 4_096,
  maxDataDiskCount: data_disks,
});

/** Sizes of the region. */
export const SIZES = [
  size('Standard_D2s_v5', 2),
  size('Standard_D4s_v5', 4),
  size('Standard_D8s_v5', 8),
  size('Standard_D2_v5', 2),
  size('Standard_D2ds_v5', 2, { disk_mb: 76_800 }),
  size('Standard_D2ps_v5', 2),
  size('Standard_D2s_v6', 2),
  size('Standard_DC2as_v5', 2),
  size('Standard_B2s', 2, { data_disks: 0 }),
];

/** A machine with its disks, its interface and an address; `power` is `running`, `stopped` or `deallocated`. */
export function addMachine(double: AzureManagerDouble, name: string, power: string, more: More = {}): Body {
  const vm = machine(name, more);
  const diskState = power === 'deallocated' ? 'Reserved' : 'Attached';
  const nic = idFor(`Microsoft.Network/networkInterfaces/${name}-nic`);
  const ip = address(`${name}-ip`, { properties: { ipConfiguration: { id: `${nic}/ipConfigurations/primary` } } });
  double.add(
    vm,
    disk(`${name}-os`, { managedBy: vm.id, properties: { diskState, osType: 'Linux' } }),
    disk(`${name}-data`, { managedBy: vm.id, properties: { diskState } }),
    ip,
    networkInterface(`${name}-nic`, ip.id),
  );
  double.state.power.set(vm.id.toLowerCase(), power);
  return vm;
}

/** A double with nothing in it but sizes of machines. */
export const openManager = (): Promise<AzureManagerDouble> => startAzureManager({ principal: PRINCIPAL, sizes: SIZES });
