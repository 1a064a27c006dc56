import type { GraphRow } from '../../../src/connections/providers/azure/core/inventory/resource.ts';

/** Rows of Resource Graph, with the properties that Resource Manager publishes for each type. */
export const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/Shop`;

/** The id of a resource in the group `Shop`, as Azure writes it. */
export const idOf = (type: string, ...names: string[]): string => {
  const [namespace, ...types] = type.split('/');
  return `${GROUP}/providers/${namespace}/${types.map((part, index) => `${part}/${names[index]}`).join('/')}`;
};

/** A row of `type` (written as in ids); `more` is what it has besides. */
export const rowOf = (type: string, name: string, properties: object, more: Partial<GraphRow> = {}): GraphRow => ({
  id: idOf(type, ...name.split('/')),
  name: name.split('/').at(-1)!,
  type: type.toLowerCase(),
  location: 'westeurope',
  resourceGroup: 'shop',
  subscriptionId: SUBSCRIPTION,
  sku: null,
  tags: null,
  properties,
  systemData: null,
  ...more,
});

/** A machine that is in `state`: `running`, `stopped` or `deallocated`. */
export const machineRow = (name: string, state: string, more: object = {}): GraphRow =>
  rowOf('Microsoft.Compute/virtualMachines', name, {
    timeCreated: '2025-03-01T08:30:00.1234567+00:00',
    hardwareProfile: { vmSize: 'Standard_D2s_v5' },
    storageProfile: {
      imageReference: { publisher: 'MicrosoftWindowsServer', offer: 'WindowsServer', sku: '2022-datacenter' },
      osDisk: { osType: 'Windows', managedDisk: { id: idOf('Microsoft.Compute/disks', `${name}-os`) } },
      dataDisks: [{ lun: 0, managedDisk: { id: idOf('Microsoft.Compute/disks', `${name}-data`) } }],
    },
    networkProfile: { networkInterfaces: [{ id: idOf('Microsoft.Network/networkInterfaces', `${name}-nic`) }] },
    extended: { instanceView: { powerState: { code: `PowerState/${state}`, displayStatus: `VM ${state}` } } },
    ...more,
  });

export const diskRow = (name: string, diskState: string, more: Partial<GraphRow> = {}): GraphRow =>
  rowOf(
    'Microsoft.Compute/disks',
    name,
    {
      diskState,
      diskSizeGB: 1_024,
      diskIOPSReadWrite: 5_000,
      diskMBpsReadWrite: 200,
      tier: 'P30',
      timeCreated: '2025-01-02T03:04:05Z',
      LastOwnershipUpdateTime: '2025-06-01T00:00:00Z',
      creationData: { createOption: 'Empty' },
    },
    { sku: { name: 'Premium_LRS', tier: 'Premium' }, ...more },
  );

export const storageRow = (name: string, kind = 'StorageV2'): GraphRow =>
  rowOf(
    'Microsoft.Storage/storageAccounts',
    name,
    { creationTime: '2024-01-01T00:00:00Z', accessTier: 'Hot', provisioningState: 'Succeeded' },
    { kind, sku: { name: 'Standard_LRS', tier: 'Standard' } },
  );

export const clusterRow = (name: string, nodeResourceGroup: string): GraphRow =>
  rowOf(
    'Microsoft.ContainerService/managedClusters',
    name,
    {
      powerState: { code: 'Running' },
      currentKubernetesVersion: '1.31.2',
      nodeResourceGroup,
      agentPoolProfiles: [
        {
          name: 'system',
          count: 3,
          vmSize: 'Standard_D4s_v5',
          mode: 'System',
          enableAutoScaling: true,
          minCount: 1,
          maxCount: 5,
          osType: 'Linux',
          powerState: { code: 'Running' },
        },
      ],
    },
    { sku: { name: 'Base', tier: 'Standard' } },
  );
