import { describe, expect, it } from 'vitest';
import { bundledPrice, listPrices } from '../src/recommendations/core/prices/bundled.ts';
import { priceListOf } from '../src/recommendations/core/prices/price-list.ts';
import { wantedPrices } from '../src/recommendations/core/prices/wanted.ts';
import { type PriceRow, priceRowSchema } from '../src/recommendations/core/types.ts';
import { priceKey as key } from './support/price-key.ts';

const row = (text: string, price: number, unit = 'hour'): PriceRow => ({
  ...key(text),
  unit,
  price,
  source: 'price_api',
  source_name: 'a test',
  date: '2026-09-20',
});

describe('the price list', () => {
  const list = priceListOf([
    row('aws ec2-instance eu-central-1 m6i.large', 0.115),
    row('aws ec2-instance eu-central-1 m6i.large', 99),
    row('aws ec2-instance us-east-1 m6i.large', 0.1),
    row('azure azure-vm westeurope Standard_D2s_v5', 0.2),
    row('azure azure-vm westeurope Standard_D4s_v5', 0.4),
  ]);

  it.each([
    ['a given row before the bundled one', 'aws ec2-instance us-east-1 m6i.large', 0.1, 'price_api'],
    ['the first of two given rows', 'aws ec2-instance eu-central-1 m6i.large', 0.115, 'price_api'],
    ['a bundled row', 'aws ec2-instance us-east-1 m6i.xlarge', 0.192, 'bundled'],
    ['a row in any case', 'azure azure-vm WestEurope standard_d2s_V5', 0.2, 'price_api'],
    ['a bundled row in any case', 'azure azure-vm EastUS STANDARD_E8S_V5', 0.504, 'bundled'],
    ['a volume', 'aws ebs-volume eu-central-1 gp3', 0.0952, 'bundled'],
    ['a disk', 'azure azure-disk westeurope P10', 21.68, 'bundled'],
  ])('finds %s', (_, text, price, source) => expect(list.find(key(text))).toMatchObject({ price, source }));

  it.each([
    ['a region that is not known', 'aws ec2-instance eu-north-1 m6i.large'],
    ['a type that is not known', 'aws ec2-instance us-east-1 m6i.huge'],
    ['a service that is not known', 'aws teapot us-east-1 standard'],
    // Ratios are known of these, but no price.
    ['a database without a price', 'aws rds-instance us-east-1 db.r6g.large/postgres/single-az'],
    ['an App Service plan', 'azure azure-app-service-plan eastus P1v3'],
  ])('has no price for %s', (_, text) => expect(list.find(key(text))).toBeNull());

  const pair = (from: string, to: string) => list.pair(key(from), key(to));
  it.each([
    ['given rows', 'azure azure-vm westeurope Standard_D4s_v5', 'azure azure-vm westeurope Standard_D2s_v5', 0.5],
    ['bundled rows', 'aws ebs-volume eu-west-1 gp2', 'aws ebs-volume eu-west-1 gp3', 0.8],
    // One of them has a given row, the other one a bundled row: only the bundled ones are of one list.
    ['rows of one list', 'aws ec2-instance us-east-1 m6i.xlarge', 'aws ec2-instance us-east-1 m6i.large', 0.5],
    ['us-east-1', 'aws ec2-instance ap-south-1 m5.2xlarge', 'aws ec2-instance ap-south-1 m5.xlarge', 0.5],
    ['eastus', 'azure azure-disk japaneast P10', 'azure azure-disk japaneast E10', 9.6 / 19.71],
  ])('compares by %s', (_, from, to, ratio) => {
    const found = pair(from, to);
    expect(found && found.to.price / found.from.price).toBeCloseTo(ratio, 10);
    expect(found?.from.source).toBe(found?.to.source);
    expect(found?.from.region).toBe(found?.to.region);
  });

  it('says from which region a pair is', () => {
    expect(pair('aws ec2-instance ap-south-1 m5.large', 'aws ec2-instance ap-south-1 m6g.large')).toMatchObject({
      from: { region: 'us-east-1', sku: 'm5.large', date: '2026-07-20' },
      to: { region: 'us-east-1', sku: 'm6g.large' },
    });
  });

  it.each([
    ['db.r6g.2xlarge/postgres/single-az', 'db.r6g.xlarge/postgres/single-az', 0.5],
    ['db.r6g.large/mysql/multi-az', 'db.r6g.large/mysql/single-az', 0.5],
    ['db.t4g.medium/mariadb/single-az', 'db.t4g.micro/mariadb/single-az', 0.25],
    ['db.r6g.12xlarge/aurora-mysql/single-az', 'db.r6g.8xlarge/aurora-mysql/single-az', 8 / 12],
    ['db.r6g.large/aurora-mysql/multi-az', 'db.r6g.large/aurora-mysql/single-az', null],
    ['db.r6g.2xlarge/sqlserver-se/single-az', 'db.r6g.xlarge/sqlserver-se/single-az', null],
    ['db.r6g.2xlarge/postgres/single-az', 'db.r5.xlarge/postgres/single-az', null],
    ['db.r6g.2xlarge/postgres/single-az', 'db.r6g.xlarge/mysql/single-az', null],
    ['db.m6g.large/postgres/single-az', 'db.m6g.medium/postgres/single-az', null],
    ['db.serverless/aurora-mysql/single-az', 'db.r6g.xlarge/aurora-mysql/single-az', null],
  ])('knows how prices of a database grow: %s → %s', (from, to, ratio) => {
    const found = pair(`aws rds-instance eu-north-1 ${from}`, `aws rds-instance eu-north-1 ${to}`);
    expect(found && found.to.price / found.from.price).toBe(ratio);
    if (found) expect(found.to).toMatchObject({ unit: 'relative', region: 'eu-north-1', source: 'bundled' });
  });

  it.each([
    ['elasticache-node', 'cache.r6g.2xlarge/redis', 'cache.r6g.large/redis', 0.25],
    ['elasticache-node', 'cache.r6g.2xlarge/redis', 'cache.r6g.large/valkey', null],
    ['azure-flexible-server', 'postgresql/Standard_D8ds_v4', 'postgresql/Standard_D2ds_v4', 0.25],
    ['azure-flexible-server', 'postgresql/Standard_E96ds_v5', 'postgresql/Standard_E48ds_v5', 0.5],
    ['azure-flexible-server', 'postgresql/Standard_B2ms', 'postgresql/Standard_B1ms', null],
    ['azure-flexible-server', 'postgresql/Standard_D8ds_v4', 'mysql/Standard_D4ds_v4', null],
    ['azure-app-service-plan', 'P3v3', 'P1v3', 0.25],
    ['azure-app-service-plan', 'P1v3', 'P0v3', 0.5],
    ['azure-app-service-plan', 'S2', 'S1', 0.5],
    ['azure-app-service-plan', 'P1v3', 'S1', null],
    ['azure-app-service-plan', 'P1v2', 'P0v2', null],
    ['azure-app-service-plan', 'B2', 'B1', null],
    ['azure-snapshot', 'Premium_LRS', 'Standard_LRS', 0.4],
    ['ec2-instance', 'x8aedz.xlarge', 'x8aedz.large', 0.5],
    ['ec2-instance', 'x8aedz.metal-24xl', 'x8aedz.large', null],
  ])('knows how prices of %s grow: %s → %s', (service, from, to, ratio) => {
    const found = pair(`azure ${service} norwayeast ${from}`, `azure ${service} norwayeast ${to}`);
    expect(found && found.to.price / found.from.price).toBe(ratio);
  });

  it.each([
    ['two regions', 'aws ec2-instance us-east-1 m5.large', 'aws ec2-instance us-west-2 m5.large'],
    ['two clouds', 'aws ec2-instance us-east-1 m5.large', 'azure azure-vm us-east-1 Standard_D2s_v5'],
    ['what is not known', 'aws ec2-instance us-east-1 m5.large', 'aws ec2-instance us-east-1 m5.tiny'],
    ['different units', 'aws nat-gateway us-east-1 hour', 'aws nat-gateway us-east-1 gib'],
  ])('does not compare %s', (_, from, to) => expect(pair(from, to)).toBeNull());

  it('keeps every bundled row with source and date, each once', () => {
    const rows = listPrices();
    expect(rows.length).toBeGreaterThan(150);
    for (const one of rows) {
      expect(priceRowSchema.safeParse(one).error, JSON.stringify(one)).toBeUndefined();
      expect(one.price).toBeGreaterThan(0);
      expect(one.source_name.length).toBeGreaterThan(10);
      expect(bundledPrice(one)).toEqual(one);
    }
  });
});

describe('wanted prices', () => {
  const wanted = (resource_type: string, attributes: Record<string, unknown>, region: string | null = 'eu-west-1') =>
    wantedPrices([{ resource_type, region, attributes }]).map(({ service, sku }) => `${service} ${sku}`);

  it('are those of the family, and of what could take its place', () => {
    const skus = wanted('AWS::EC2::Instance', { instance_type: 'm5.large' });
    expect(skus).toEqual(
      expect.arrayContaining(['m5.xlarge', 'm6a.large', 'm8g.large'].map((sku) => `ec2-instance ${sku}`)),
    );
    const databases = wanted('AWS::RDS::DBInstance', { instance_class: 'db.t3.small', engine: 'postgres' });
    expect(databases).toContain('rds-instance db.t4g.micro/postgres/multi-az');
    expect(wanted('AWS::ElastiCache::CacheCluster', { node_type: 'cache.r6g.large', engine: 'redis' })).toContain(
      'elasticache-node cache.r6g.xlarge/redis',
    );
    expect(wanted('microsoft.compute/virtualmachines', { vm_size: 'standard_d4s_v5' })).toContain(
      'azure-vm Standard_D2s_v5',
    );
    expect(wanted('microsoft.dbformysql/flexibleservers', { sku: 'Standard_D4ds_v4' })).toContain(
      'azure-flexible-server mysql/Standard_D2ds_v4',
    );
    expect(wanted('microsoft.storage/storageaccounts', { sku: 'Standard_ZRS' })).toContain(
      'azure-storage cool/Standard_ZRS',
    );
  });

  it('are none where nothing tells them', () => {
    expect(wanted('AWS::EC2::Instance', { instance_type: null })).toEqual([]);
    expect(wanted('AWS::EC2::Volume', {}, null)).toEqual([]);
    expect(wanted('AWS::EC2::Instance', { instance_type: 'z99.large' })).toEqual(['ec2-instance z99.large']);
    expect(wanted('microsoft.compute/virtualmachines', { vm_size: 'Standard_Old' })).toEqual([]);
    expect(wanted('AWS::ECS::Service', {})).toEqual([]);
  });

  it('are each wanted once', () => {
    const volume = { resource_type: 'AWS::EC2::Volume', region: 'eu-west-1', attributes: {} };
    expect(wantedPrices([volume, volume])).toEqual(wantedPrices([volume]));
  });
});
