import type { BillLine } from './bill.ts';
import type { Component, PriceKey } from './types.ts';

/** What of a charge tells which component it is. */
export type Metered = Pick<BillLine, 'meter' | 'description' | 'service' | 'unit'>;
export type Cloud = 'aws' | 'azure';

type Table = readonly (readonly [pattern: RegExp, component: Component])[];

/** Prefix of AWS usage types that names the region: `USW2-`, `EUC1-`, `EU-`; those of us-east-1 have none. */
const REGION_PREFIX = /^(?:[A-Z]{2,4}\d|EU)-/;

/** The usage type of an AWS meter without its region. */
export const usageTypeOf = (meter: string): string => meter.replace(REGION_PREFIX, '');

/**
 * AWS usage types, without their region; the first that fits counts. Source: the attribute `usagetype` of the AWS price
 * list, and the usage types that the guides of S3, DynamoDB, CloudWatch and Lambda list for billing reports.
 */
const AWS_USAGE_TYPES: Table = [
  [/^ExtendedSupport|^AmazonEKS-Hours:extendedSupport/i, 'extended_support'],
  [/^EBS:VolumeP-IOPS|^RDS:(?:Multi-AZ-)?(?:GP3-|IO2-)?PIOPS$/i, 'iops'],
  [/^EBS:VolumeP-Throughput|^RDS:(?:Multi-AZ-)?GP3-Throughput/i, 'throughput'],
  [/StorageIOUsage|^EBS:VolumeIOUsage/i, 'requests'],
  [/BackupUsage|Timed(?:PITR|Backup)Storage/i, 'backup'],
  [/^EBS:(?:Volume|Snapshot)|^(?:RDS|Aurora):.*Storage|TimedStorage|^EarlyDelete|^Lambda-Storage/i, 'storage'],
  [/^(?:Box|Heavy|Spot|Dedicated|DedicatedRes|Host|HostBox|ReservedHost|Sched)Usage|^Unused(?:Box|Ded)/i, 'compute'],
  [/^EBSOptimized|^CPUCredits|^(?:InstanceUsage|Multi-AZ(?:Cluster)?Usage|Node(?:Usage)?:|ESInstance)/i, 'compute'],
  [/^(?:RDS|Aurora):Serverless|^Lambda-(?:Provisioned|GB-Second)|^Fargate/i, 'compute'],
  [/WriteCapacityUnit/i, 'write_capacity'],
  [/ReadCapacityUnit/i, 'read_capacity'],
  [/Requests?(?:-|Units|$)|^LCUUsage|^Monitoring-Automation/i, 'requests'],
  [/^NatGateway-Hours|^VpcEndpoint(?:-GWLBE)?-Hours|^LoadBalancerUsage|^(?:ElasticIP|PublicIPv4):/i, 'hours'],
  [/^AmazonEKS-Hours|^Storage-ShardHour/i, 'hours'],
  [
    /^DataTransfer|^(?:NatGateway|VpcEndpoint).*-Bytes|^DataProcessing|^VendedLog|(?:^|-)(?:In|Out)-A?Bytes/i,
    'transfer',
  ],
  [/^SoftwareUsage/i, 'license'],
];

/** Descriptions of AWS charges, where the bill has no usage types (FOCUS 1.0 without AWS's own columns). */
const AWS_DESCRIPTIONS: Table = [
  [/extended support/i, 'extended_support'],
  [/provisioned iops|iops-month/i, 'iops'],
  [/provisioned mibps|mibps-month/i, 'throughput'],
  [/backup storage|backup usage/i, 'backup'],
  [/data transfer|data processed|data ingested|logs ingested|in-bytes|out-bytes/i, 'transfer'],
  [/load ?balancer capacity unit|requests?\b|queries\b/i, 'requests'],
  [/write capacity/i, 'write_capacity'],
  [/read capacity/i, 'read_capacity'],
  [/nat gateway hour|vpc endpoint hour|load ?balancer-hour|public ipv4 address|elastic ip|eks cluster/i, 'hours'],
  [/gb-mo|snapshotusage|provisioned storage/i, 'storage'],
  [/software usage/i, 'license'],
  [
    /(?:instance|node)[ -]?hour|capacity unit hour|reserved instance applied|fargate|gb-second|total compute/i,
    'compute',
  ],
];

/**
 * Azure meters. Source: `meterName` as the Azure Retail Prices API and the price pages of the services spell it.
 * Descriptions (`Premium SSD Managed Disks - P4 LRS - US East`) have the meter between others.
 */
const AZURE_METERS: Table = [
  [/snapshots?\b/i, 'storage'],
  [/provisioned iops/i, 'iops'],
  [/provisioned throughput|provisioned mbps/i, 'throughput'],
  [/backup/i, 'backup'],
  [/licen[cs]e/i, 'license'],
  [/\b(?:operations?|transactions?|requests?|capacity units?|queries)\b/i, 'requests'],
  [/\bdisks?\b|data stored|data retention|^[PES]\d+ (?:LRS|ZRS)|storage/i, 'storage'],
  [/data transfer|data processed|data ingestion/i, 'transfer'],
  [/public ip|gateway|fixed cost|lb rules|uptime sla|ru\/s/i, 'hours'],
];

/** What else these services meter is named by a size of machine, or counts cores: `D4s v5`, `P1 v3`, `vCore`. */
const AZURE_COMPUTE =
  /^(?:virtual machines(?: scale sets)?|(?:azure )?app service|(?:azure )?functions|(?:azure )?sql (?:database|managed instance)|azure database for .+|azure db for .+|(?:azure cache for )?redis(?: cache)?)$/i;

/** Units in which only one component is metered, whatever the meter is called. */
const UNITS: Table = [
  [/^(?:gb|gib)s?[-/ ]mo/i, 'storage'],
  [/^iops[-/ ]mo/i, 'iops'],
];

const first = (table: Table, text: string): Component | null =>
  table.find(([pattern]) => pattern.test(text))?.[1] ?? null;

const awsComponent = ({ meter, description }: Metered): Component | null =>
  first(AWS_USAGE_TYPES, usageTypeOf(meter)) ?? first(AWS_DESCRIPTIONS, description);

function azureComponent({ meter, description, service }: Metered): Component | null {
  if (/licenses$/i.test(service)) return 'license';
  const named = first(AZURE_METERS, meter) ?? (/managed disks/i.test(description) ? 'storage' : null);
  return named ?? (AZURE_COMPUTE.test(service) ? 'compute' : null);
}

/** Which charges of a resource a line is; `other` where its meter does not tell. */
export const componentOf = (line: Metered, cloud: Cloud): Component =>
  (cloud === 'aws' ? awsComponent(line) : azureComponent(line)) ?? first(UNITS, line.unit ?? '') ?? 'other';

/** Which cloud a resource is of, by its type in the inventory. */
export const cloudOf = (resource_type: string): Cloud => (resource_type.startsWith('AWS::') ? 'aws' : 'azure');

/** Which cloud bills mean by the name of a provider; null for others. */
export const cloudOfProvider = (provider_name: string): Cloud | null =>
  /aws|amazon/i.test(provider_name) ? 'aws' : /azure|microsoft/i.test(provider_name) ? 'azure' : null;

/** Storage classes by what tells them in the usage types of Amazon S3. */
const S3_CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^TimedStorage-ByteHrs/, 'STANDARD'],
  [/^TimedStorage-SIA-/, 'STANDARD_IA'],
  [/^TimedStorage-INT-FA-/, 'INTELLIGENT_TIERING_FREQUENT'],
  [/^TimedStorage-INT-IA-/, 'INTELLIGENT_TIERING_INFREQUENT'],
  [/^TimedStorage-GIR-/, 'GLACIER_IR'],
  [/^TimedStorage-Glacier/, 'GLACIER'],
  [/^TimedStorage-GDA-/, 'DEEP_ARCHIVE'],
];

/** Instances of one type by the hour, in the usage types of Amazon EC2. */
const EC2_HOURS = /^(?:(?:Box|Heavy|Spot|Dedicated|DedicatedRes|HostBox|Sched)Usage|EBSOptimized):(.+)$/;

/**
 * Whether a charge is of what a price is for. Object storage has charges of several prices for one component, by storage
 * class, and the days of a bill may have more than one type of an instance; everywhere else the component tells enough.
 * What a meter does not name may be of any price. Credits of burstable instances cost the same for every type.
 */
export function isPricedAs({ meter }: Pick<Metered, 'meter'>, { service, sku }: PriceKey): boolean {
  if (service === 'ec2-instance') {
    const usage_type = usageTypeOf(meter);
    const type = EC2_HOURS.exec(usage_type)?.[1];
    return type === undefined ? !usage_type.startsWith('CPUCredits') : type === sku;
  }
  if (service === 's3-storage') {
    const usage_type = usageTypeOf(meter);
    const known = S3_CLASSES.find(([pattern]) => pattern.test(usage_type));
    return known === undefined ? !/^(?:TimedStorage|EarlyDelete)-/.test(usage_type) : known[1] === sku;
  }
  if (service !== 'azure-storage') return true;
  const tier = /^(hot|cool|cold|archive)\b/i.exec(meter)?.[1];
  return tier === undefined || sku.toLowerCase().startsWith(`${tier.toLowerCase()}/`);
}
