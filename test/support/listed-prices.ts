import type { ListedProduct } from '../clouds/aws/price-list.ts';
import type { RetailPrice } from '../clouds/azure/retail-prices.ts';

const product = (
  service_code: string,
  usagetype: string,
  attributes: Record<string, string>,
  tiers: Record<string, string>,
  unit = 'Hrs',
): ListedProduct => ({ service_code, attributes: { regionCode: 'eu-west-1', usagetype, ...attributes }, unit, tiers });
const LINUX = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  operation: 'RunInstances',
};
const ec2 = (instanceType: string, price: string, change: Record<string, string> = {}) =>
  product('AmazonEC2', `EU-BoxUsage:${instanceType}`, { ...LINUX, instanceType, ...change }, { '0': price });
const rds = (usagetype: string, price: string, change: Record<string, string> = {}) => {
  const attributes = {
    productFamily: 'Database Instance',
    databaseEngine: 'PostgreSQL',
    deploymentOption: 'Single-AZ',
  };
  return product(
    'AmazonRDS',
    `EU-${usagetype}`,
    { ...attributes, instanceType: 'db.t3.small', ...change },
    { '0': price },
  );
};
/** Products of eu-west-1, some of which nobody asks for. */
export const PRODUCTS = [
  ...['large', 'xlarge', '2xlarge'].map((size, index) => ec2(`m5.${size}`, String(0.107 * 2 ** index))),
  ec2('m5.large', '0.199', { operatingSystem: 'Windows' }),
  ec2('m5.large', '0.118', { tenancy: 'Dedicated' }),
  ec2('m5.large', '0.107', { usagetype: 'EU-UnusedBox:m5.large' }),
  ec2('m6a.large', '0.0963'),
  rds('InstanceUsage:db.t3.small', '0.039'),
  rds('Multi-AZUsage:db.t3.small', '0.078', { deploymentOption: 'Multi-AZ' }),
  rds('ExtendedSupport:Yr1-Yr2:PostgreSQL11', '0.112'),
  product(
    'AmazonElastiCache',
    'EU-NodeUsage:cache.r6g.large',
    { productFamily: 'Cache Instance', instanceType: 'cache.r6g.large', cacheEngine: 'Redis' },
    { '0': '0.228' },
  ),
  product(
    'AmazonElastiCache',
    'EU-ExtendedSupportYr1-NodeUsage:cache.r6g.large',
    { productFamily: 'Cache Instance', instanceType: 'cache.r6g.large', cacheEngine: 'Redis' },
    { '0': '0.1' },
  ),
  product('AmazonEC2', 'EU-EBS:VolumeUsage.gp3', { productFamily: 'Storage' }, { '0': '0.088' }, 'GB-Mo'),
  product('AmazonEC2', 'EU-EBS:VolumeUsage', { productFamily: 'Storage' }, { '0': '0.055' }, 'GB-Mo'),
  product(
    'AmazonEC2',
    'EU-EBS:VolumeP-Throughput.gp3',
    { productFamily: 'Provisioned Throughput' },
    { '0': '45.056' },
    'GiBps-mo',
  ),
  product(
    'AmazonDynamoDB',
    'EU-ReadCapacityUnit-Hrs',
    { productFamily: 'Provisioned IOPS' },
    { '0': '0', '18600': '0.000147' },
    'ReadCapacityUnit-Hrs',
  ),
  product(
    'AmazonDynamoDB',
    'EU-IA-ReadCapacityUnit-Hrs',
    { productFamily: 'Provisioned IOPS' },
    { '0': '0.0001' },
    'ReadCapacityUnit-Hrs',
  ),
  product(
    'AmazonDynamoDB',
    'EU-WriteRequestUnits',
    { productFamily: 'Amazon DynamoDB PayPerRequest Throughput' },
    { '0': '0.000000705' },
    'WriteRequestUnits',
  ),
  product(
    'AmazonS3',
    'EU-TimedStorage-ByteHrs',
    { productFamily: 'Storage' },
    { '512000': '0.021', '0': '0.023', '51200': '0.022' },
    'GB-Mo',
  ),
];

const retail = (
  productName: string,
  meterName: string,
  retailPrice: number,
  change: Partial<RetailPrice> = {},
): RetailPrice => ({
  currencyCode: 'USD',
  type: 'Consumption',
  retailPrice,
  unitOfMeasure: '1 Hour',
  tierMinimumUnits: 0,
  armRegionName: 'norwayeast',
  armSkuName: '',
  serviceName: 'Virtual Machines',
  productName,
  skuName: meterName,
  meterName,
  ...change,
});
const D2S = { armSkuName: 'Standard_D2s_v5' };
const STORAGE = { serviceName: 'Storage', unitOfMeasure: '1/Month' };
const STORED = { serviceName: 'Storage', unitOfMeasure: '1 GB/Month' };
/** Prices of norwayeast, some of which nobody asks for. */
export const ITEMS = [
  retail('Virtual Machines Dsv5 Series', 'D2s v5', 0.122, D2S),
  retail('Virtual Machines Dsv5 Series', 'D4s v5', 0.244, { armSkuName: 'Standard_D4s_v5' }),
  retail('Virtual Machines Dsv5 Series Windows', 'D2s v5', 0.214, D2S),
  retail('Virtual Machines Dsv5 Series', 'D2s v5 Spot', 0.02, D2S),
  retail('Virtual Machines Dsv5 Series', 'D2s v5 Low Priority', 0.03, D2S),
  retail('Virtual Machines Dsv5 Series', 'D2s v5', 700, { ...D2S, type: 'Reservation' }),
  // Two prices of one size say none.
  retail('Virtual Machines Dsv5 Series', 'D8s v5', 0.488, { armSkuName: 'Standard_D8s_v5' }),
  retail('Virtual Machines Dsv5 Series', 'D8s v5', 0.5, { armSkuName: 'Standard_D8s_v5' }),
  retail('Premium SSD Managed Disks', 'P10 LRS Disk', 23.6, STORAGE),
  retail('Premium SSD Managed Disks', 'P10 LRS Disk Mount', 1.3, STORAGE),
  retail('Premium SSD Managed Disks', 'LRS Snapshots', 0.13, { ...STORED, skuName: 'Snapshots LRS' }),
  retail('Standard HDD Managed Disks', 'LRS Snapshots', 0.055, { ...STORED, skuName: 'Snapshots LRS' }),
  retail('General Block Blob v2', 'Cool LRS Data Stored', 0.0113, STORED),
  retail('General Block Blob v2', 'Hot LRS Data Stored', 0.0216, STORED),
  retail('General Block Blob v2', 'Hot LRS Data Stored', 0.0207, { ...STORED, tierMinimumUnits: 51_200 }),
  retail('Azure Database for PostgreSQL Flexible Server General Purpose Ddsv4 Series Compute', 'vCore', 0.1, {
    serviceName: 'Azure Database for PostgreSQL',
  }),
  retail('Azure Database for PostgreSQL Flexible Server Burstable BS Series Compute', 'B1MS', 0.021, {
    serviceName: 'Azure Database for PostgreSQL',
  }),
];
