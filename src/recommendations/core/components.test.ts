import { describe, expect, it } from 'vitest';
import { ESTATE } from '../../connections/providers/sample/core/estate-data.ts';
import { componentOf, isPricedAs, type Metered, usageTypeOf } from './components.ts';
import type { Component } from './types.ts';

const line = (meter: string, more: Partial<Metered> = {}): Metered => ({
  meter,
  description: '',
  service: '',
  unit: null,
  ...more,
});

const AWS: [Component, string[]][] = [
  [
    'compute',
    [
      'BoxUsage:m6i.large',
      'USW2-BoxUsage:m5.2xlarge',
      'EUC1-HeavyUsage:c5.large',
      'EU-SpotUsage:m5.large',
      'APN1-UnusedBox:m5.large',
      'DedicatedUsage:m5.large',
      'EBSOptimized:m4.large',
      'CPUCredits:t3',
      'InstanceUsage:db.m6i.large',
      'USE2-Multi-AZUsage:db.r6g.large',
      'Multi-AZClusterUsage:db.m6gd.large',
      'Aurora:ServerlessV2Usage',
      'NodeUsage:cache.r6g.large',
      'Node:ra3.4xlarge',
      'Lambda-GB-Second',
      'USW2-Lambda-GB-Second-ARM',
      'Fargate-vCPU-Hours:perCPU',
    ],
  ],
  [
    'storage',
    [
      'EBS:VolumeUsage',
      'EBS:VolumeUsage.gp3',
      'USW2-EBS:VolumeUsage.io2',
      'EBS:SnapshotUsage',
      'EBS:SnapshotArchiveStorage',
      'RDS:GP3-Storage',
      'RDS:Multi-AZ-GP2-Storage',
      'RDS:PIOPS-Storage-IO2',
      'RDS:StorageUsage',
      'Aurora:StorageUsage',
      'TimedStorage-ByteHrs',
      'USW2-TimedStorage-SIA-ByteHrs',
      'IA-TimedStorage-ByteHrs',
    ],
  ],
  ['iops', ['EBS:VolumeP-IOPS.piops', 'EBS:VolumeP-IOPS.gp3', 'RDS:PIOPS', 'RDS:GP3-PIOPS', 'RDS:Multi-AZ-GP3-PIOPS']],
  ['throughput', ['EBS:VolumeP-Throughput.gp3', 'RDS:GP3-Throughput']],
  [
    'requests',
    ['Requests-Tier1', 'ReadRequestUnits', 'Request', 'USE2-LCUUsage', 'Aurora:StorageIOUsage', 'EBS:VolumeIOUsage'],
  ],
  [
    'hours',
    [
      'NatGateway-Hours',
      'VpcEndpoint-Hours',
      'LoadBalancerUsage',
      'ElasticIP:IdleAddress',
      'USW2-PublicIPv4:InUseAddress',
      'AmazonEKS-Hours:perCluster',
    ],
  ],
  [
    'transfer',
    [
      'NatGateway-Bytes',
      'VpcEndpoint-Bytes',
      'DataTransfer-Out-Bytes',
      'USW2-USE1-AWS-Out-Bytes',
      'DataProcessing-Bytes',
      'USE1-VendedLog-Bytes',
    ],
  ],
  ['read_capacity', ['ReadCapacityUnit-Hrs', 'EUC1-ReadCapacityUnit-Hrs']],
  ['write_capacity', ['WriteCapacityUnit-Hrs']],
  [
    'backup',
    ['RDS:ChargedBackupUsage', 'Aurora:BackupUsage', 'TimedPITRStorage-ByteHrs', 'TimedBackupStorage-ByteHrs'],
  ],
  ['extended_support', ['ExtendedSupport:Yr1-Yr2:PostgreSQL11', 'EUC1-ExtendedSupport:Yr3:MySQL5.7']],
  ['license', ['SoftwareUsage:m5.large']],
  ['other', ['', 'KMS-Keys', 'PaidEventsAnalyzed', 'ETL-DPU-Hour']],
];

/** As the FOCUS sample of the FinOps Foundation has them, whose files have no usage types. */
const AWS_DESCRIBED: [Component, string[]][] = [
  [
    'compute',
    [
      '$0.34 per On Demand Linux c5.2xlarge Instance Hour',
      'USD 0.023 per db.t3.micro Single-AZ instance hour (or partial hour) running SQL Server Exp (LI)',
      'AWS Lambda - Total Compute - US West (Oregon)-Tier-1',
      'AWS Fargate - vCPU  - US West 2 (Oregon)',
    ],
  ],
  [
    'storage',
    [
      '$0.08 per GB-month of General Purpose (gp3) provisioned storage - US West (Oregon)',
      '$0.03 per GB-mo of log storage - US West (Oregon)',
      'USD0.0595 per GB-Mo for EBS:SnapshotUsage in Africa (Cape Town)',
    ],
  ],
  ['iops', ['$0.005 per provisioned IOPS-month of gp3 - US West (Oregon)']],
  ['throughput', ['$0.0476 per provisioned MiBps-month of gp3 - EU (Frankfurt)']],
  [
    'hours',
    [
      '$0.045 per NAT Gateway Hour',
      '$0.005 per Idle public IPv4 address per hour',
      '$0.0225 per Application LoadBalancer-hour (or partial hour)',
    ],
  ],
  [
    'transfer',
    [
      '$0.045 per GB Data Processed by NAT Gateways',
      '$0.090 per GB - first 10 TB / month data transfer out beyond the global free tier',
      '$0.50 per GB custom log data ingested in Standard log class - US West (Oregon)',
    ],
  ],
  [
    'requests',
    [
      '$0.008 per used Application load balancer capacity unit-hour (or partial hour)',
      '$0.005 per 1,000 PUT, COPY, POST, or LIST requests',
    ],
  ],
  ['write_capacity', ['$0.00065 per hour for units of write capacity beyond the free tier']],
  ['extended_support', ['USD 0.10 per hour per vCPU running RDS Extended Support for MySQL 5.7 in Year 1, Year 2']],
  ['other', ['$1 per customer managed KMS key version in US West (Oregon)']],
];

const AZURE: [Component, string, string, string?][] = [
  ['compute', 'Virtual Machines', 'D4s v5'],
  ['compute', 'Virtual Machines', 'D4s v5 Windows'],
  ['compute', 'Azure App Service', 'P1 v3'],
  ['compute', 'Azure Database for PostgreSQL', 'vCore'],
  ['compute', 'SQL Database', 'vCore'],
  ['license', 'Virtual Machines Licenses', '4 vCPU VM'],
  ['license', 'SQL Database', 'SQL License'],
  ['storage', 'Azure Managed Disks', 'P30 LRS Disk'],
  ['storage', 'Virtual Machines', 'Premium SSD Managed Disks - P4 LRS - US East'],
  ['storage', 'Virtual Machines', 'P4 LRS', 'Premium SSD Managed Disks - P4 LRS - US East'],
  ['storage', 'Azure Managed Disks', 'Premium LRS Snapshots'],
  ['storage', 'Storage Accounts', 'Hot LRS Data Stored'],
  ['storage', 'Azure Database for PostgreSQL', 'Storage Data Stored'],
  ['backup', 'Azure Database for PostgreSQL', 'Backup Storage LRS Data Stored'],
  ['iops', 'Azure Managed Disks', 'Ultra LRS Provisioned IOPS'],
  ['requests', 'Storage Accounts', 'Hot LRS Write Operations'],
  ['requests', 'Azure Application Gateway', 'Standard Capacity Units'],
  ['hours', 'Azure Application Gateway', 'Standard Fixed Cost'],
  ['hours', 'Virtual Network', 'Standard IPv4 Static Public IP'],
  ['hours', 'Load Balancer', 'Standard Included LB Rules'],
  ['hours', 'NAT Gateway', 'Standard Gateway'],
  ['transfer', 'Virtual Machines', 'Rtn Preference: MGN - Standard Data Transfer Out'],
  ['other', 'Key Vault', 'Advanced Key'],
];

describe('the component of a charge', () => {
  it.each(AWS.flatMap(([component, meters]) => meters.map((meter) => [meter, component] as const)))(
    'of the AWS usage type %s is %s',
    (meter, component) => expect(componentOf(line(meter), 'aws')).toBe(component),
  );

  it.each(AWS_DESCRIBED.flatMap(([component, texts]) => texts.map((text) => [text, component] as const)))(
    'described as “%s” is %s',
    (text, component) => expect(componentOf(line(text, { description: text }), 'aws')).toBe(component),
  );

  it.each(AZURE)('of Azure is %s: %s, %s', (component, service, meter, description = '') =>
    expect(componentOf(line(meter, { service, description }), 'azure')).toBe(component),
  );

  it('is told by the unit where the meter does not', () => {
    expect(componentOf(line('Something', { unit: 'GB-Months' }), 'aws')).toBe('storage');
    expect(componentOf(line('Something', { unit: 'GB/Month' }), 'azure')).toBe('storage');
    expect(componentOf(line('Something', { unit: 'Hours' }), 'aws')).toBe('other');
  });

  it('is told for everything that the sample company keeps running', () => {
    const unknown = ESTATE.flatMap(({ provider, service, meters }) =>
      meters
        .filter(
          ({ sku: { meter, description, unit } }) =>
            componentOf({ meter, description, service, unit }, provider === 'AWS' ? 'aws' : 'azure') === 'other',
        )
        .map(({ sku }) => sku.meter),
    );
    expect(unknown).toEqual([]);
  });
});

describe('an AWS usage type', () => {
  it.each([
    ['USW2-BoxUsage:m5.large', 'BoxUsage:m5.large'],
    ['EU-BoxUsage:m5.large', 'BoxUsage:m5.large'],
    ['BoxUsage:m5.large', 'BoxUsage:m5.large'],
    ['DNS-Queries', 'DNS-Queries'],
    ['AWS-In-Bytes', 'AWS-In-Bytes'],
  ])('%s is %s without its region', (meter, usage_type) => expect(usageTypeOf(meter)).toBe(usage_type));
});

describe('a charge', () => {
  const s3 = { provider: 'aws', service: 's3-storage', region: 'us-east-1', sku: 'STANDARD' } as const;
  const machine = { ...s3, service: 'ec2-instance', sku: 'm5.large' } as const;
  const azure = { provider: 'azure', service: 'azure-storage', region: 'westeurope', sku: 'hot/Standard_LRS' } as const;
  it.each([
    ['TimedStorage-ByteHrs', s3, true],
    ['USW2-TimedStorage-ByteHrs', s3, true],
    ['TimedStorage-SIA-ByteHrs', s3, false],
    ['TimedStorage-GDA-ByteHrs', s3, false],
    ['Hot LRS Data Stored', azure, true],
    ['Cool LRS Data Stored', azure, false],
    ['Data Stored', azure, true],
    ['TimedStorage-ZIA-ByteHrs', s3, false],
    ['EUC1-EarlyDelete-SIA', s3, false],
    ['Requests-Tier1', s3, true],
    ['BoxUsage:m5.large', machine, true],
    ['EUC1-SpotUsage:m5.large', machine, true],
    ['EUC1-BoxUsage:m5.2xlarge', machine, false],
    ['CPUCredits:t3', machine, false],
    ['$0.096 per On Demand Linux m5.large Instance Hour', machine, true],
  ] as const)('of %s fits the price: %s %s', (meter, key, fits) => expect(isPricedAs({ meter }, key)).toBe(fits));
});
