import type { MetricName } from '../../../../core/inventory.ts';

/**
 * How hourly points of Azure become figures of ours.
 * - `level`: a level, such as a percentage.
 * - `free_percent`: a percentage that is free, of which we tell the used part.
 * - `amount`: a sum over the hour.
 * - `rate`: an amount per second.
 */
export type MetricKind = 'level' | 'free_percent' | 'amount' | 'rate';

/** A metric of Azure Monitor and the name we know it by. */
export interface AzureMetric {
  azure: string;
  metric: MetricName;
  kind: MetricKind;
}

const metric = (azure: string, name: MetricName, kind: MetricKind): AzureMetric => ({ azure, metric: name, kind });

const MACHINE = [
  metric('Percentage CPU', 'cpu_percent', 'level'),
  metric('Available Memory Percentage', 'memory_percent', 'free_percent'),
  metric('Network In Total', 'network_in_bytes', 'amount'),
  metric('Network Out Total', 'network_out_bytes', 'amount'),
  metric('Disk Read Bytes', 'disk_read_bytes', 'amount'),
  metric('Disk Write Bytes', 'disk_write_bytes', 'amount'),
  metric('Disk Read Operations/Sec', 'disk_read_operations', 'rate'),
  metric('Disk Write Operations/Sec', 'disk_write_operations', 'rate'),
];

const FLEXIBLE_SERVER = [
  metric('cpu_percent', 'cpu_percent', 'level'),
  metric('memory_percent', 'memory_percent', 'level'),
  metric('active_connections', 'connections', 'level'),
  metric('storage_used', 'size_bytes', 'level'),
  metric('network_bytes_ingress', 'network_in_bytes', 'amount'),
  metric('network_bytes_egress', 'network_out_bytes', 'amount'),
];

/** What is measured of each type, by its name in lower case. Names as in Azure's list of supported metrics. */
export const AZURE_METRICS: Record<string, AzureMetric[]> = {
  'microsoft.compute/virtualmachines': MACHINE,
  'microsoft.compute/virtualmachinescalesets': MACHINE,
  'microsoft.compute/disks': [
    metric('Composite Disk Read Bytes/sec', 'disk_read_bytes', 'rate'),
    metric('Composite Disk Write Bytes/sec', 'disk_write_bytes', 'rate'),
    metric('Composite Disk Read Operations/sec', 'disk_read_operations', 'rate'),
    metric('Composite Disk Write Operations/sec', 'disk_write_operations', 'rate'),
  ],
  'microsoft.network/publicipaddresses': [metric('ByteCount', 'processed_bytes', 'amount')],
  'microsoft.network/loadbalancers': [
    metric('ByteCount', 'processed_bytes', 'amount'),
    metric('SYNCount', 'new_connections', 'amount'),
  ],
  'microsoft.network/applicationgateways': [
    metric('TotalRequests', 'requests', 'amount'),
    // CurrentConnections has a total only: samples of the hour added up, which is no level.
    metric('Throughput', 'processed_bytes', 'rate'),
  ],
  'microsoft.network/natgateways': [
    metric('ByteCount', 'processed_bytes', 'amount'),
    metric('PacketDropCount', 'packets_dropped', 'amount'),
  ],
  'microsoft.web/serverfarms': [
    metric('CpuPercentage', 'cpu_percent', 'level'),
    metric('MemoryPercentage', 'memory_percent', 'level'),
    metric('BytesReceived', 'network_in_bytes', 'amount'),
    metric('BytesSent', 'network_out_bytes', 'amount'),
  ],
  'microsoft.sql/servers/databases': [
    metric('cpu_percent', 'cpu_percent', 'level'),
    // Only databases that are bought in DTUs have it.
    metric('dtu_consumption_percent', 'capacity_percent', 'level'),
    metric('storage', 'size_bytes', 'level'),
    metric('sessions_count', 'connections', 'level'),
    metric('connection_successful', 'new_connections', 'amount'),
  ],
  'microsoft.sql/servers/elasticpools': [
    metric('cpu_percent', 'cpu_percent', 'level'),
    metric('dtu_consumption_percent', 'capacity_percent', 'level'),
    metric('storage_used', 'size_bytes', 'level'),
    metric('sessions_count', 'connections', 'level'),
  ],
  'microsoft.dbforpostgresql/flexibleservers': [
    ...FLEXIBLE_SERVER,
    metric('read_iops', 'disk_read_operations', 'rate'),
    metric('write_iops', 'disk_write_operations', 'rate'),
  ],
  'microsoft.dbformysql/flexibleservers': FLEXIBLE_SERVER,
  'microsoft.storage/storageaccounts': [
    metric('UsedCapacity', 'size_bytes', 'level'),
    metric('Transactions', 'transactions', 'amount'),
    metric('Egress', 'egress_bytes', 'amount'),
    metric('Ingress', 'incoming_bytes', 'amount'),
  ],
  'microsoft.containerservice/managedclusters': [
    metric('node_cpu_usage_percentage', 'cpu_percent', 'level'),
    metric('node_memory_working_set_percentage', 'memory_percent', 'level'),
  ],
};
