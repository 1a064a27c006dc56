import { z } from 'zod';
import type { PriceKey } from '../types.ts';
import { type ListedPrice, type Listing, listingsFor, times } from './listing.ts';

/** What GetProducts is asked: a service, and what attributes of its products have to be. */
export interface AwsQuestion {
  service_code: string;
  filters: Record<string, string>;
}

/** What is read of a product in the answer of GetProducts. */
const productSchema = z.object({
  product: z.object({ attributes: z.record(z.string(), z.string()) }),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.object({
        priceDimensions: z.record(
          z.string(),
          z.object({ unit: z.string(), beginRange: z.string(), pricePerUnit: z.record(z.string(), z.string()) }),
        ),
      }),
    ),
  }),
});

/** Usage types begin with a code of the region, except in us-east-1; `IA` is not one but a class of tables. */
const usage = (name: string): RegExp => new RegExp(`^(?!IA-)(?:[A-Z]{2,}[0-9]*-)?${name}$`);

interface Usage {
  usage: RegExp;
  service: string;
  sku: string;
  unit: string;
  /** Our unit is so many of theirs. */
  factor?: number;
}

const line = (name: string, service: string, sku: string, unit: string, factor = 1): Usage => ({
  usage: usage(name),
  service,
  sku,
  unit,
  factor,
});

/** Everything whose price has one usage type. */
const USAGES: readonly Usage[] = [
  line('EBS:VolumeUsage', 'ebs-volume', 'standard', 'gib_month'),
  line(String.raw`EBS:VolumeUsage\.gp2`, 'ebs-volume', 'gp2', 'gib_month'),
  line(String.raw`EBS:VolumeUsage\.gp3`, 'ebs-volume', 'gp3', 'gib_month'),
  line(String.raw`EBS:VolumeUsage\.piops`, 'ebs-volume', 'io1', 'gib_month'),
  line(String.raw`EBS:VolumeUsage\.io2`, 'ebs-volume', 'io2', 'gib_month'),
  line(String.raw`EBS:VolumeUsage\.st1`, 'ebs-volume', 'st1', 'gib_month'),
  line(String.raw`EBS:VolumeUsage\.sc1`, 'ebs-volume', 'sc1', 'gib_month'),
  line(String.raw`EBS:VolumeP-IOPS\.gp3`, 'ebs-iops', 'gp3', 'iops_month'),
  line(String.raw`EBS:VolumeP-IOPS\.piops`, 'ebs-iops', 'io1', 'iops_month'),
  line(String.raw`EBS:VolumeP-IOPS\.io2`, 'ebs-iops', 'io2', 'iops_month'),
  line(String.raw`EBS:VolumeP-Throughput\.gp3`, 'ebs-throughput', 'gp3', 'mibps_month'),
  line('EBS:SnapshotUsage', 'ebs-snapshot', 'standard', 'gib_month'),
  line('EBS:SnapshotArchiveStorage', 'ebs-snapshot', 'archive', 'gib_month'),
  line('NatGateway-Hours', 'nat-gateway', 'hour', 'hour'),
  line('NatGateway-Bytes', 'nat-gateway', 'gib', 'gib'),
  line('VpcEndpoint-Hours', 'vpc-endpoint', 'interface', 'hour'),
  line('TimedStorage-SIA-ByteHrs', 's3-storage', 'STANDARD_IA', 'gib_month'),
  line('TimedStorage-INT-FA-ByteHrs', 's3-storage', 'INTELLIGENT_TIERING_FREQUENT', 'gib_month'),
  line('TimedStorage-INT-IA-ByteHrs', 's3-storage', 'INTELLIGENT_TIERING_INFREQUENT', 'gib_month'),
  line('TimedStorage-GIR-ByteHrs', 's3-storage', 'GLACIER_IR', 'gib_month'),
  line('TimedStorage-GlacierByteHrs', 's3-storage', 'GLACIER', 'gib_month'),
  line('TimedStorage-GDA-ByteHrs', 's3-storage', 'DEEP_ARCHIVE', 'gib_month'),
  line('ReadCapacityUnit-Hrs', 'dynamodb-capacity', 'read', 'capacity_unit_hour'),
  line('WriteCapacityUnit-Hrs', 'dynamodb-capacity', 'write', 'capacity_unit_hour'),
  line('ReadRequestUnits', 'dynamodb-request', 'read', 'million_requests', 1_000_000),
  line('WriteRequestUnits', 'dynamodb-request', 'write', 'million_requests', 1_000_000),
  line('Lambda-GB-Second', 'lambda-duration', 'x86_64', 'gib_second'),
  line('Lambda-GB-Second-ARM', 'lambda-duration', 'arm64', 'gib_second'),
];
/** S3 and CloudWatch Logs call it alike. */
const TIMED_STORAGE = usage('TimedStorage-ByteHrs');

const ENGINES: Record<string, string> = {
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  postgres: 'PostgreSQL',
  'aurora-mysql': 'Aurora MySQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
};
const CACHES: Record<string, string> = { redis: 'Redis', valkey: 'Valkey', memcached: 'Memcached' };
const keyOf = (names: Record<string, string>, value: string | undefined): string | undefined =>
  Object.keys(names).find((name) => names[name] === value);
const DEPLOYMENTS: Record<string, string> = { 'single-az': 'Single-AZ', 'multi-az': 'Multi-AZ' };

type Attributes = Record<string, string>;

/** What a product is to us, and how many of its units are one of ours; null for what is not asked for. */
function meaningOf(service_code: string, attributes: Attributes): Omit<Usage, 'usage'> | null {
  const { usagetype = '', instanceType = '' } = attributes;
  if (service_code === 'AmazonEC2' && usage(`BoxUsage:${instanceType.replaceAll('.', String.raw`\.`)}`).test(usagetype))
    return { service: 'ec2-instance', sku: instanceType, unit: 'hour' };
  if (service_code === 'AmazonRDS') {
    const [engine, deployment] = [
      keyOf(ENGINES, attributes['databaseEngine']),
      keyOf(DEPLOYMENTS, attributes['deploymentOption']),
    ];
    // Others than these are charges on top, such as extended support, or Aurora with its own price for input and output.
    if (!engine || !deployment || !usage('(?:InstanceUsage|Multi-AZUsage):.+').test(usagetype)) return null;
    return { service: 'rds-instance', sku: `${instanceType}/${engine}/${deployment}`, unit: 'hour' };
  }
  if (service_code === 'AmazonElastiCache') {
    const engine = keyOf(CACHES, attributes['cacheEngine']);
    if (!engine || !usage('NodeUsage:.+').test(usagetype)) return null;
    return { service: 'elasticache-node', sku: `${instanceType}/${engine}`, unit: 'hour' };
  }
  if (TIMED_STORAGE.test(usagetype))
    return service_code === 'AmazonS3'
      ? { service: 's3-storage', sku: 'STANDARD', unit: 'gib_month' }
      : { service: 'logs-storage', sku: 'standard', unit: 'gib_month' };
  return USAGES.find((one) => one.usage.test(usagetype)) ?? null;
}

/** Throughput is told by the GiB. */
const perUnit = (unit: string): number => (/^GiBps/i.test(unit) ? 1 / 1_024 : 1);

/**
 * The on-demand price in an item of `PriceList`, which is JSON in text; null for what is not asked for, and what has no
 * price in US dollars. Of several by quantity it is that of the first that costs anything.
 */
export function readProduct(service_code: string, text: string): ListedPrice | null {
  const parsed = productSchema.safeParse(JSON.parse(text));
  const meaning = parsed.success ? meaningOf(service_code, parsed.data.product.attributes) : null;
  if (!parsed.success || !meaning) return null;
  const tiers = Object.values(parsed.data.terms.OnDemand)
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .toSorted((a, b) => Number(a.beginRange) - Number(b.beginRange));
  const tier = tiers.find(({ pricePerUnit }) => Number(pricePerUnit['USD']) > 0);
  if (!tier) return null;
  const { service, sku, unit, factor = 1 } = meaning;
  return { service, sku, unit, price: times(Number(tier.pricePerUnit['USD']), factor * perUnit(tier.unit)) };
}

const LINUX = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  operation: 'RunInstances',
};

const of = (service_code: string, productFamily: string): AwsQuestion => ({ service_code, filters: { productFamily } });
const QUESTIONS: Record<string, AwsQuestion> = {
  'ec2-instance': { service_code: 'AmazonEC2', filters: LINUX },
  'ebs-volume': of('AmazonEC2', 'Storage'),
  'ebs-iops': of('AmazonEC2', 'System Operation'),
  'ebs-throughput': of('AmazonEC2', 'Provisioned Throughput'),
  'ebs-snapshot': of('AmazonEC2', 'Storage Snapshot'),
  'nat-gateway': of('AmazonEC2', 'NAT Gateway'),
  'vpc-endpoint': of('AmazonVPC', 'VpcEndpoint'),
  's3-storage': of('AmazonS3', 'Storage'),
  'dynamodb-capacity': of('AmazonDynamoDB', 'Provisioned IOPS'),
  'dynamodb-request': of('AmazonDynamoDB', 'Amazon DynamoDB PayPerRequest Throughput'),
  'logs-storage': of('AmazonCloudWatch', 'Storage Snapshot'),
  'lambda-duration': of('AWSLambda', 'Serverless'),
};

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

function ask({ provider, service, region, sku }: PriceKey): { id: string; question: AwsQuestion } | null {
  if (provider !== 'aws' || !REGION.test(region)) return null;
  const [, engine = ''] = sku.split('/');
  const question = (asked: AwsQuestion, id = service) => ({
    id,
    question: { ...asked, filters: { ...asked.filters, regionCode: region } },
  });
  const id = `${service} ${engine}`;
  const databaseEngine = ENGINES[engine];
  if (service === 'rds-instance' && databaseEngine)
    return question({ service_code: 'AmazonRDS', filters: { productFamily: 'Database Instance', databaseEngine } }, id);
  const cacheEngine = CACHES[engine];
  if (service === 'elasticache-node' && cacheEngine)
    return question(
      { service_code: 'AmazonElastiCache', filters: { productFamily: 'Cache Instance', cacheEngine } },
      id,
    );
  return QUESTIONS[service] ? question(QUESTIONS[service]) : null;
}

/** What to ask the AWS Price List for the wanted prices. */
export const awsListings = (keys: readonly PriceKey[]): Listing<AwsQuestion>[] => listingsFor(keys, ask);
