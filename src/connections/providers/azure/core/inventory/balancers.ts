import type { Reader } from './reader.ts';
import { type AzureType, ownerOf } from './resource.ts';

/** The members of a pool: a machine stands in the list of its kind only, but an address may repeat a machine. */
function backendsOf(pool: Reader): { count: number; owners: (string | null)[] } {
  const configurations = pool.list('properties.backendIPConfigurations');
  const addresses = pool.count('properties.loadBalancerBackendAddresses') ?? pool.count('properties.backendAddresses');
  return {
    count: Math.max(configurations.length, addresses ?? 0),
    owners: configurations.map((configuration) => ownerOf(configuration.id('id'))),
  };
}

const frontends = (properties: Reader): string[] =>
  properties
    .list('frontendIPConfigurations')
    .map((frontend) => frontend.id('properties.publicIPAddress.id'))
    .filter((id) => id !== null);

const loadBalancer: AzureType = {
  resource_type: 'microsoft.network/loadbalancers',
  permission: 'Microsoft.Network/loadBalancers/read',
  map: ({ properties, sku }) => {
    const pools = properties.list('backendAddressPools').map(backendsOf);
    const forwarded = properties
      .list('inboundNatRules')
      .map((rule) => ownerOf(rule.id('properties.backendIPConfiguration.id')))
      .filter((id) => id !== null);
    return {
      status: properties.text('provisioningState'),
      created_at: null,
      attached_to: [...pools.flatMap((pool) => pool.owners), ...forwarded],
      attributes: {
        sku: sku.text('name'),
        tier: sku.text('tier'),
        backend_pools: pools.length,
        /** Members of pools, and machines that a NAT rule forwards to. */
        backends: pools.reduce((sum, pool) => sum + pool.count, 0) + forwarded.length,
        frontends: properties.count('frontendIPConfigurations'),
        load_balancing_rules: properties.count('loadBalancingRules'),
        outbound_rules: properties.count('outboundRules'),
        public_ip_ids: frontends(properties),
      },
    };
  },
};

const applicationGateway: AzureType = {
  resource_type: 'microsoft.network/applicationgateways',
  permission: 'Microsoft.Network/applicationGateways/read',
  map: ({ properties, row }) => {
    const pools = properties.list('backendAddressPools').map(backendsOf);
    return {
      status: properties.text('operationalState'),
      created_at: null,
      attached_to: pools.flatMap((pool) => pool.owners),
      attributes: {
        sku: properties.text('sku.name'),
        tier: properties.text('sku.tier'),
        capacity: properties.number('sku.capacity'),
        autoscale_minimum: properties.number('autoscaleConfiguration.minCapacity'),
        autoscale_maximum: properties.number('autoscaleConfiguration.maxCapacity'),
        backend_pools: pools.length,
        backends: pools.reduce((sum, pool) => sum + pool.count, 0),
        listeners: properties.count('httpListeners'),
        rules: properties.count('requestRoutingRules'),
        public_ip_ids: frontends(properties),
        zones: row.zones ?? [],
      },
    };
  },
};

/** Load balancers and application gateways. */
export const balancerTypes = [loadBalancer, applicationGateway];
