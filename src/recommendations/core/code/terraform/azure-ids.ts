import { CannotExpress } from './draft.ts';

/** How Azure itself writes the types that it is asked for; the inventory has them in lower case, and azurerm minds. */
const TYPES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'Microsoft.Compute/virtualMachines',
    'Microsoft.Compute/disks',
    'Microsoft.Compute/snapshots',
    'Microsoft.Network/publicIPAddresses',
    'Microsoft.Network/networkInterfaces',
    'Microsoft.Network/loadBalancers',
    'Microsoft.Network/applicationGateways',
    'Microsoft.Web/serverFarms',
    'Microsoft.Sql/servers',
    'Microsoft.Sql/servers/databases',
    'Microsoft.Sql/servers/elasticPools',
    'Microsoft.DBforPostgreSQL/flexibleServers',
    'Microsoft.DBforMySQL/flexibleServers',
    'Microsoft.Storage/storageAccounts',
  ].map((type) => [type.toLowerCase(), type]),
);

/** The parts of an id of Azure. */
export interface AzureId {
  /** As azurerm wants it. */
  id: string;
  group: string;
  /** Names of the resource and of those that it is in, outermost first. */
  names: string[];
}

/**
 * An id of the inventory as azurerm reads it: the words of Azure in Azure's case, the names of others as they are. Throws
 * `CannotExpress` where it is no id of a type that code is made for.
 */
export function azureId(resource_id: string): AzureId {
  const [, subscriptions, subscription = '', groups, group = '', providers, namespace = '', ...rest] =
    resource_id.split('/');
  const kinds = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  const type = TYPES[[namespace, ...kinds].join('/').toLowerCase()];
  const words = [subscriptions, groups, providers].map((word) => word?.toLowerCase()).join('/');
  if (words !== 'subscriptions/resourcegroups/providers' || type === undefined || kinds.length !== names.length)
    throw new CannotExpress(`${resource_id} is no id of a resource of Azure that Terraform can be written for.`);
  const [head = '', ...parts] = type.split('/');
  const path = parts.map((kind, index) => `${kind}/${names[index]}`).join('/');
  return {
    id: `/subscriptions/${subscription}/resourceGroups/${group}/providers/${head}/${path}`,
    group,
    names,
  };
}
