// What the sample company uses. Names, units and prices are near those that the providers publish; nothing here is anybody's bill.

export type ProviderName = 'AWS' | 'Microsoft';

export interface BillingAccount {
  id: string;
  name: string;
  type: string;
  provider: ProviderName;
  issuer: string;
  /** Hundredths that negotiated prices are of list prices. */
  negotiated_percent: number;
}

export const BILLING_ACCOUNTS: Record<ProviderName, BillingAccount> = {
  AWS: {
    id: '100000000001',
    name: 'Harbor Retail AWS',
    type: 'Management account',
    provider: 'AWS',
    issuer: 'Amazon Web Services, Inc.',
    negotiated_percent: 94,
  },
  Microsoft: {
    id: '/providers/Microsoft.Billing/billingAccounts/harbor-retail',
    name: 'Harbor Retail Microsoft',
    type: 'Billing account',
    provider: 'Microsoft',
    issuer: 'Microsoft',
    negotiated_percent: 96,
  },
};

export interface SubAccount {
  id: string;
  name: string;
  provider: ProviderName;
  environment: 'prod' | 'staging' | 'dev' | 'shared';
  /** Relative share of the resources. */
  weight: number;
  regions: string[];
}

export const SUB_ACCOUNTS: SubAccount[] = [
  {
    id: '100000000011',
    name: 'shop-production',
    provider: 'AWS',
    environment: 'prod',
    weight: 30,
    regions: ['us-east-1', 'eu-central-1'],
  },
  {
    id: '100000000012',
    name: 'shop-staging',
    provider: 'AWS',
    environment: 'staging',
    weight: 9,
    regions: ['us-east-1'],
  },
  {
    id: '100000000013',
    name: 'shop-development',
    provider: 'AWS',
    environment: 'dev',
    weight: 12,
    regions: ['us-east-1', 'us-west-2'],
  },
  {
    id: '100000000014',
    name: 'data-platform',
    provider: 'AWS',
    environment: 'prod',
    weight: 18,
    regions: ['us-east-1'],
  },
  {
    id: '100000000015',
    name: 'shared-services',
    provider: 'AWS',
    environment: 'shared',
    weight: 8,
    regions: ['us-east-1', 'eu-central-1'],
  },
  { id: '100000000016', name: 'security', provider: 'AWS', environment: 'shared', weight: 4, regions: ['us-east-1'] },
  { id: '100000000017', name: 'sandbox', provider: 'AWS', environment: 'dev', weight: 6, regions: ['us-west-2'] },
  {
    id: '/subscriptions/00000000-0000-4000-8000-000000000021',
    name: 'erp-production',
    provider: 'Microsoft',
    environment: 'prod',
    weight: 26,
    regions: ['westeurope', 'northeurope'],
  },
  {
    id: '/subscriptions/00000000-0000-4000-8000-000000000022',
    name: 'erp-test',
    provider: 'Microsoft',
    environment: 'staging',
    weight: 9,
    regions: ['westeurope'],
  },
  {
    id: '/subscriptions/00000000-0000-4000-8000-000000000023',
    name: 'analytics',
    provider: 'Microsoft',
    environment: 'prod',
    weight: 14,
    regions: ['westeurope'],
  },
  {
    id: '/subscriptions/00000000-0000-4000-8000-000000000024',
    name: 'workplace',
    provider: 'Microsoft',
    environment: 'shared',
    weight: 8,
    regions: ['northeurope'],
  },
  {
    id: '/subscriptions/00000000-0000-4000-8000-000000000025',
    name: 'innovation-lab',
    provider: 'Microsoft',
    environment: 'dev',
    weight: 7,
    regions: ['westeurope'],
  },
];

export const REGION_NAMES: Record<string, string> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-west-2': 'US West (Oregon)',
  'eu-central-1': 'Europe (Frankfurt)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  westeurope: 'West Europe',
  northeurope: 'North Europe',
};

/** How use goes through the week: `office` is low on weekends, `shop` high, `batch` runs on weekdays' nights. */
export type Rhythm = 'steady' | 'office' | 'shop' | 'batch';

export interface Sku {
  meter: string;
  description: string;
  unit: string;
  /** List price in millionths of a dollar per unit. */
  price: number;
}

export interface Service {
  name: string;
  provider: ProviderName;
  category: string;
  subcategory: string;
  resource_type: string;
  /** Path of the resource's id before its own part. */
  id_path: string;
  rhythm: Rhythm;
  /** Resources over the whole time. */
  resources: number;
  /** Dollars a month; null when resources run by the hour and their number makes the cost. */
  monthly: number | null;
  skus: Sku[];
}

const sku = (meter: string, description: string, unit: string, price: number): Sku => ({
  meter,
  description,
  unit,
  price,
});
const service = (
  provider: ProviderName,
  name: string,
  [category, subcategory]: [string, string],
  [resource_type, id_path]: [string, string],
  rhythm: Rhythm,
  resources: number,
  monthly: number | null,
  skus: Sku[],
): Service => ({ provider, name, category, subcategory, resource_type, id_path, rhythm, resources, monthly, skus });

const instance = (type: string, price: number): Sku =>
  sku(`BoxUsage:${type}`, `$${price / 1e6} per On Demand Linux ${type} Instance Hour`, 'Hours', price);
const database = (type: string, price: number): Sku =>
  sku(
    `InstanceUsage:${type}`,
    `$${price / 1e6} per ${type} Single-AZ instance hour running PostgreSQL`,
    'Hours',
    price,
  );
const machine = (type: string, price: number): Sku =>
  sku(`${type}`, `Virtual Machines ${type} - EU West`, 'Hours', price);

export const SERVICES: Service[] = [
  service(
    'AWS',
    'Amazon Elastic Compute Cloud',
    ['Compute', 'Virtual Machines'],
    ['instance', 'ec2:instance/i-'],
    'office',
    430,
    null,
    [
      instance('m6i.large', 96_000),
      instance('m6i.xlarge', 192_000),
      instance('m6i.2xlarge', 384_000),
      instance('c6i.2xlarge', 340_000),
      instance('r6i.2xlarge', 504_000),
      instance('m6g.xlarge', 154_000),
      instance('c6i.4xlarge', 680_000),
      instance('m6i.4xlarge', 768_000),
    ],
  ),
  service(
    'AWS',
    'Amazon Elastic Block Store',
    ['Storage', 'Block Storage'],
    ['volume', 'ec2:volume/vol-'],
    'steady',
    208,
    9_500,
    [
      sku(
        'EBS:VolumeUsage.gp3',
        '$0.08 per GB-month of General Purpose (gp3) provisioned storage',
        'GB-Months',
        80_000,
      ),
      sku(
        'EBS:VolumeUsage.gp2',
        '$0.10 per GB-month of General Purpose SSD (gp2) provisioned storage',
        'GB-Months',
        100_000,
      ),
    ],
  ),
  service(
    'AWS',
    'Amazon EBS Snapshots',
    ['Storage', 'Backup Storage'],
    ['snapshot', 'ec2:snapshot/snap-'],
    'steady',
    60,
    2_400,
    [sku('EBS:SnapshotUsage', '$0.05 per GB-Month of snapshot data stored', 'GB-Months', 50_000)],
  ),
  service(
    'AWS',
    'Amazon Relational Database Service',
    ['Databases', 'Relational Databases'],
    ['db', 'rds:db:'],
    'steady',
    80,
    null,
    [
      database('db.m6i.large', 178_000),
      database('db.r6i.xlarge', 500_000),
      database('db.r6i.2xlarge', 1_000_000),
      database('db.t4g.medium', 65_000),
    ],
  ),
  service(
    'AWS',
    'Amazon Simple Storage Service',
    ['Storage', 'Object Storage'],
    ['bucket', 's3:::'],
    'steady',
    70,
    11_000,
    [
      sku('TimedStorage-ByteHrs', '$0.023 per GB - first 50 TB / month of storage used', 'GB-Months', 23_000),
      sku('Requests-Tier1', '$0.005 per 1,000 PUT, COPY, POST, or LIST requests', '1000 Requests', 5_000),
    ],
  ),
  service(
    'AWS',
    'Amazon Elastic Kubernetes Service',
    ['Compute', 'Containers'],
    ['cluster', 'eks:cluster/'],
    'steady',
    8,
    null,
    [sku('AmazonEKS-Hours:perCluster', '$0.10 per hour for each Amazon EKS cluster', 'Hours', 100_000)],
  ),
  service('AWS', 'AWS Lambda', ['Compute', 'Serverless Compute'], ['function', 'lambda:function:'], 'shop', 90, 2_300, [
    sku('Lambda-GB-Second', '$0.0000166667 per GB-second', 'GB-Seconds', 17),
  ]),
  service(
    'AWS',
    'Amazon CloudFront',
    ['Networking', 'Content Delivery'],
    ['distribution', 'cloudfront:distribution/'],
    'shop',
    8,
    6_800,
    [sku('DataTransfer-Out-Bytes', '$0.085 per GB - first 10 TB / month data transfer out', 'GB', 85_000)],
  ),
  service(
    'AWS',
    'Amazon Virtual Private Cloud',
    ['Networking', 'Network Connectivity'],
    ['natgateway', 'ec2:natgateway/nat-'],
    'shop',
    14,
    3_900,
    [sku('NatGateway-Bytes', '$0.045 per GB Data Processed by NAT Gateways', 'GB', 45_000)],
  ),
  service(
    'AWS',
    'Elastic Load Balancing',
    ['Networking', 'Network Infrastructure'],
    ['loadbalancer', 'elasticloadbalancing:loadbalancer/app/'],
    'shop',
    42,
    2_100,
    [sku('LCUUsage', '$0.008 per used Application load balancer capacity unit-hour', 'LCU-Hours', 8_000)],
  ),
  service(
    'AWS',
    'Amazon ElastiCache',
    ['Databases', 'Caching'],
    ['cluster', 'elasticache:cluster:'],
    'steady',
    22,
    null,
    [sku('NodeUsage:cache.r6g.large', '$0.206 per R6g Large node hour running Redis', 'Hours', 206_000)],
  ),
  service('AWS', 'Amazon DynamoDB', ['Databases', 'NoSQL Databases'], ['table', 'dynamodb:table/'], 'shop', 46, 3_200, [
    sku('WriteRequestUnits', '$0.625 per million write request units', '1M Requests', 625_000),
  ]),
  service(
    'AWS',
    'AmazonCloudWatch',
    ['Management and Governance', 'Observability'],
    ['log-group', 'logs:log-group:'],
    'shop',
    60,
    4_100,
    [sku('DataProcessing-Bytes', '$0.50 per GB log data ingested', 'GB', 500_000)],
  ),
  service(
    'AWS',
    'Amazon Redshift',
    ['Analytics', 'Data Warehouses'],
    ['cluster', 'redshift:cluster:'],
    'steady',
    5,
    null,
    [sku('Node:ra3.4xlarge', '$3.26 per ra3.4xlarge node hour', 'Hours', 3_260_000)],
  ),
  service('AWS', 'AWS Glue', ['Analytics', 'Data Processing'], ['job', 'glue:job/'], 'batch', 34, 3_400, [
    sku('ETL-DPU-Hour', '$0.44 per Data Processing Unit-Hour', 'DPU-Hours', 440_000),
  ]),
  service(
    'AWS',
    'Amazon Athena',
    ['Analytics', 'Analytics Platforms'],
    ['workgroup', 'athena:workgroup/'],
    'office',
    10,
    1_500,
    [sku('DataScannedInTB', '$5.00 per Terabyte for scanned data', 'Terabytes', 5_000_000)],
  ),
  service(
    'AWS',
    'Amazon Kinesis',
    ['Analytics', 'Streaming Analytics'],
    ['stream', 'kinesis:stream/'],
    'shop',
    12,
    1_700,
    [sku('Storage-ShardHour', '$0.015 per Shard Hour', 'Shard-Hours', 15_000)],
  ),
  service('AWS', 'Amazon Simple Queue Service', ['Integration', 'Messaging'], ['queue', 'sqs:'], 'shop', 44, 420, [
    sku('Requests-Tier1', '$0.40 per million Amazon SQS standard requests', '1M Requests', 400_000),
  ]),
  service(
    'AWS',
    'Amazon Elastic File System',
    ['Storage', 'File Storage'],
    ['file-system', 'elasticfilesystem:file-system/fs-'],
    'steady',
    14,
    1_300,
    [sku('TimedStorage-ByteHrs', '$0.30 per GB-Mo of EFS Standard storage', 'GB-Months', 300_000)],
  ),
  service(
    'AWS',
    'AWS Key Management Service',
    ['Security', 'Secret Management'],
    ['key', 'kms:key/'],
    'steady',
    40,
    160,
    [sku('KMS-Keys', '$1 per customer managed KMS key version', 'Keys', 1_000_000)],
  ),
  service(
    'AWS',
    'Amazon GuardDuty',
    ['Security', 'Threat Detection and Response'],
    ['detector', 'guardduty:detector/'],
    'steady',
    7,
    900,
    [sku('PaidEventsAnalyzed', '$4.00 per million events analyzed', '1M Events', 4_000_000)],
  ),
  service(
    'AWS',
    'Amazon Route 53',
    ['Networking', 'Network Routing'],
    ['hostedzone', 'route53:::hostedzone/'],
    'shop',
    12,
    220,
    [sku('DNS-Queries', '$0.40 per million queries', '1M Queries', 400_000)],
  ),
  service(
    'AWS',
    'Amazon Elastic Container Registry',
    ['Compute', 'Containers'],
    ['repository', 'ecr:repository/'],
    'steady',
    22,
    310,
    [sku('TimedStorage-ByteHrs', '$0.10 per GB-month of data storage', 'GB-Months', 100_000)],
  ),
  service(
    'AWS',
    'AWS CloudTrail',
    ['Management and Governance', 'Compliance'],
    ['trail', 'cloudtrail:trail/'],
    'steady',
    7,
    380,
    [sku('PaidEventsRecorded', '$2.00 per 100,000 management events recorded', '100K Events', 2_000_000)],
  ),
  service(
    'Microsoft',
    'Virtual Machines',
    ['Compute', 'Virtual Machines'],
    ['Virtual machine', 'Microsoft.Compute/virtualMachines/'],
    'office',
    230,
    null,
    [
      machine('D4s v5', 230_000),
      machine('D8s v5', 460_000),
      machine('E4s v5', 304_000),
      machine('E8s v5', 608_000),
      machine('F8s v2', 388_000),
      machine('B4ms', 192_000),
    ],
  ),
  service(
    'Microsoft',
    'Azure Managed Disks',
    ['Storage', 'Block Storage'],
    ['Disk', 'Microsoft.Compute/disks/'],
    'steady',
    150,
    4_600,
    [sku('P30 LRS Disk', 'Premium SSD Managed Disks - P30 LRS - EU West', 'Disks-Months', 135_170_000)],
  ),
  service(
    'Microsoft',
    'Azure SQL Database',
    ['Databases', 'Relational Databases'],
    ['SQL database', 'Microsoft.Sql/servers/databases/'],
    'steady',
    36,
    14_000,
    [sku('vCore', 'SQL Database Single General Purpose - vCore', 'vCore-Hours', 253_000)],
  ),
  service(
    'Microsoft',
    'Azure App Service',
    ['Web', 'Application Platforms'],
    ['App Service plan', 'Microsoft.Web/serverfarms/'],
    'steady',
    28,
    null,
    [sku('P1 v3', 'Azure App Service Premium v3 Plan - P1 v3', 'Hours', 234_000)],
  ),
  service(
    'Microsoft',
    'Storage Accounts',
    ['Storage', 'Object Storage'],
    ['Storage account', 'Microsoft.Storage/storageAccounts/'],
    'steady',
    48,
    5_200,
    [sku('Hot LRS Data Stored', 'Blob Storage - Hot LRS Data Stored', 'GB-Months', 19_600)],
  ),
  service(
    'Microsoft',
    'Azure Kubernetes Service',
    ['Compute', 'Containers'],
    ['Kubernetes service', 'Microsoft.ContainerService/managedClusters/'],
    'steady',
    5,
    null,
    [sku('Standard Uptime SLA', 'Azure Kubernetes Service - Standard Uptime SLA', 'Hours', 100_000)],
  ),
  service(
    'Microsoft',
    'Azure Monitor',
    ['Management and Governance', 'Observability'],
    ['Log Analytics workspace', 'Microsoft.OperationalInsights/workspaces/'],
    'office',
    12,
    4_300,
    [sku('Analytics Logs Data Ingestion', 'Log Analytics - Pay-as-you-go Data Ingestion', 'GB', 2_760_000)],
  ),
  service(
    'Microsoft',
    'Azure Databricks',
    ['Analytics', 'Analytics Platforms'],
    ['Databricks workspace', 'Microsoft.Databricks/workspaces/'],
    'batch',
    8,
    9_800,
    [sku('Premium Jobs Compute DBU', 'Azure Databricks - Premium Jobs Compute - DBU', 'DBU-Hours', 300_000)],
  ),
  service(
    'Microsoft',
    'Azure Cosmos DB',
    ['Databases', 'NoSQL Databases'],
    ['Cosmos DB account', 'Microsoft.DocumentDB/databaseAccounts/'],
    'shop',
    10,
    3_100,
    [sku('100 RU/s', 'Azure Cosmos DB - 100 RU/s', '100 RU/s-Hours', 8_000)],
  ),
  service(
    'Microsoft',
    'Virtual Network',
    ['Networking', 'Network Infrastructure'],
    ['Public IP address', 'Microsoft.Network/publicIPAddresses/'],
    'steady',
    60,
    900,
    [sku('Standard IPv4 Static Public IP', 'IP Addresses - Standard IPv4 Static Public IP', 'Hours', 5_000)],
  ),
  service(
    'Microsoft',
    'Azure Application Gateway',
    ['Networking', 'Network Infrastructure'],
    ['Application gateway', 'Microsoft.Network/applicationGateways/'],
    'shop',
    8,
    1_600,
    [sku('Standard Capacity Units', 'Application Gateway Standard v2 - Capacity Units', 'Capacity-Unit-Hours', 8_000)],
  ),
  service(
    'Microsoft',
    'Azure Key Vault',
    ['Security', 'Secret Management'],
    ['Key vault', 'Microsoft.KeyVault/vaults/'],
    'steady',
    16,
    130,
    [sku('Operations', 'Key Vault - Operations', '10K Operations', 30_000)],
  ),
  service(
    'Microsoft',
    'Azure Functions',
    ['Compute', 'Serverless Compute'],
    ['Function app', 'Microsoft.Web/sites/'],
    'office',
    22,
    480,
    [sku('Standard Execution Time', 'Functions - Standard Execution Time', 'GB-Seconds', 16)],
  ),
  service(
    'Microsoft',
    'Azure Backup',
    ['Storage', 'Backup Storage'],
    ['Recovery Services vault', 'Microsoft.RecoveryServices/vaults/'],
    'steady',
    9,
    1_700,
    [sku('LRS Data Stored', 'Backup - LRS Data Stored', 'GB-Months', 22_400)],
  ),
  service(
    'Microsoft',
    'Microsoft Defender for Cloud',
    ['Security', 'Security Posture Management'],
    ['Defender plan', 'Microsoft.Security/pricings/'],
    'steady',
    5,
    1_900,
    [sku('Standard Node', 'Microsoft Defender for Servers - Standard Node', 'Node-Hours', 20_000)],
  ),
  service(
    'Microsoft',
    'Azure OpenAI',
    ['AI and Machine Learning', 'Generative AI'],
    ['Cognitive service', 'Microsoft.CognitiveServices/accounts/'],
    'office',
    8,
    2_900,
    [sku('Output Tokens', 'Azure OpenAI - Output Tokens', '1K Tokens', 15_000)],
  ),
];

export const TEAMS = ['storefront', 'checkout', 'search', 'data', 'platform', 'erp', 'workplace', 'security'];
export const APPLICATIONS = [
  'web-shop',
  'mobile-api',
  'checkout',
  'payments',
  'catalog',
  'recommendations',
  'orders',
  'warehouse',
  'lakehouse',
  'reporting',
  'identity',
  'ci',
  'erp-core',
  'erp-finance',
  'intranet',
  'observability',
];
export const COST_CENTERS = ['CC-1100', 'CC-1200', 'CC-2100', 'CC-2200', 'CC-3100'];
export const OWNERS = [
  'a.moreno',
  'b.lindqvist',
  'c.okafor',
  'd.ito',
  'e.fischer',
  'f.rossi',
  'g.novak',
  'h.silva',
  'i.haddad',
  'j.chen',
];
