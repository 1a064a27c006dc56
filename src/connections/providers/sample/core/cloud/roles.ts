import { noise } from '../random.ts';
import type { Resource } from '../resources.ts';

/** What can be found in the sample cloud, by names like those of the rules that find it. */
export const TRUTH_KINDS = [
  'ec2-idle',
  'ec2-oversized',
  'ec2-previous-generation',
  'ec2-always-on-in-non-production',
  'ec2-stopped-with-volumes',
  'ebs-unattached',
  'ebs-gp2',
  'ebs-overprovisioned-iops',
  'ebs-previous-generation',
  'eip-unassociated',
  'snapshot-old',
  'nat-gateway-idle',
  'nat-gateway-without-endpoint',
  'vpc-endpoint-idle',
  'load-balancer-idle',
  'rds-idle',
  'rds-oversized',
  'rds-multi-az-in-non-production',
  'rds-previous-generation',
  'rds-extended-support',
  'elasticache-idle',
  'lambda-oversized-memory',
  'dynamodb-overprovisioned',
  's3-without-lifecycle',
  's3-without-tiering',
  's3-incomplete-uploads',
  'log-group-without-retention',
  'ecr-unused-images',
  'eks-nodes-underused',
  'azure-vm-idle',
  'azure-vm-oversized',
  'azure-vm-stopped-not-deallocated',
  'azure-vm-without-hybrid-benefit',
  'azure-disk-unattached',
  'azure-disk-premium-low-use',
  'azure-snapshot-premium',
  'azure-public-ip-idle',
  'azure-nic-orphaned',
  'azure-app-service-plan-empty',
  'azure-app-service-plan-idle',
  'azure-load-balancer-without-backend',
  'azure-application-gateway-without-backend',
  'azure-sql-idle',
  'azure-sql-pool-empty',
  'azure-flexible-server-oversized',
  'azure-storage-without-lifecycle',
] as const;
/** One of those kinds. */
export type TruthKind = (typeof TRUTH_KINDS)[number];

/** What looks like waste to a careless rule, and is none. */
export type CounterExample =
  | 'busy-at-month-end'
  | 'not-measured'
  | 'too-young'
  | 'held-by-aks'
  | 'held-by-site-recovery'
  | 'active-sas'
  | 'serves-nat-gateway'
  | 'snapshot-of-image'
  | 'used-as-provisioned'
  | 'production'
  | 'licensed';

/** What a resource is in the sample cloud, beside ordinary. */
export type Role = TruthKind | CounterExample;

/** How many resources of the catalogue get which role, by the path of their ids. What is in the estate is not here. */
const PLANTED: Record<string, [Role, number][]> = {
  'ec2:instance/i-': [
    ['ec2-idle', 3],
    ['ec2-oversized', 4],
    ['busy-at-month-end', 2],
    ['not-measured', 2],
  ],
  'ec2:volume/vol-': [['ebs-unattached', 4]],
  'ec2:snapshot/snap-': [['snapshot-of-image', 2]],
  'rds:db:': [
    ['rds-idle', 2],
    ['rds-oversized', 2],
    ['busy-at-month-end', 1],
  ],
  's3:::': [
    ['s3-without-lifecycle', 2],
    ['s3-without-tiering', 2],
    ['s3-incomplete-uploads', 1],
  ],
  'lambda:function:': [
    ['lambda-oversized-memory', 4],
    ['not-measured', 2],
  ],
  'ec2:natgateway/nat-': [['nat-gateway-without-endpoint', 1]],
  'elasticache:cluster:': [['elasticache-idle', 1]],
  'logs:log-group:': [['log-group-without-retention', 4]],
  'ecr:repository/': [['ecr-unused-images', 2]],
  'Microsoft.Compute/virtualMachines/': [
    ['azure-vm-idle', 3],
    ['azure-vm-oversized', 3],
    ['azure-vm-stopped-not-deallocated', 2],
    ['busy-at-month-end', 1],
    ['not-measured', 1],
  ],
  'Microsoft.Compute/disks/': [
    ['azure-disk-unattached', 4],
    ['azure-disk-premium-low-use', 3],
    ['held-by-aks', 1],
    ['held-by-site-recovery', 1],
    ['active-sas', 1],
  ],
  'Microsoft.Network/publicIPAddresses/': [
    ['azure-public-ip-idle', 3],
    ['serves-nat-gateway', 1],
  ],
  'Microsoft.Web/serverfarms/': [
    ['azure-app-service-plan-empty', 1],
    ['azure-app-service-plan-idle', 1],
  ],
  'Microsoft.Sql/servers/databases/': [['azure-sql-idle', 2]],
  'Microsoft.Storage/storageAccounts/': [['azure-storage-without-lifecycle', 2]],
};

/** Meters whose resources are too small or too odd for a role. */
const WITHOUT_ROLE = new Set([
  'Requests-Tier1',
  'BoxUsage:m6i.large',
  'InstanceUsage:db.m6i.large',
  'InstanceUsage:db.t4g.medium',
]);
const ORDER = 77;
/** The instances that somebody forgot nine days before the end: too young to be judged by their use. */
const TOO_YOUNG = 'BoxUsage:g5.12xlarge';

/** Of what was always there and runs all day: the same resources whatever day it is. */
const canHaveRole = (resource: Resource, days: number): boolean =>
  resource.born === 0 &&
  resource.gone === days &&
  (resource.service.monthly !== null || resource.size === 1) &&
  !WITHOUT_ROLE.has(resource.sku.meter);

/** The roles of resources, by their numbers; a company with too few resources of a service has fewer roles. */
export function assignRoles(resources: Resource[], days: number): Map<number, Role> {
  const roles = new Map<number, Role>();
  for (const { sku, number } of resources) if (sku.meter === TOO_YOUNG) roles.set(number, 'too-young');
  for (const [id_path, wanted] of Object.entries(PLANTED)) {
    const able = resources
      .filter((resource) => resource.service.id_path === id_path && canHaveRole(resource, days))
      .toSorted((one, other) => noise(one.number, ORDER) - noise(other.number, ORDER));
    for (const [role, count] of wanted) for (const { number } of able.splice(0, count)) roles.set(number, role);
  }
  return roles;
}
