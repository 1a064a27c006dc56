import type { ProviderName, Sku } from './catalogue.ts';

// What the company keeps running beside its catalogue, always and at the same rate: one of each kind of thing whose
// waste can be told from inventory and metrics. Prices are near the published ones, as in the catalogue.

/** A resource with what it is billed for. */
export interface EstateEntry {
  /** Names the resource in the inventory's tables; stable, since the number of the resource comes of its place here. */
  key: string;
  provider: ProviderName;
  service: string;
  category: string;
  subcategory: string;
  resource_type: string;
  /** Path of the id before its own part, as in the catalogue. */
  id_path: string;
  account: string;
  region: string;
  application: string;
  /** Charges a day, each `daily` units of its meter. */
  meters: { sku: Sku; daily: number }[];
}

type Place = readonly [account: string, region: string, application: string];
type Kind = Pick<EstateEntry, 'provider' | 'service' | 'category' | 'subcategory' | 'resource_type' | 'id_path'>;
type Meter = EstateEntry['meters'][number];

const HOURS = 24;
const DAYS_PER_MONTH = 30.4;

const kind = (
  provider: ProviderName,
  service: string,
  [category, subcategory]: readonly [string, string],
  [resource_type, id_path]: readonly [string, string],
): Kind => ({ provider, service, category, subcategory, resource_type, id_path });

/** `price` in millionths of a dollar an hour, for `units` of it around the clock. */
const hourly = (meter: string, description: string, price: number, units = 1, unit = 'Hours'): Meter => ({
  sku: { meter, description, unit, price },
  daily: HOURS * units,
});
/** `price` in millionths of a dollar a month, for `units` of it. */
const monthly = (meter: string, description: string, price: number, units: number, unit: string): Meter => ({
  sku: { meter, description, unit, price },
  daily: units / DAYS_PER_MONTH,
});

const COMPUTE = ['Compute', 'Virtual Machines'] as const;
const BLOCK = ['Storage', 'Block Storage'] as const;
const RELATIONAL = ['Databases', 'Relational Databases'] as const;
const NETWORK = ['Networking', 'Network Infrastructure'] as const;

const INSTANCE = kind('AWS', 'Amazon Elastic Compute Cloud', COMPUTE, ['instance', 'ec2:instance/i-']);
const VOLUME = kind('AWS', 'Amazon Elastic Block Store', BLOCK, ['volume', 'ec2:volume/vol-']);
const DATABASE = kind('AWS', 'Amazon Relational Database Service', RELATIONAL, ['db', 'rds:db:']);
const VPC = ['Networking', 'Network Connectivity'] as const;
const NAT = kind('AWS', 'Amazon Virtual Private Cloud', VPC, ['natgateway', 'ec2:natgateway/nat-']);
const ADDRESS = kind('AWS', 'Amazon Virtual Private Cloud', VPC, ['elastic-ip', 'ec2:elastic-ip/eipalloc-']);
const ENDPOINT = kind('AWS', 'Amazon Virtual Private Cloud', VPC, ['vpc-endpoint', 'ec2:vpc-endpoint/vpce-']);
const BALANCER_ID = 'elasticloadbalancing:loadbalancer/app/';
const BALANCER = kind('AWS', 'Elastic Load Balancing', NETWORK, ['loadbalancer', BALANCER_ID]);
const TABLE = kind('AWS', 'Amazon DynamoDB', ['Databases', 'NoSQL Databases'], ['table', 'dynamodb:table/']);
const CLUSTER = kind(
  'AWS',
  'Amazon Elastic Kubernetes Service',
  ['Compute', 'Containers'],
  ['cluster', 'eks:cluster/'],
);
const MACHINE = kind('Microsoft', 'Virtual Machines', COMPUTE, [
  'Virtual machine',
  'Microsoft.Compute/virtualMachines/',
]);
const SNAPSHOT = kind('Microsoft', 'Azure Managed Disks', BLOCK, ['Snapshot', 'Microsoft.Compute/snapshots/']);
const POOL_ID = 'Microsoft.Sql/servers/erp-pools/elasticPools/';
const POOL = kind('Microsoft', 'Azure SQL Database', RELATIONAL, ['SQL elastic pool', POOL_ID]);
const POSTGRESQL = kind('Microsoft', 'Azure Database for PostgreSQL', RELATIONAL, [
  'PostgreSQL flexible server',
  'Microsoft.DBforPostgreSQL/flexibleServers/',
]);
const MYSQL = kind('Microsoft', 'Azure Database for MySQL', RELATIONAL, [
  'MySQL flexible server',
  'Microsoft.DBforMySQL/flexibleServers/',
]);
const AZURE_BALANCER = kind('Microsoft', 'Load Balancer', NETWORK, [
  'Load balancer',
  'Microsoft.Network/loadBalancers/',
]);
const AZURE_NAT = kind('Microsoft', 'NAT Gateway', NETWORK, ['NAT gateway', 'Microsoft.Network/natGateways/']);
const GATEWAY = kind('Microsoft', 'Azure Application Gateway', NETWORK, [
  'Application gateway',
  'Microsoft.Network/applicationGateways/',
]);

const PRODUCTION: Place = ['shop-production', 'us-east-1', 'web-shop'];
const DEVELOPMENT: Place = ['shop-development', 'us-west-2', 'mobile-api'];
const SANDBOX: Place = ['sandbox', 'us-west-2', 'ci'];
const DATA: Place = ['data-platform', 'us-east-1', 'lakehouse'];
const SHARED: Place = ['shared-services', 'us-east-1', 'observability'];
const ERP: Place = ['erp-production', 'westeurope', 'erp-core'];
const ERP_TEST: Place = ['erp-test', 'westeurope', 'erp-finance'];
const ANALYTICS: Place = ['analytics', 'westeurope', 'reporting'];

const entry = (key: string, what: Kind, [account, region, application]: Place, ...meters: Meter[]): EstateEntry => ({
  key,
  ...what,
  account,
  region,
  application,
  meters,
});

const box = (type: string, price: number): Meter =>
  hourly(`BoxUsage:${type}`, `$${price / 1e6} per On Demand Linux ${type} Instance Hour`, price);
const databaseHours = (type: string, price: number, zones: 'Single-AZ' | 'Multi-AZ' = 'Single-AZ'): Meter =>
  hourly(
    zones === 'Multi-AZ' ? `Multi-AZUsage:${type}` : `InstanceUsage:${type}`,
    `$${price / 1e6} per ${type} ${zones} instance hour running PostgreSQL`,
    price,
  );
const storage = (type: string, price: number, gib: number): Meter =>
  monthly(
    type === 'standard' ? 'EBS:VolumeUsage' : `EBS:VolumeUsage.${type}`,
    `$${price / 1e6} per GB-month of provisioned storage (${type})`,
    price,
    gib,
    'GB-Months',
  );
const operations = (type: string, price: number, iops: number): Meter =>
  monthly(
    `EBS:VolumeP-IOPS.${type}`,
    `$${price / 1e6} per IOPS-month provisioned (${type})`,
    price,
    iops,
    'IOPS-Months',
  );
const address = (use: 'Idle' | 'InUse'): Meter =>
  hourly(
    `PublicIPv4:${use}Address`,
    `$0.005 per ${use === 'Idle' ? 'idle' : 'in-use'} public IPv4 address per hour`,
    5_000,
  );
const natHours = hourly('NatGateway-Hours', '$0.045 per NAT Gateway Hour', 45_000);
const endpointHours = hourly('VpcEndpoint-Hours', '$0.01 per VPC Endpoint Hour', 10_000);
const balancerHours = hourly('LoadBalancerUsage', '$0.0225 per Application LoadBalancer-hour', 22_500);
const capacity = (read_units: number, write_units: number): [Meter, Meter] => [
  hourly(
    'ReadCapacityUnit-Hrs',
    '$0.00013 per hour for units of read capacity',
    130,
    read_units,
    'ReadCapacityUnit-Hrs',
  ),
  hourly(
    'WriteCapacityUnit-Hrs',
    '$0.00065 per hour for units of write capacity',
    650,
    write_units,
    'WriteCapacityUnit-Hrs',
  ),
];
const windows = hourly('D4s v5 Windows', 'Virtual Machines D4s v5 Windows - EU West', 414_000);
const linuxRate = hourly('D4s v5', 'Virtual Machines D4s v5 - EU West', 230_000);
const snapshotData = (name: string, price: number, gib: number): Meter =>
  monthly(name, `Managed Disks - ${name}`, price, gib, 'GB-Months');
const flexible = (engine: string, cores: number): Meter =>
  hourly(
    'vCore',
    `Azure Database for ${engine} Flexible Server General Purpose - vCore`,
    100_000,
    cores,
    'vCore-Hours',
  );
const rules = hourly('Standard Included LB Rules', 'Load Balancer - Standard Included LB Rules', 25_000);
const gatewayHours = hourly('Standard Fixed Cost', 'Application Gateway Standard v2 - Fixed Cost', 246_000);

/** In this order for ever: new entries go to the end, so that the numbers of the others stay. */
export const ESTATE: EstateEntry[] = [
  entry('previous-generation-1', INSTANCE, PRODUCTION, box('m4.xlarge', 200_000)),
  entry('previous-generation-2', INSTANCE, DATA, box('m4.2xlarge', 400_000)),
  entry('always-on-1', INSTANCE, DEVELOPMENT, box('m6i.xlarge', 192_000)),
  entry('always-on-2', INSTANCE, SANDBOX, box('m6i.large', 96_000)),
  entry(
    'node-cluster',
    CLUSTER,
    DATA,
    hourly('AmazonEKS-Hours:perCluster', '$0.10 per hour for each cluster', 100_000),
  ),
  entry('node-1', INSTANCE, DATA, box('m6i.xlarge', 192_000)),
  entry('node-2', INSTANCE, DATA, box('m6i.xlarge', 192_000)),
  entry('node-3', INSTANCE, DATA, box('m6i.xlarge', 192_000)),
  entry('volume-of-stopped-1', VOLUME, SHARED, storage('gp3', 80_000, 300)),
  entry('volume-of-stopped-2', VOLUME, SHARED, storage('gp3', 80_000, 100)),
  entry('io2-too-fast', VOLUME, PRODUCTION, storage('io2', 125_000, 500), operations('io2', 65_000, 8_000)),
  entry('io2-used', VOLUME, DATA, storage('io2', 125_000, 400), operations('io2', 65_000, 4_000)),
  // The first 3,000 operations a second of gp3 are free.
  entry('gp3-too-fast', VOLUME, DATA, storage('gp3', 80_000, 800), operations('gp3', 5_000, 9_000)),
  entry('magnetic', VOLUME, SHARED, storage('standard', 50_000, 500)),
  entry('address-idle-1', ADDRESS, PRODUCTION, address('Idle')),
  entry('address-idle-2', ADDRESS, DEVELOPMENT, address('Idle')),
  entry('address-idle-3', ADDRESS, SHARED, address('Idle')),
  entry('address-used', ADDRESS, PRODUCTION, address('InUse')),
  entry('address-of-nat', ADDRESS, DEVELOPMENT, address('InUse')),
  entry('nat-idle-1', NAT, DEVELOPMENT, natHours),
  entry('nat-idle-2', NAT, SANDBOX, natHours),
  entry('endpoint-idle-1', ENDPOINT, DEVELOPMENT, endpointHours),
  entry('endpoint-idle-2', ENDPOINT, SHARED, endpointHours),
  entry('endpoint-used', ENDPOINT, DATA, endpointHours),
  entry('balancer-without-targets', BALANCER, DEVELOPMENT, balancerHours),
  entry('balancer-without-requests', BALANCER, PRODUCTION, balancerHours),
  entry('multi-zone-1', DATABASE, DEVELOPMENT, databaseHours('db.m6i.large', 356_000, 'Multi-AZ')),
  entry('multi-zone-2', DATABASE, SANDBOX, databaseHours('db.t4g.medium', 130_000, 'Multi-AZ')),
  entry('multi-zone-production', DATABASE, PRODUCTION, databaseHours('db.m6i.large', 356_000, 'Multi-AZ')),
  entry('database-previous-generation', DATABASE, DATA, databaseHours('db.m4.large', 182_000)),
  entry(
    'database-extended-support',
    DATABASE,
    SHARED,
    databaseHours('db.m6i.large', 178_000),
    hourly(
      'ExtendedSupport:Yr1-Yr2:PostgreSQL11',
      '$0.10 per vCPU-hour of RDS Extended Support',
      100_000,
      2,
      'vCPU-Hours',
    ),
  ),
  entry('table-too-large-1', TABLE, PRODUCTION, ...capacity(800, 400)),
  entry('table-too-large-2', TABLE, DATA, ...capacity(500, 250)),
  entry('table-used', TABLE, PRODUCTION, ...capacity(400, 200)),
  entry('windows-1', MACHINE, ERP_TEST, windows),
  entry('windows-2', MACHINE, ANALYTICS, windows),
  entry('windows-licensed', MACHINE, ANALYTICS, linuxRate),
  entry('snapshot-premium-1', SNAPSHOT, ERP, snapshotData('Premium LRS Snapshots', 132_000, 512)),
  entry('snapshot-premium-2', SNAPSHOT, ANALYTICS, snapshotData('Premium LRS Snapshots', 132_000, 256)),
  entry('snapshot-standard', SNAPSHOT, ERP, snapshotData('LRS Snapshots', 50_000, 512)),
  entry(
    'pool-empty',
    POOL,
    ERP,
    hourly('vCore', 'SQL Database Elastic Pool General Purpose - vCore', 253_000, 2, 'vCore-Hours'),
  ),
  entry('postgresql-too-large', POSTGRESQL, ANALYTICS, flexible('PostgreSQL', 8)),
  entry('postgresql-used', POSTGRESQL, ERP, flexible('PostgreSQL', 4)),
  entry('mysql-too-large', MYSQL, ERP, flexible('MySQL', 8)),
  entry('azure-balancer-empty', AZURE_BALANCER, ERP_TEST, rules),
  entry('azure-balancer-used', AZURE_BALANCER, ERP, rules),
  entry('gateway-empty', GATEWAY, ERP_TEST, gatewayHours),
  entry('azure-nat-gateway', AZURE_NAT, ERP, hourly('Standard Gateway', 'NAT Gateway - Standard Gateway', 45_000)),
];
