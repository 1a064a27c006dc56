import { changed } from '../action-rule.ts';
import { type AzureKind, type AzureTold, bodyAt, bodyText, created, envelope, resourceIn } from './azure-operation.ts';
import { numberOf, refusal } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const ADDRESS = 'microsoft.network/publicipaddresses';

const addressBody = (address: SampleResource): object => {
  const configuration = told<string>(address, 'ip_configuration_id');
  const gateway = told<string>(address, 'nat_gateway_id');
  return {
    ...envelope(address, 'Microsoft.Network/publicIPAddresses'),
    properties: {
      provisioningState: 'Succeeded',
      ipAddress: told(address, 'address'),
      publicIPAddressVersion: told(address, 'version'),
      publicIPAllocationMethod: told(address, 'allocation'),
      idleTimeoutInMinutes: 4,
      ipTags: [],
      ...(configuration && { ipConfiguration: { id: configuration } }),
      ...(gateway && { natGateway: { id: gateway } }),
    },
    sku: { name: told(address, 'sku'), tier: told(address, 'tier') },
  };
};

/** Another address than any before: nobody gets one of Azure's back. */
function createAddress(call: AzureTold): SampleResource {
  const { body, at, resource_id } = call;
  const properties = {
    provisioningState: 'Succeeded',
    publicIPAllocationMethod: bodyText(body, 'properties.publicIPAllocationMethod') ?? 'Dynamic',
    publicIPAddressVersion: bodyText(body, 'properties.publicIPAddressVersion') ?? 'IPv4',
    ipAddress: `198.51.100.${numberOf(resource_id + at) % 254}`,
  };
  const sku = { name: bodyText(body, 'sku.name') ?? 'Basic', tier: bodyText(body, 'sku.tier') ?? 'Regional' };
  return created(call, ADDRESS, { properties, sku });
}

/** What Azure does with public addresses. */
export const ADDRESSES: AzureKind = {
  reads: [],
  body: addressBody,
  create: createAddress,
  update: (address) => address,
  delete: (address, { state }) => void state.act(address, { kind: 'delete_public_ip' }),
};

const addressesOf = (one: SampleResource): string[] => told<string[]>(one, 'public_ip_ids') ?? [];
const configurationOf = ({ resource_id }: SampleResource): string => `${resource_id}/ipconfigurations/primary`;

const interfaceBody = (one: SampleResource): object => {
  const [address] = addressesOf(one);
  const machine = told<string>(one, 'virtual_machine_id');
  const group = one.resource_id.split('/').slice(0, 5).join('/');
  return {
    ...envelope(one, 'Microsoft.Network/networkInterfaces'),
    properties: {
      provisioningState: 'Succeeded',
      ipConfigurations: [
        {
          name: 'primary',
          id: configurationOf(one),
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: `10.1.${numberOf(one.resource_id) % 250}.4`,
            privateIPAllocationMethod: 'Dynamic',
            privateIPAddressVersion: 'IPv4',
            primary: true,
            subnet: { id: `${group}/providers/microsoft.network/virtualnetworks/main/subnets/default` },
            ...(address && { publicIPAddress: { id: address } }),
          },
        },
      ],
      dnsSettings: { dnsServers: [], appliedDnsServers: [] },
      enableAcceleratedNetworking: told(one, 'accelerated'),
      enableIPForwarding: false,
      primary: told(one, 'primary'),
      nicType: 'Standard',
      hostedWorkloads: [],
      ...(machine && { virtualMachine: { id: machine } }),
    },
  };
};

/** The addresses that a body gives to the configurations of an interface; undefined where it says nothing of them. */
function addressesIn({ body }: AzureTold): string[] | undefined {
  const configurations = bodyAt(body, 'properties.ipConfigurations');
  if (!Array.isArray(configurations)) return undefined;
  return configurations.flatMap((one) => bodyText(one, 'properties.publicIPAddress.id')?.toLowerCase() ?? []);
}

/** Takes the addresses away that the body does not name any more, and gives those that it names. */
function setAddresses(one: SampleResource, call: AzureTold): SampleResource {
  const wanted = addressesIn(call);
  if (wanted === undefined) return one;
  const had = addressesOf(one);
  const { state } = call;
  for (const id of had.filter((address) => !wanted.includes(address))) {
    const address = state.get(id);
    if (address) state.put({ ...changed(address, { ip_configuration_id: null }), attached_to: [] });
  }
  for (const id of wanted.filter((address) => !had.includes(address))) {
    const address = resourceIn(call, id);
    if (address.attached_to.length > 0)
      throw refusal(
        'PublicIPAddressInUse',
        `Resource ${id} is already allocated to resource ${address.attached_to[0]}.`,
      );
    const held = changed(address, { ip_configuration_id: configurationOf(one) });
    state.put({ ...held, attached_to: [one.resource_id] });
  }
  return changed(one, { public_ip_ids: wanted });
}

/** What Azure does with network interfaces. */
export const INTERFACES: AzureKind = {
  reads: [ADDRESS],
  body: interfaceBody,
  update: setAddresses,
  delete: (one, { state }) => void state.act(one, { kind: 'delete_network_interface' }),
};
