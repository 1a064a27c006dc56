import type { InventoryResource } from '../../src/connections/core/inventory.ts';
import {
  type Ec2Instance,
  type Ec2InstanceType,
  instanceResource,
} from '../../src/connections/providers/aws/core/inventory/instances.ts';
import {
  type DbInstance,
  dbInstanceResource,
} from '../../src/connections/providers/aws/core/inventory/rds-instances.ts';
import type { BillLine } from '../../src/recommendations/core/bill.ts';
import type { PriceRow } from '../../src/recommendations/core/types.ts';
import { daysAgo, PLACE } from './rule-cases.ts';

const USUAL_TYPE: Ec2InstanceType = { CurrentGeneration: true, BareMetal: false, InstanceStorageSupported: false };

/** An ordinary instance of Linux that runs, by itself, as AWS tells of it; `type` is null where AWS does not know it. */
export const ec2Instance = (
  instance: Partial<Ec2Instance> = {},
  type: Ec2InstanceType | null = USUAL_TYPE,
): InventoryResource =>
  instanceResource(
    PLACE,
    {
      InstanceId: 'i-1',
      InstanceType: 'm5.xlarge',
      State: { Name: 'running' },
      Architecture: 'x86_64',
      PlatformDetails: 'Linux/UNIX',
      Placement: { AvailabilityZone: 'us-east-1a', Tenancy: 'default' },
      EnaSupport: true,
      RootDeviceType: 'ebs',
      NetworkInterfaces: [{ Attachment: { DeviceIndex: 0, AttachTime: daysAgo(100) } }],
      ...instance,
    },
    type ?? undefined,
  );

/** The network interface of an instance that was made so many days ago. */
export const madeDaysAgo = (days: number): Partial<Ec2Instance> => ({
  NetworkInterfaces: [{ Attachment: { DeviceIndex: 0, AttachTime: daysAgo(days) } }],
});

/** Tags that make an instance a member of something. */
export const IN_GROUP: Partial<Ec2Instance> = { Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'web' }] };
export const IN_CLUSTER: Partial<Ec2Instance> = { Tags: [{ Key: 'eks:cluster-name', Value: 'shop' }] };
export const PROTECTED = [{ Key: 'finopsmind:protect', Value: 'true' }];

/** An ordinary database of PostgreSQL, by itself, as AWS tells of it. */
export const database = (instance: Partial<DbInstance> = {}): InventoryResource =>
  dbInstanceResource(PLACE, {
    DBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
    DBInstanceIdentifier: 'orders',
    DBInstanceClass: 'db.m5.xlarge',
    DBInstanceStatus: 'available',
    Engine: 'postgres',
    EngineVersion: '16.9',
    EngineLifecycleSupport: 'open-source-rds-extended-support',
    MultiAZ: false,
    AvailabilityZone: 'us-east-1a',
    AllocatedStorage: 100,
    InstanceCreateTime: daysAgo(100),
    ...instance,
  });

/** A price of the cloud's own list. */
export const priceRow = (service: string, sku: string, price: number): PriceRow => ({
  provider: 'aws',
  service,
  region: 'us-east-1',
  sku,
  unit: 'hour',
  price,
  source: 'price_api',
  source_name: 'test',
  date: '2026-11-01',
});

/** Thirty days of a charge, from the 26th of October: 22 weekdays and 8 days of weekends. */
export const billLine = (meter: string, quantities: Partial<BillLine> = {}): BillLine => ({
  meter,
  description: '',
  service: 'Amazon Elastic Compute Cloud',
  region: 'us-east-1',
  unit: 'Hrs',
  pricing_category: 'Standard',
  commitment_id: null,
  commitment_name: null,
  currency: 'USD',
  effective: '100',
  list: '100',
  contracted: '100',
  quantity: 720,
  weekend_quantity: 192,
  first_day: '2026-10-26',
  last_day: '2026-11-24',
  days: 30,
  ...quantities,
});
