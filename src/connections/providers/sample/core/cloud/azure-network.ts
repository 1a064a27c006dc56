import type { Resource } from '../resources.ts';
import { interfaceOf } from './azure-machines.ts';
import { azureResource, idBeside } from './azure-place.ts';
import { publicAddress } from './network-ids.ts';
import { hourly, spread } from './signals.ts';
import { between, type CloudItem, choose, found, itemOf, lastingOf, type World } from './world.ts';

const GB = 1e9;
/** An interface is free: no bill names it, and it has the number of what it is made for. */
const NIC = 'microsoft.network/networkinterfaces';
const ORPHAN_NUMBERS = [6_101, 6_102];

const configurationOf = (interface_id: string): string => `${interface_id}/ipConfigurations/primary`;

/** An interface of `machine`; without one nothing uses it. */
function interfaceItem(
  world: World,
  resource: Resource,
  machine: Resource | null,
  address: Resource | null,
): CloudItem {
  const properties = {
    provisioningState: 'Succeeded',
    ...(machine && { virtualMachine: { id: machine.id } }),
    enableAcceleratedNetworking: true,
    primary: true,
    hostedWorkloads: [],
    ipConfigurations: [
      {
        id: configurationOf(resource.id),
        name: 'primary',
        properties: address ? { publicIPAddress: { id: address.id } } : {},
      },
    ],
  };
  return itemOf(resource, azureResource(world, resource, NIC, { properties }), {
    truth: machine ? [] : found('azure-nic-orphaned', 'No machine and no private endpoint uses it.'),
  });
}

const interfaceResource = (machine: Resource): Resource => ({
  ...machine,
  id: interfaceOf(machine),
  name: `${machine.name}-nic`,
});

/** Interfaces that were left behind, beside the addresses that stand first. */
const orphansBeside = (addresses: Resource[]): Resource[] =>
  ORPHAN_NUMBERS.flatMap((number, index) => {
    const address = addresses[index];
    const name = `left-behind-${number}-nic`;
    return address ? [{ ...address, number, name, id: idBeside(address, NIC, name) }] : [];
  });

interface AddressPlan {
  resource: Resource;
  /** The interface it is on. */
  on: Resource | null;
  gateway: Resource | null;
  is_idle: boolean;
}

/** Which interface or gateway has which address; one idle address is on an interface that nothing uses. */
function planAddresses(world: World, machines: Resource[], orphans: Resource[]): AddressPlan[] {
  const taken = new Set<Resource>();
  return world.alive('Microsoft.Network/publicIPAddresses/').map((resource) => {
    const role = world.roleOf(resource);
    const beside = ({ account, region }: Resource) => account === resource.account && region === resource.region;
    if (role === 'azure-public-ip-idle')
      return { resource, on: orphans.find(beside) ?? null, gateway: null, is_idle: true };
    if (role === 'serves-nat-gateway')
      return { resource, on: null, gateway: world.estate('azure-nat-gateway'), is_idle: false };
    const able = machines
      .filter((one) => beside(one) && !taken.has(one))
      .map((one) => ({ one, lasting: one.born === 0 }));
    const machine = able.length > 0 ? choose(lastingOf(able), resource.number, 132).one : undefined;
    if (machine) taken.add(machine);
    return { resource, on: machine ? interfaceResource(machine) : null, gateway: null, is_idle: !machine };
  });
}

function addressItem(world: World, { resource, on, gateway, is_idle }: AddressPlan): CloudItem {
  const properties = {
    provisioningState: 'Succeeded',
    publicIPAllocationMethod: 'Static',
    ipAddress: publicAddress(resource.number),
    publicIPAddressVersion: 'IPv4',
    ...(on && { ipConfiguration: { id: configurationOf(on.id) } }),
    ...(gateway && { natGateway: { id: gateway.id } }),
  };
  const sku = { name: 'Standard', tier: 'Regional' };
  const reason = on ? 'It is on an interface that no machine has.' : 'Nothing has it.';
  return itemOf(resource, azureResource(world, resource, 'microsoft.network/publicipaddresses', { properties, sku }), {
    signals: { processed_bytes: hourly(is_idle ? 0 : between(1, 20, resource.number, 131) * GB) },
    truth: is_idle ? found('azure-public-ip-idle', reason) : [],
    counter_example: gateway ? 'serves-nat-gateway' : null,
  });
}

function gatewayItem(world: World, addresses: AddressPlan[]): CloudItem {
  const resource = world.estate('azure-nat-gateway');
  const properties = {
    provisioningState: 'Succeeded',
    subnets: [],
    publicIpAddresses: addresses.filter(({ gateway }) => gateway !== null).map((plan) => ({ id: plan.resource.id })),
    idleTimeoutInMinutes: 4,
  };
  const sku = { name: 'Standard' };
  return itemOf(resource, azureResource(world, resource, 'microsoft.network/natgateways', { properties, sku }), {
    signals: { processed_bytes: hourly(35 * GB), packets_dropped: hourly(0) },
  });
}

function balancerItem(world: World, key: string, backends: Resource[]): CloudItem {
  const resource = world.estate(key);
  const members = backends.map((machine) => ({ id: configurationOf(interfaceOf(machine)) }));
  const properties = {
    provisioningState: 'Succeeded',
    backendAddressPools: [{ properties: { backendIPConfigurations: members } }],
    frontendIPConfigurations: [{ properties: {} }],
    loadBalancingRules: [{}],
    outboundRules: [],
    inboundNatRules: [],
  };
  const sku = { name: 'Standard', tier: 'Regional' };
  const kind = 'azure-load-balancer-without-backend';
  return itemOf(resource, azureResource(world, resource, 'microsoft.network/loadbalancers', { properties, sku }), {
    signals: {
      processed_bytes: hourly(members.length * 12 * GB),
      new_connections: hourly(members.length * 400_000),
    },
    truth: members.length === 0 ? found(kind, 'No machine stands behind it.') : [],
  });
}

/** A gateway; `units` a day are the capacity units that are billed for its use. */
function applicationGatewayItem(world: World, resource: Resource, units: number): CloudItem {
  const is_empty = units === 0;
  const backends = is_empty ? [] : [{ ipAddress: '10.1.0.4' }, { ipAddress: '10.1.0.5' }];
  const properties = {
    operationalState: 'Running',
    sku: { name: 'Standard_v2', tier: 'Standard_v2' },
    autoscaleConfiguration: { minCapacity: 0, maxCapacity: 10 },
    backendAddressPools: [{ properties: { backendAddresses: backends } }],
    httpListeners: [{}],
    requestRoutingRules: [{}],
    frontendIPConfigurations: [{ properties: {} }],
  };
  const kind = 'azure-application-gateway-without-backend';
  const requests = units * 50_000;
  return itemOf(resource, azureResource(world, resource, 'microsoft.network/applicationgateways', { properties }), {
    signals: {
      requests: hourly(requests),
      active_connections: spread(requests / 20_000, requests / 8_000),
      processed_bytes: hourly(units * GB),
    },
    truth: is_empty ? found(kind, 'No address stands behind it.') : [],
  });
}

const BACKENDS = 2;

/** All interfaces, addresses, gateways and load balancers. */
export function networkItems(world: World, machines: Resource[]): CloudItem[] {
  const idle = world
    .alive('Microsoft.Network/publicIPAddresses/')
    .filter((resource) => world.roleOf(resource) === 'azure-public-ip-idle');
  const orphans = orphansBeside(idle);
  // The second interface that was left behind has no address.
  const plans = planAddresses(world, machines, orphans.slice(0, 1));
  const addressOn = (interface_id: string) => plans.find(({ on }) => on?.id === interface_id)?.resource ?? null;
  const balanced = world.estate('azure-balancer-used');
  const backends = machines.filter(({ account, region }) => account === balanced.account && region === balanced.region);
  return [
    ...machines.map((machine) =>
      interfaceItem(world, interfaceResource(machine), machine, addressOn(interfaceOf(machine))),
    ),
    ...orphans.map((orphan) => interfaceItem(world, orphan, null, addressOn(orphan.id))),
    ...plans.map((plan) => addressItem(world, plan)),
    gatewayItem(world, plans),
    balancerItem(world, 'azure-balancer-empty', []),
    balancerItem(world, 'azure-balancer-used', backends.slice(0, BACKENDS)),
    ...world
      .alive('Microsoft.Network/applicationGateways/')
      .map((resource) => applicationGatewayItem(world, resource, world.dailyUse(resource))),
    applicationGatewayItem(world, world.estate('gateway-empty'), 0),
  ];
}
