import type { InventoryResource, MetricName } from '../../../../core/inventory.ts';
import type { KnownMeasure, ListedMeasure, Measured, Place, Statistic } from './measure.ts';

/** Of what is a level: CPU, latency. */
const SPREAD = ['Average', 'Maximum', 'p95', 'p99'] as const satisfies Statistic[];
/** Of levels that AWS has no percentiles of, or whose percentiles say nothing. */
const LEVEL = ['Average', 'Maximum'] as const satisfies Statistic[];
/** Of what is free: only its average is of use here, since the highest is the least used moment. */
const FREE = ['Average'] as const satisfies Statistic[];
/**
 * Of what is counted. The average and the maximum of a counter depend on how often AWS samples it (one or five minutes),
 * which CloudWatch does not tell, so only the sum over the day is asked for.
 */
const COUNTED = ['Sum'] as const satisfies Statistic[];
/** RDS sends its rates (operations per second) once a minute, so 60 times their sum is the number of operations. */
const RDS_SAMPLE_SECONDS = 60;

const afterSlash = ({ resource_id }: InventoryResource): string => resource_id.slice(resource_id.indexOf('/') + 1);
const afterColon = ({ resource_id }: InventoryResource): string => resource_id.slice(resource_id.lastIndexOf(':') + 1);
/** `…:loadbalancer/app/name/0123456789abcdef` is known as `app/name/0123456789abcdef`. */
const loadBalancer = afterSlash;
/** `…:log-group:/aws/lambda/name`, with or without `:*` at the end. */
const logGroup = ({ resource_id }: InventoryResource): string =>
  resource_id.replace(/:\*$/, '').replace(/^.*:log-group:/, '');
const engineOf = ({ attributes }: InventoryResource): string =>
  typeof attributes.engine === 'string' ? attributes.engine : '';

type Where = (resource: InventoryResource) => Place | null;
const at =
  (namespace: string, name: string, nameOf: (resource: InventoryResource) => string): Where =>
  (resource) => ({ namespace, dimensions: [{ name, value: nameOf(resource) }] });
const when =
  (applies: (resource: InventoryResource) => boolean, where: Where): Where =>
  (resource) =>
    applies(resource) ? where(resource) : null;
type Row = [metric: MetricName, metric_name: string, statistics: readonly Statistic[]];
const rows = (placeOf: Where, measures: Row[]): KnownMeasure[] =>
  measures.map(([metric, metric_name, statistics]) => ({ metric, metric_name, statistics, placeOf }));

const instance = at('AWS/EC2', 'InstanceId', afterSlash);
const scalingGroup = at('AWS/EC2', 'AutoScalingGroupName', afterSlash);
const volume = at('AWS/EBS', 'VolumeId', afterSlash);
const natGateway = at('AWS/NATGateway', 'NatGatewayId', afterSlash);
const lambda = at('AWS/Lambda', 'FunctionName', afterColon);
const table = at('AWS/DynamoDB', 'TableName', afterSlash);
const bucketObjects: Where = (resource) => ({
  namespace: 'AWS/S3',
  dimensions: [
    { name: 'BucketName', value: afterColon(resource) },
    { name: 'StorageType', value: 'AllStorageTypes' },
  ],
});

/** The API of RDS lists databases of these engines as well, each with a namespace of its own. */
const DATABASE_NAMESPACES: Record<string, string> = { docdb: 'AWS/DocDB', neptune: 'AWS/Neptune' };
const database: Where = (resource) =>
  at(DATABASE_NAMESPACES[engineOf(resource)] ?? 'AWS/RDS', 'DBInstanceIdentifier', afterColon)(resource);
/** The storage of Aurora, DocumentDB and Neptune belongs to the cluster and grows by itself. */
const ownStorage = (resource: InventoryResource): boolean => !/^(aurora|docdb|neptune)/.test(engineOf(resource));

const cache = at('AWS/ElastiCache', 'CacheClusterId', afterColon);
const isMemcached = (resource: InventoryResource): boolean => engineOf(resource) === 'memcached';

const balancer = (kind: string, namespace: string): Where =>
  when((resource) => loadBalancer(resource).startsWith(`${kind}/`), at(namespace, 'LoadBalancer', loadBalancer));
const classic = at('AWS/ELB', 'LoadBalancerName', afterSlash);
const application = balancer('app', 'AWS/ApplicationELB');
const network = balancer('net', 'AWS/NetworkELB');
const gateway = balancer('gwy', 'AWS/GatewayELB');
const FLOWS: Row[] = [
  ['processed_bytes', 'ProcessedBytes', COUNTED],
  ['active_connections', 'ActiveFlowCount', LEVEL],
];

/** Told at all times, unlike requests, which are not told while there are none: only so is "no requests" known. */
const CAPACITY: Row = ['capacity_units', 'ConsumedLCUs', COUNTED];

/** Memory is known only where the CloudWatch agent runs; it names it differently on Windows. */
const agent = (metric_name: string): ListedMeasure => ({
  metric: 'memory_percent',
  metric_name,
  statistics: SPREAD,
  namespace: 'CWAgent',
  dimension: 'InstanceId',
  several: 'widest',
});
/** Container Insights measures clusters where it is switched on. */
const containers = (metric: MetricName, metric_name: string): ListedMeasure => ({
  metric,
  metric_name,
  statistics: SPREAD,
  namespace: 'ContainerInsights',
  dimension: 'ClusterName',
  several: 'widest',
});
/** The size of a bucket by what it is stored as: one metric for each kind that the bucket uses, measured once a day. */
const bucketSize = (metric: MetricName, kinds?: RegExp): ListedMeasure => ({
  metric,
  metric_name: 'BucketSizeBytes',
  statistics: FREE,
  namespace: 'AWS/S3',
  dimension: 'BucketName',
  ...(kinds ? { among: { name: 'StorageType', values: kinds } } : {}),
  several: 'added',
});
/**
 * Request metrics of a bucket are there where somebody switched them on; the console calls a filter for all of it so.
 * CloudWatch does not tell them by storage class: what classes are asked for is in server access logs alone.
 */
const bucketRequests = (metric: MetricName, metric_name: string): ListedMeasure => ({
  metric,
  metric_name,
  statistics: COUNTED,
  namespace: 'AWS/S3',
  dimension: 'BucketName',
  only: { name: 'FilterId', value: 'EntireBucket' },
  several: 'widest',
});

/**
 * What is measured of each type of resource: names, dimensions and useful statistics as in the CloudWatch chapter of each
 * service's user guide.
 */
export const MEASURED: Record<string, Measured> = {
  'AWS::EC2::Instance': {
    nameOf: afterSlash,
    known: rows(instance, [
      ['cpu_percent', 'CPUUtilization', SPREAD],
      ['network_in_bytes', 'NetworkIn', COUNTED],
      ['network_out_bytes', 'NetworkOut', COUNTED],
      ['disk_read_operations', 'EBSReadOps', COUNTED],
      ['disk_write_operations', 'EBSWriteOps', COUNTED],
      ['disk_read_bytes', 'EBSReadBytes', COUNTED],
      ['disk_write_bytes', 'EBSWriteBytes', COUNTED],
    ]),
    listed: [agent('mem_used_percent'), agent('Memory % Committed Bytes In Use')],
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    nameOf: afterSlash,
    known: rows(scalingGroup, [
      ['cpu_percent', 'CPUUtilization', SPREAD],
      ['network_in_bytes', 'NetworkIn', COUNTED],
      ['network_out_bytes', 'NetworkOut', COUNTED],
    ]),
    listed: [],
  },
  'AWS::EC2::Volume': {
    nameOf: afterSlash,
    known: rows(volume, [
      ['disk_read_operations', 'VolumeReadOps', COUNTED],
      ['disk_write_operations', 'VolumeWriteOps', COUNTED],
      ['disk_read_bytes', 'VolumeReadBytes', COUNTED],
      ['disk_write_bytes', 'VolumeWriteBytes', COUNTED],
      ['idle_seconds', 'VolumeIdleTime', COUNTED],
    ]),
    listed: [],
  },
  'AWS::EC2::NatGateway': {
    nameOf: afterSlash,
    known: rows(natGateway, [
      ['network_out_bytes', 'BytesOutToDestination', COUNTED],
      ['network_in_bytes', 'BytesInFromDestination', COUNTED],
      ['active_connections', 'ActiveConnectionCount', LEVEL],
      ['packets_dropped', 'PacketsDropCount', COUNTED],
    ]),
    listed: [],
  },
  'AWS::EC2::VPCEndpoint': {
    nameOf: afterSlash,
    known: [],
    // Only interface and gateway load balancer endpoints are measured, under four dimensions together.
    listed: [
      {
        metric: 'processed_bytes',
        metric_name: 'BytesProcessed',
        statistics: COUNTED,
        namespace: 'AWS/PrivateLinkEndpoints',
        dimension: 'VPC Endpoint Id',
        several: 'widest',
      },
    ],
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    nameOf: afterSlash,
    // AWS counts only the requests of a classic one; the rest it estimates as an application load balancer would count it.
    known: rows(classic, [
      ['requests', 'RequestCount', COUNTED],
      ['processed_bytes', 'EstimatedProcessedBytes', COUNTED],
      ['active_connections', 'EstimatedALBActiveConnectionCount', COUNTED],
      ['new_connections', 'EstimatedALBNewConnectionCount', COUNTED],
    ]),
    listed: [],
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    nameOf: loadBalancer,
    known: [
      // AWS names the sum as the statistic that means something for the connections of this kind.
      ...rows(application, [
        ['requests', 'RequestCount', COUNTED],
        ['processed_bytes', 'ProcessedBytes', COUNTED],
        ['active_connections', 'ActiveConnectionCount', COUNTED],
        ['new_connections', 'NewConnectionCount', COUNTED],
        CAPACITY,
      ]),
      ...rows(network, [...FLOWS, ['new_connections', 'NewFlowCount', COUNTED], CAPACITY]),
      ...rows(gateway, [...FLOWS, ['new_connections', 'NewFlowCount', COUNTED]]),
    ],
    listed: [],
  },
  'AWS::RDS::DBInstance': {
    nameOf: afterColon,
    known: [
      ...rows(database, [
        ['cpu_percent', 'CPUUtilization', SPREAD],
        ['connections', 'DatabaseConnections', SPREAD],
        ['free_memory_bytes', 'FreeableMemory', FREE],
      ]),
      ...rows(when(ownStorage, database), [['free_storage_bytes', 'FreeStorageSpace', FREE]]),
      ...rows(database, [
        ['disk_read_operations', 'ReadIOPS', COUNTED],
        ['disk_write_operations', 'WriteIOPS', COUNTED],
      ]).map((measure) => ({ ...measure, sum_times: RDS_SAMPLE_SECONDS })),
    ],
    listed: [],
  },
  'AWS::RDS::DBCluster': {
    nameOf: afterColon,
    known: [],
    listed: [
      {
        metric: 'size_bytes',
        metric_name: 'VolumeBytesUsed',
        statistics: LEVEL,
        namespace: 'AWS/RDS',
        dimension: 'DBClusterIdentifier',
        several: 'widest',
      },
    ],
  },
  'AWS::ElastiCache::CacheCluster': {
    nameOf: afterColon,
    known: [
      ...rows(cache, [
        ['cpu_percent', 'CPUUtilization', SPREAD],
        ['connections', 'CurrConnections', LEVEL],
        ['free_memory_bytes', 'FreeableMemory', FREE],
        ['network_in_bytes', 'NetworkBytesIn', COUNTED],
        ['network_out_bytes', 'NetworkBytesOut', COUNTED],
      ]),
      ...rows(when(isMemcached, cache), [
        ['cache_hits', 'GetHits', COUNTED],
        ['cache_misses', 'GetMisses', COUNTED],
      ]),
      ...rows(
        when((resource) => !isMemcached(resource), cache),
        [
          ['cache_hits', 'CacheHits', COUNTED],
          ['cache_misses', 'CacheMisses', COUNTED],
          ['memory_percent', 'DatabaseMemoryUsagePercentage', LEVEL],
        ],
      ),
    ],
    listed: [],
  },
  'AWS::Lambda::Function': {
    nameOf: afterColon,
    known: rows(lambda, [
      ['invocations', 'Invocations', COUNTED],
      ['duration_ms', 'Duration', SPREAD],
      ['errors', 'Errors', COUNTED],
      ['throttles', 'Throttles', COUNTED],
    ]),
    // Lambda Insights, where it is switched on: the memory that an invocation used, in MB.
    listed: [
      {
        metric: 'memory_used_mb',
        metric_name: 'used_memory_max',
        statistics: SPREAD,
        namespace: 'LambdaInsights',
        dimension: 'function_name',
        several: 'widest',
      },
    ],
  },
  'AWS::DynamoDB::Table': {
    nameOf: afterSlash,
    known: rows(table, [
      ['consumed_read_units', 'ConsumedReadCapacityUnits', COUNTED],
      ['consumed_write_units', 'ConsumedWriteCapacityUnits', COUNTED],
      ['provisioned_read_units', 'ProvisionedReadCapacityUnits', LEVEL],
      ['provisioned_write_units', 'ProvisionedWriteCapacityUnits', LEVEL],
    ]),
    listed: [],
  },
  'AWS::S3::Bucket': {
    nameOf: afterColon,
    known: rows(bucketObjects, [['object_count', 'NumberOfObjects', FREE]]),
    listed: [
      bucketSize('size_bytes'),
      // With what AWS keeps, and charges, beside the objects of a class. Other kinds, such as one zone that is fast, are
      // in the size of all alone.
      bucketSize('size_bytes_standard', /^StandardStorage$/),
      bucketSize('size_bytes_infrequent_access', /^(StandardIA|OneZoneIA)/),
      bucketSize('size_bytes_intelligent_tiering', /^Int(elligentTiering|AA|DAA)/),
      bucketSize('size_bytes_archive', /^(Glacier|DeepArchive)/),
      bucketRequests('requests', 'AllRequests'),
      bucketRequests('egress_bytes', 'BytesDownloaded'),
    ],
  },
  'AWS::Logs::LogGroup': {
    nameOf: logGroup,
    known: rows(at('AWS/Logs', 'LogGroupName', logGroup), [['incoming_bytes', 'IncomingBytes', COUNTED]]),
    listed: [],
  },
  'AWS::EKS::Cluster': {
    nameOf: afterSlash,
    known: [],
    listed: [
      containers('cpu_percent', 'node_cpu_utilization'),
      containers('memory_percent', 'node_memory_utilization'),
    ],
  },
};
