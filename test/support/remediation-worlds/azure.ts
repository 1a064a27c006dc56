import type { Change } from '../../../src/recommendations/core/change.ts';
import { addMachine, address, disk, idFor, plan, SIZES, snapshot } from '../../clouds/azure/remediation/bodies.ts';
import type { AzureManagerDouble, Body } from '../../clouds/azure/remediation/double.ts';

/** A change that can be made in a world. */
export interface AzureCase {
  resource_type: string;
  /** In lower case, as inventories have it. */
  resource_id: string;
  change: Change;
}

/** What is in a double of Azure before a change, and the change. */
export interface AzureWorld {
  name: string;
  /** `number` stands in the names of machines and disks, so that several worlds fit beside each other. */
  prepare(double: AzureManagerDouble, number?: number): AzureCase[];
}

const caseOf = ({ id, type }: Body, change: Change): AzureCase => ({
  resource_type: type.toLowerCase(),
  resource_id: id.toLowerCase(),
  change,
});

/** Adds one resource that is changed. */
const alone =
  (make: (number: number) => Body, change: Change): AzureWorld['prepare'] =>
  (double, number = 1) => {
    const body = make(number);
    double.add(body);
    return [caseOf(body, change)];
  };

/** Adds a machine that is changed. */
const machine =
  (power: string, change: Change, cluster?: string[]): AzureWorld['prepare'] =>
  (double, number = 1) => {
    const vm = addMachine(double, `Web-${number}`, power);
    if (cluster) double.state.clusters.set(vm.id.toLowerCase(), cluster);
    return [caseOf(vm, change)];
  };

const DEALLOCATE: Change = { action: 'azure.deallocate_vm', parameters: {} };

const RESIZE: Change = {
  action: 'azure.resize_vm',
  parameters: { vm_size: 'Standard_D2s_v5', from_vm_size: 'Standard_D4s_v5' },
};

/** One world for each action, and for each way that one takes. */
export const AZURE_WORLDS: AzureWorld[] = [
  { name: 'deallocates a running machine', prepare: machine('running', DEALLOCATE) },
  { name: 'deallocates a stopped machine', prepare: machine('stopped', DEALLOCATE) },
  { name: 'resizes a machine where it runs', prepare: machine('running', RESIZE) },
  {
    name: 'resizes a machine that has to be deallocated',
    prepare: machine('running', RESIZE, ['Standard_D4s_v5', 'Standard_D8s_v5']),
  },
  { name: 'resizes a deallocated machine', prepare: machine('deallocated', RESIZE) },
  {
    name: 'deletes a disk',
    prepare: alone(
      (number) =>
        disk(`Data-${number}`, {
          tags: { team: 'shop', purpose: 'old carts' },
          properties: {
            networkAccessPolicy: 'AllowPrivate',
            diskAccessId: idFor('Microsoft.Compute/diskAccesses/Private'),
            encryption: {
              type: 'EncryptionAtRestWithCustomerKey',
              diskEncryptionSetId: idFor('Microsoft.Compute/diskEncryptionSets/Keys'),
            },
          },
        }),
      { action: 'azure.delete_disk', parameters: {} },
    ),
  },
  {
    name: 'changes the kind of a disk',
    prepare: alone((number) => disk(`Data-${number}`, { properties: { tier: 'P20' } }), {
      action: 'azure.set_disk_sku',
      parameters: { sku: 'StandardSSD_LRS', from_sku: 'Premium_LRS' },
    }),
  },
  {
    name: 'deletes a public address',
    prepare: alone(
      () =>
        address('Old-Entry', {
          properties: {
            dnsSettings: { domainNameLabel: 'old-entry' },
            publicIPPrefix: { id: idFor('Microsoft.Network/publicIPPrefixes/Shop') },
          },
        }),
      { action: 'azure.delete_public_ip', parameters: {} },
    ),
  },
  {
    name: 'deletes a snapshot',
    prepare: (double) => {
      double.add(disk('Data-Cold'));
      return alone(() => snapshot('Old-Copy'), { action: 'azure.delete_snapshot', parameters: {} })(double);
    },
  },
  {
    name: 'changes the tier of a plan',
    prepare: alone(() => plan('Plan-1'), {
      action: 'azure.set_app_service_plan_sku',
      parameters: { sku: 'S1', from_sku: 'P1v3' },
    }),
  },
];

/** All worlds beside each other, and their changes. */
export const prepare = (double: AzureManagerDouble): AzureCase[] =>
  AZURE_WORLDS.flatMap((world, place) => world.prepare(double, place + 1));

/** Empties a double, so that it is as new. */
export function reset(double: AzureManagerDouble): void {
  const { state } = double;
  for (const map of [state.resources, state.power, state.failed, state.clusters, state.pending, state.operations])
    map.clear();
  state.sku_changes.clear();
  state.hibernated.clear();
  Object.assign(state, { locks: [], unready_sizes: [], denied: [], faults: [], looks: 1, sizes: SIZES });
  double.calls.length = 0;
  double.used.length = 0;
  double.onCall = null;
}

/** What Azure gives anew whenever it makes something, and how it was made. */
const GIVEN = ['uniqueId', 'timeCreated', 'ipAddress', 'creationData'];

/** Everything that is there once all that goes on has ended, by id in lower case, without what Azure gives anew. */
export function stateOf(double: AzureManagerDouble): Record<string, unknown> {
  double.settle();
  return Object.fromEntries(
    [...double.state.resources].toSorted().map(([id, { properties, ...resource }]) => {
      const kept = Object.entries(properties).filter(([name]) => !GIVEN.includes(name));
      const power = double.state.power.get(id);
      return [id, { ...resource, ...(power ? { power } : {}), properties: Object.fromEntries(kept) }];
    }),
  );
}
