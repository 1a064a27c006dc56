import { ACTIONS, type Action, type Change } from '../../src/recommendations/core/change.ts';
import type { CodeRequest } from '../../src/recommendations/core/code/types.ts';
import { codeRequest } from './terraform-requests.ts';

/** What Terraform has no words for, with any resource. */
export const INEXPRESSIBLE: readonly Action[] = [
  'azure.deallocate_vm',
  'azure.set_snapshot_sku',
  'azure.delete_application_gateway',
];
export const WRITTEN: readonly Action[] = ACTIONS.filter((action) => !INEXPRESSIBLE.includes(action));

/** The same change of a resource of which the inventory knows `attributes` otherwise. */
export const knowing = (about: CodeRequest, attributes: Record<string, unknown>): CodeRequest => ({
  ...about,
  inventory: about.inventory && {
    ...about.inventory,
    attributes: { ...about.inventory.attributes, ...attributes },
  },
});

/** Words of the clouds and of ours, which no name of a resource stands in for. */
const WORDS = new Set([
  'services',
  'engine',
  'from',
  'tier',
  'from_tier',
  'os_type',
  'create_option',
  'os_disk_id',
  'network_interface_ids',
]);

function renamed(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((one) => renamed(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, WORDS.has(key) ? one : renamed(one, text)]),
  );
}

/** A request for code of `action` in which everything that others have named is called `text`. */
export function requestCalled(action: Action, text: string): CodeRequest {
  const usual = codeRequest(action);
  return {
    ...usual,
    change: { action, parameters: renamed(usual.change.parameters, text) } as Change,
    resource_id: usual.resource_id.replace(/[^/:]+$/, () => text),
    resource_name: text,
    title: text,
    reason: text,
    inventory: usual.inventory && {
      status: text,
      tags: { Name: text, [`a${text}`]: text },
      attributes: renamed(usual.inventory.attributes, text) as Record<string, unknown>,
    },
  };
}

/** Resources that Terraform has another type for than `codeRequest` shows, with that type. */
export const VARIANTS: readonly [string, CodeRequest, string][] = [
  [
    'an instance of Aurora',
    knowing(codeRequest('rds.delete_instance'), { cluster: 'main' }),
    'aws_rds_cluster_instance',
  ],
  [
    'a classic load balancer',
    {
      ...knowing(codeRequest('elb.delete_load_balancer'), {
        listeners: [{ protocol: 'HTTP', port: 80, instance_protocol: 'HTTP', instance_port: 8080 }],
      }),
      change: {
        action: 'elb.delete_load_balancer',
        parameters: { load_balancer_arn: null, load_balancer_name: 'classic' },
      },
    },
    'aws_elb',
  ],
  [
    'a cache with replicas',
    {
      ...codeRequest('elasticache.delete_cluster'),
      change: {
        action: 'elasticache.delete_cluster',
        parameters: { cache_cluster_id: 'c-001', replication_group_id: 'c', engine: 'valkey' },
      },
    },
    'aws_elasticache_replication_group',
  ],
  [
    'a function that is an image',
    knowing(codeRequest('lambda.set_memory'), { package_type: 'Image' }),
    'aws_lambda_function',
  ],
  [
    'a Windows machine',
    knowing(codeRequest('azure.resize_vm'), { os_type: 'Windows' }),
    'azurerm_windows_virtual_machine',
  ],
  [
    'a server of MySQL',
    {
      ...codeRequest('azure.resize_flexible_server'),
      resource_id:
        '/subscriptions/22222222-2222-4222-8222-222222222222/resourcegroups/shop/providers/microsoft.dbformysql/flexibleservers/my',
      change: {
        action: 'azure.resize_flexible_server',
        parameters: {
          engine: 'mysql',
          sku: 'Standard_E2ds_v4',
          tier: 'MemoryOptimized',
          from_sku: 'Standard_E4ds_v4',
          from_tier: 'MemoryOptimized',
        },
      },
    },
    'azurerm_mysql_flexible_server',
  ],
];
