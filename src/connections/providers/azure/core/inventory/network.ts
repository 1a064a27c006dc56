import { type AzureType, ownerOf } from './resource.ts';

const publicAddress: AzureType = {
  resource_type: 'microsoft.network/publicipaddresses',
  permission: 'Microsoft.Network/publicIPAddresses/read',
  map: ({ properties, sku, row }) => {
    const configuration = properties.id('ipConfiguration.id');
    const gateway = properties.id('natGateway.id');
    return {
      status: properties.text('provisioningState'),
      created_at: null,
      attached_to: [ownerOf(configuration), gateway],
      attributes: {
        sku: sku.text('name'),
        tier: sku.text('tier'),
        allocation: properties.text('publicIPAllocationMethod'),
        address: properties.text('ipAddress'),
        version: properties.text('publicIPAddressVersion'),
        prefix_id: properties.id('publicIPPrefix.id'),
        ip_configuration_id: configuration,
        nat_gateway_id: gateway,
        zones: row.zones ?? [],
      },
    };
  },
};

const networkInterface: AzureType = {
  resource_type: 'microsoft.network/networkinterfaces',
  permission: 'Microsoft.Network/networkInterfaces/read',
  map: ({ properties }) => {
    const configurations = properties.list('ipConfigurations');
    const users = {
      virtual_machine_id: properties.id('virtualMachine.id'),
      private_endpoint_id: properties.id('privateEndpoint.id'),
      private_link_service_id: properties.id('privateLinkService.id'),
    };
    return {
      status: properties.text('provisioningState'),
      created_at: null,
      attached_to: Object.values(users),
      attributes: {
        ...users,
        /** What other services run on it, such as a private resolver. */
        hosted_workloads: properties.texts('hostedWorkloads').length,
        accelerated: properties.flag('enableAcceleratedNetworking'),
        primary: properties.flag('primary'),
        ip_configurations: configurations.length,
        public_ip_ids: configurations
          .map((configuration) => configuration.id('properties.publicIPAddress.id'))
          .filter((id) => id !== null),
      },
    };
  },
};

const natGateway: AzureType = {
  resource_type: 'microsoft.network/natgateways',
  permission: 'Microsoft.Network/natGateways/read',
  map: ({ properties, sku, row }) => {
    const subnets = properties.list('subnets').map((subnet) => subnet.id('id'));
    return {
      status: properties.text('provisioningState'),
      created_at: null,
      attached_to: subnets,
      attributes: {
        sku: sku.text('name'),
        subnets: subnets.length,
        public_ip_ids: properties.list('publicIpAddresses').map((address) => address.id('id')),
        idle_timeout_minutes: properties.number('idleTimeoutInMinutes'),
        zones: row.zones ?? [],
      },
    };
  },
};

/** Public addresses, network interfaces and NAT gateways. */
export const networkTypes = [publicAddress, networkInterface, natGateway];
