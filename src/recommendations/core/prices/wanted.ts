import type { PriceKey } from '../types.ts';
import { azureFamilySizes, azureSize, ec2FamilySizes, ec2GravitonFamily, ec2Successor } from './machine-sizes.ts';

/** What of a resource tells which prices are asked for; names of attributes are those of the inventory. */
export interface PricedResource {
  resource_type: string;
  region: string | null;
  attributes: Readonly<Record<string, unknown>>;
}

type Provider = PriceKey['provider'];
type Wants = (attributes: PricedResource['attributes']) => [service: string, sku: string][];

const textOf = (attributes: PricedResource['attributes'], name: string): string => {
  const value = attributes[name];
  return typeof value === 'string' ? value : '';
};
const each = (service: string, ...skus: string[]): [string, string][] => skus.map((sku) => [service, sku]);

/** A family, and those that could take its place. */
const alternatives = (family: string): string[] =>
  [family, ec2Successor(family), ec2GravitonFamily(family)].filter((one) => one !== null);
const familyOf = (type: string): string => type.slice(0, type.indexOf('.'));
const typesLike = (type: string): string[] => {
  const types = alternatives(familyOf(type)).flatMap((family) => ec2FamilySizes(family).map(({ name }) => name));
  return types.includes(type) ? types : [type, ...types];
};

const disks = (letter: string, ...sizes: number[]): string[] => sizes.map((size) => `${letter}${size}`);
const SSD_TIERS = [1, 2, 3, 4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80];
const HDD_TIERS = [4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80];
const DISK_TIERS = [...disks('P', ...SSD_TIERS), ...disks('E', ...SSD_TIERS), ...disks('S', ...HDD_TIERS)];
const S3_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING_FREQUENT',
  'INTELLIGENT_TIERING_INFREQUENT',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

const flexible =
  (engine: string): Wants =>
  (attributes) => {
    const size = azureSize(textOf(attributes, 'sku'));
    const names = size ? azureFamilySizes(size.family).map(({ name }) => name) : [];
    return each('azure-flexible-server', ...names.map((name) => `${engine}/${name}`));
  };

const machines: Wants = (attributes) => {
  const size = azureSize(textOf(attributes, 'vm_size'));
  return size ? each('azure-vm', ...azureFamilySizes(size.family).map(({ name }) => name)) : [];
};

const WANTED: Record<Provider, Record<string, Wants>> = {
  aws: {
    'AWS::EC2::Instance': (attributes) => {
      const type = textOf(attributes, 'instance_type');
      return type ? each('ec2-instance', ...typesLike(type)) : [];
    },
    'AWS::RDS::DBInstance': (attributes) => {
      const [type, engine] = [textOf(attributes, 'instance_class'), textOf(attributes, 'engine')];
      if (!type.startsWith('db.') || !engine) return [];
      const types = typesLike(type.slice(3)).map((name) => `db.${name}/${engine}`);
      return each('rds-instance', ...types.flatMap((name) => [`${name}/single-az`, `${name}/multi-az`]));
    },
    'AWS::ElastiCache::CacheCluster': (attributes) => {
      const [type, engine] = [textOf(attributes, 'node_type'), textOf(attributes, 'engine')];
      if (!type.startsWith('cache.') || !engine) return [];
      return each('elasticache-node', ...typesLike(type.slice(6)).map((name) => `cache.${name}/${engine}`));
    },
    'AWS::EC2::Volume': () => [
      ...each('ebs-volume', 'gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard'),
      ...each('ebs-iops', 'gp3', 'io1', 'io2'),
      ...each('ebs-throughput', 'gp3'),
    ],
    'AWS::EC2::Snapshot': () => each('ebs-snapshot', 'standard', 'archive'),
    'AWS::S3::Bucket': () => each('s3-storage', ...S3_CLASSES),
    'AWS::DynamoDB::Table': () => [
      ...each('dynamodb-capacity', 'read', 'write'),
      ...each('dynamodb-request', 'read', 'write'),
    ],
    'AWS::EC2::NatGateway': () => [...each('nat-gateway', 'hour', 'gib'), ...each('vpc-endpoint', 'interface')],
    'AWS::EC2::VPCEndpoint': () => each('vpc-endpoint', 'interface'),
    'AWS::Logs::LogGroup': () => each('logs-storage', 'standard'),
    'AWS::Lambda::Function': () => each('lambda-duration', 'x86_64', 'arm64'),
  },
  azure: {
    'microsoft.compute/virtualmachines': machines,
    'microsoft.compute/disks': () => each('azure-disk', ...DISK_TIERS),
    'microsoft.compute/snapshots': () => each('azure-snapshot', 'Premium_LRS', 'Standard_LRS'),
    'microsoft.dbforpostgresql/flexibleservers': flexible('postgresql'),
    'microsoft.dbformysql/flexibleservers': flexible('mysql'),
    'microsoft.storage/storageaccounts': (attributes) => {
      const sku = textOf(attributes, 'sku');
      return sku ? each('azure-storage', `hot/${sku}`, `cool/${sku}`, `archive/${sku}`) : [];
    },
  },
};

/** Types of resources whose prices are wanted at all. */
export const PRICED_TYPES: readonly string[] = Object.values(WANTED).flatMap((types) => Object.keys(types));

/**
 * The prices that recommendations for the resources may ask for, each once: of all sizes of the families in use and of
 * those that could take their place, and of whatever else the resources are charged by; in the regions where they are.
 */
export function wantedPrices(resources: Iterable<PricedResource>): PriceKey[] {
  const wanted = new Map<string, PriceKey>();
  for (const { resource_type, region, attributes } of resources) {
    if (region === null) continue;
    for (const provider of ['aws', 'azure'] as const)
      for (const [service, sku] of WANTED[provider][resource_type]?.(attributes) ?? [])
        wanted.set(`${service} ${region} ${sku}`, { provider, service, region, sku });
  }
  return [...wanted.values()];
}
