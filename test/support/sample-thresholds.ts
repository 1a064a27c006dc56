import type { InventoryResource, MetricName, MetricSeries } from '../../src/connections/core/inventory.ts';
import type { TruthKind } from '../../src/connections/providers/sample/core/cloud/roles.ts';
import { addDays, daysBetween } from '../../src/platform/core/dates.ts';

// The usual thresholds of such tools, as plain functions: they must find in the sample cloud what its truth says.

/** A resource with what is known of it. */
export interface Seen {
  resource: InventoryResource;
  attributes: Record<string, unknown>;
  age_days: number;
  /** Highest value over all days; null when it is not measured. */
  most(metric: MetricName): number | null;
  /** Highest sum of a day. */
  busiestDay(metric: MetricName): number | null;
  /** Last average there is. */
  last(metric: MetricName): number | null;
  /** Sum over all days. */
  sum(metric: MetricName): number | null;
  /** The month of the day 90 days ago. */
  quarter_ago: string;
  others: Map<string, InventoryResource>;
  /** Whether it costs the same on a Sunday as on a Friday. */
  runs_on_sundays: boolean;
}

const known = (values: (number | null)[]): number[] => values.filter((value) => value !== null);
const highest = (values: number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/** All resources with their measurements; `sunday` and `friday` are the costs of those days. */
export function lookAt(
  resources: InventoryResource[],
  metricsOf: (resource: InventoryResource) => MetricSeries[],
  end: string,
  { sunday, friday }: Record<'sunday' | 'friday', Map<string, bigint>>,
): Seen[] {
  const others = new Map(resources.map((resource) => [resource.resource_id, resource]));
  return resources.map((resource) => {
    const series = new Map(metricsOf(resource).map((one) => [one.metric, one]));
    const totals = (metric: MetricName) => known(series.get(metric)?.total ?? []);
    const id = resource.resource_id;
    return {
      resource,
      attributes: resource.attributes,
      age_days: resource.created_at === null ? 1_000 : daysBetween(resource.created_at.slice(0, 10), end),
      most: (metric) => highest(known(series.get(metric)?.maximum ?? [])),
      busiestDay: (metric) => highest(totals(metric)),
      last: (metric) => known(series.get(metric)?.average ?? []).at(-1) ?? null,
      sum: (metric) => (series.has(metric) ? totals(metric).reduce((sum, value) => sum + value, 0) : null),
      quarter_ago: addDays(end, -90).slice(0, 7),
      others,
      runs_on_sundays: sunday.has(id) && sunday.get(id) === friday.get(id),
    };
  });
}

const GB = 1e9;
const MB = 1e6;
const SECONDS_PER_DAY = 86_400;
const DAYS = 30;

const below = (value: number | null, limit: number): boolean => value !== null && value < limit;
const is = (type: string, test: (seen: Seen) => boolean) => (seen: Seen) =>
  seen.resource.resource_type === type && test(seen);
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const isNonProduction = ({ resource }: Seen): boolean => ['dev', 'staging'].includes(resource.tags['env'] ?? '');

const isIdleMachine = (seen: Seen): boolean =>
  seen.age_days >= 14 &&
  below(seen.most('cpu_percent'), 5) &&
  below(seen.busiestDay('network_in_bytes'), 5 * MB) &&
  below(seen.busiestDay('network_out_bytes'), 5 * MB);
const isOversizedMachine = (seen: Seen): boolean =>
  seen.age_days >= 14 &&
  !isIdleMachine(seen) &&
  seen.resource.parent_id === null &&
  below(seen.most('cpu_percent'), 40) &&
  (seen.most('memory_percent') ?? 0) < 60;

/** Share of the operations a second that are provisioned, on the busiest day. */
function operationsUsed({ busiestDay, attributes }: Seen): number | null {
  const [reads, writes] = [busiestDay('disk_read_operations'), busiestDay('disk_write_operations')];
  return reads === null || writes === null ? null : (reads + writes) / SECONDS_PER_DAY / Number(attributes['iops']);
}
const paysForOperations = ({ attributes }: Seen): boolean =>
  ['io1', 'io2'].includes(String(attributes['volume_type'])) ||
  (attributes['volume_type'] === 'gp3' && Number(attributes['iops']) > 3_000);

interface Rule {
  enabled: boolean;
  abort_multipart_days: number | null;
  transitions: { storage_class: string | null }[];
}
const rulesOf = ({ attributes }: Seen): Rule[] => attributes['lifecycle_rules'] as Rule[];
const isTiered = (seen: Seen): boolean =>
  lengthOf(seen.attributes['intelligent_tiering']) > 0 ||
  rulesOf(seen).some(({ transitions }) => transitions.some((one) => one.storage_class === 'INTELLIGENT_TIERING'));

const hasGatewayEndpoint = ({ others, attributes }: Seen): boolean =>
  [...others.values()].some(
    (one) => one.attributes['endpoint_type'] === 'Gateway' && one.attributes['vpc_id'] === attributes['vpc_id'],
  );
const natBytes = ({ sum }: Seen): number => (sum('network_in_bytes') ?? 0) + (sum('network_out_bytes') ?? 0);

const capacityUsed = ({ sum, attributes }: Seen): number =>
  (sum('consumed_write_units') ?? 0) / (Number(attributes['write_units']) * SECONDS_PER_DAY * DAYS);

const unusedImages = ({ attributes }: Seen, before: string): number =>
  (attributes['images_by_last_use'] as { month: string; images: number }[])
    .filter(({ month }) => month < before)
    .reduce((sum, { images }) => sum + images, 0);

const isOrphan = ({ attributes, attached_to }: InventoryResource): boolean =>
  attached_to.length === 0 && attributes['virtual_machine_id'] === null && attributes['private_endpoint_id'] === null;

/** For each kind of truth, whether the usual threshold finds it in a resource. */
export const THRESHOLDS: Record<TruthKind, (seen: Seen) => boolean> = {
  'ec2-idle': is('AWS::EC2::Instance', isIdleMachine),
  'ec2-oversized': is('AWS::EC2::Instance', isOversizedMachine),
  'ec2-previous-generation': is('AWS::EC2::Instance', ({ attributes }) => attributes['current_generation'] === false),
  'ec2-always-on-in-non-production': is(
    'AWS::EC2::Instance',
    (seen) => isNonProduction(seen) && seen.age_days >= 14 && seen.runs_on_sundays,
  ),
  'ec2-stopped-with-volumes': is(
    'AWS::EC2::Instance',
    ({ resource, attributes }) => resource.status === 'stopped' && lengthOf(attributes['volumes']) > 0,
  ),
  'ebs-unattached': is('AWS::EC2::Volume', ({ resource }) => resource.status === 'available'),
  'ebs-gp2': is('AWS::EC2::Volume', ({ attributes }) => attributes['volume_type'] === 'gp2'),
  'ebs-overprovisioned-iops': is(
    'AWS::EC2::Volume',
    (seen) => paysForOperations(seen) && below(operationsUsed(seen), 0.2),
  ),
  'ebs-previous-generation': is('AWS::EC2::Volume', ({ attributes }) => attributes['volume_type'] === 'standard'),
  'eip-unassociated': is('AWS::EC2::EIP', ({ attributes }) => attributes['association_id'] === null),
  'snapshot-old': is(
    'AWS::EC2::Snapshot',
    ({ age_days, attributes }) => age_days > 90 && lengthOf(attributes['image_ids']) === 0,
  ),
  'nat-gateway-idle': is(
    'AWS::EC2::NatGateway',
    (seen) => seen.most('active_connections') === 0 && natBytes(seen) === 0,
  ),
  'nat-gateway-without-endpoint': is(
    'AWS::EC2::NatGateway',
    (seen) => natBytes(seen) > 100 * GB && !hasGatewayEndpoint(seen),
  ),
  'vpc-endpoint-idle': is(
    'AWS::EC2::VPCEndpoint',
    ({ attributes, sum }) => attributes['endpoint_type'] === 'Interface' && below(sum('processed_bytes'), 10 * MB),
  ),
  'load-balancer-idle': is(
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    ({ attributes, busiestDay }) => attributes['healthy_targets'] === 0 || below(busiestDay('requests'), 100),
  ),
  'rds-idle': is('AWS::RDS::DBInstance', ({ most, age_days }) => age_days >= 7 && most('connections') === 0),
  'rds-oversized': is(
    'AWS::RDS::DBInstance',
    ({ most, age_days }) => age_days >= 14 && (most('connections') ?? 0) > 0 && below(most('cpu_percent'), 40),
  ),
  'rds-multi-az-in-non-production': is(
    'AWS::RDS::DBInstance',
    (seen) => seen.attributes['multi_az'] === true && isNonProduction(seen),
  ),
  'rds-previous-generation': is('AWS::RDS::DBInstance', ({ attributes }) =>
    /^db\.(t2|m[1-4]|r[1-4])\./.test(String(attributes['instance_class'])),
  ),
  'rds-extended-support': is(
    'AWS::RDS::DBInstance',
    ({ attributes }) => Number.parseInt(String(attributes['engine_version']), 10) <= 12,
  ),
  'elasticache-idle': is(
    'AWS::ElastiCache::CacheCluster',
    ({ sum, age_days }) => age_days >= 14 && sum('cache_hits') === 0 && sum('cache_misses') === 0,
  ),
  'lambda-oversized-memory': is('AWS::Lambda::Function', ({ most, attributes }) =>
    below(most('memory_used_mb'), Number(attributes['memory_mib']) / 2),
  ),
  'dynamodb-overprovisioned': is(
    'AWS::DynamoDB::Table',
    (seen) => seen.attributes['billing_mode'] === 'PROVISIONED' && capacityUsed(seen) < 0.25,
  ),
  's3-without-lifecycle': is(
    'AWS::S3::Bucket',
    (seen) => rulesOf(seen).length === 0 && (seen.last('size_bytes') ?? 0) > 100 * GB,
  ),
  's3-without-tiering': is('AWS::S3::Bucket', (seen) => !isTiered(seen) && (seen.last('size_bytes') ?? 0) > 50 * GB),
  's3-incomplete-uploads': is(
    'AWS::S3::Bucket',
    (seen) =>
      Number(seen.attributes['incomplete_multipart_uploads']) > 0 &&
      rulesOf(seen).every(({ abort_multipart_days }) => abort_multipart_days === null),
  ),
  'log-group-without-retention': is(
    'AWS::Logs::LogGroup',
    ({ attributes }) => attributes['expires'] === false && Number(attributes['stored_bytes']) > GB,
  ),
  'ecr-unused-images': is('AWS::ECR::Repository', (seen) => unusedImages(seen, seen.quarter_ago) > 0),
  'eks-nodes-underused': is('AWS::EKS::Cluster', ({ most }) => below(most('cpu_percent'), 40)),
  'azure-vm-idle': is('microsoft.compute/virtualmachines', isIdleMachine),
  'azure-vm-oversized': is('microsoft.compute/virtualmachines', isOversizedMachine),
  'azure-vm-stopped-not-deallocated': is(
    'microsoft.compute/virtualmachines',
    ({ resource }) => resource.status === 'PowerState/stopped',
  ),
  'azure-vm-without-hybrid-benefit': is(
    'microsoft.compute/virtualmachines',
    ({ attributes }) => attributes['os_type'] === 'Windows' && attributes['license_type'] === null,
  ),
  'azure-disk-unattached': is(
    'microsoft.compute/disks',
    ({ resource, attributes }) =>
      resource.status === 'Unattached' && attributes['held_by'] === null && attributes['active_sas'] === false,
  ),
  'azure-disk-premium-low-use': is('microsoft.compute/disks', (seen) => below(operationsUsed(seen), 0.1)),
  'azure-snapshot-premium': is('microsoft.compute/snapshots', ({ attributes }) => attributes['sku'] === 'Premium_LRS'),
  'azure-public-ip-idle': is('microsoft.network/publicipaddresses', ({ resource, others }) =>
    resource.attached_to.every((id) => {
      const holder = others.get(id);
      return holder?.resource_type === 'microsoft.network/networkinterfaces' && isOrphan(holder);
    }),
  ),
  'azure-nic-orphaned': is('microsoft.network/networkinterfaces', ({ resource }) => isOrphan(resource)),
  'azure-app-service-plan-empty': is('microsoft.web/serverfarms', ({ attributes }) => attributes['sites'] === 0),
  'azure-app-service-plan-idle': is(
    'microsoft.web/serverfarms',
    ({ attributes, most }) => Number(attributes['sites']) > 0 && below(most('cpu_percent'), 5),
  ),
  'azure-load-balancer-without-backend': is(
    'microsoft.network/loadbalancers',
    ({ attributes }) => attributes['backends'] === 0,
  ),
  'azure-application-gateway-without-backend': is(
    'microsoft.network/applicationgateways',
    ({ attributes }) => attributes['backends'] === 0,
  ),
  'azure-sql-idle': is('microsoft.sql/servers/databases', ({ most }) => most('connections') === 0),
  'azure-sql-pool-empty': is('microsoft.sql/servers/elasticpools', ({ resource, others }) =>
    [...others.values()].every(({ attributes }) => attributes['elastic_pool_id'] !== resource.resource_id),
  ),
  'azure-flexible-server-oversized': (seen) =>
    seen.resource.resource_type.endsWith('/flexibleservers') &&
    below(seen.most('cpu_percent'), 40) &&
    below(seen.most('memory_percent'), 60),
  'azure-storage-without-lifecycle': is(
    'microsoft.storage/storageaccounts',
    ({ attributes }) => attributes['lifecycle_rules'] === 0,
  ),
};
