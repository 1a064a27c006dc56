import { describe, expect, it } from 'vitest';
import {
  nameText,
  priceText,
  scalarText,
  seriesTitle,
  settingText,
  settingTitle,
  sourcesText,
  sourceTitle,
  unitText,
  windowText,
} from './words.ts';

const FORMATS = { locale: 'en-GB', timezone: 'UTC' };

describe('words of recommendations', () => {
  it.each([
    ['instance_type', 'Instance type'],
    ['vcpus', 'vCPUs'],
    ['memory_gib', 'Memory GiB'],
    ['multi_az', 'Multi AZ'],
    ['iops', 'IOPS'],
  ])('reads the name %s as %s', (name, text) => expect(nameText(name)).toBe(text));

  it.each([
    [null, null, null],
    [true, null, 'yes'],
    [false, null, 'no'],
    ['running', 'ignored', 'running'],
    [0, '%', '0 %'],
    [3.219_87, '%', '3.22 %'],
    [412, 'days', '412 days'],
    [12_345.6, null, '12,346'],
  ])('writes the value %s with the unit %s as %s', (value, unit, text) =>
    expect(scalarText(value, unit, FORMATS)).toBe(text),
  );

  it.each([
    ['size_gib', 6_085, 'Size', '6,085 GiB'],
    ['memory_mib', 65_536, 'Memory', '65,536 MiB'],
    ['stored_bytes', 6_907_796_020_932, 'Stored', '6.9 TB'],
    ['retention_days', 90, 'Retention', '90 days'],
    ['retention_days', null, 'Retention', null],
    ['vpc_id', 'vpc-1', 'VPC ID', 'vpc-1'],
    ['public_ip', 'released', 'Public IP', 'released'],
    ['nodes', 3, 'Nodes', '3'],
  ])('writes the setting %s of %s as %s, %s', (name, value, title, text) =>
    expect([settingTitle(name), settingText(name, value, FORMATS)]).toEqual([title, text]),
  );

  it.each([
    [[], ''],
    [['own_bill', 'own_bill'], 'Own bill.'],
    [['own_bill', 'prices'], 'Own bill, and list prices.'],
    [['own_bill', 'own_bill_and_prices', 'prices'], 'Own bill, and prices for what it becomes.'],
  ] as const)('says of lines from %j where they come from: %s', (sources, text) =>
    expect(sourcesText(sources.map((source) => ({ source })))).toBe(text),
  );

  it('cites a price with its source and day', () => {
    const row = {
      provider: 'aws',
      service: 'ebs-volume',
      region: 'eu-central-1',
      sku: 'gp3',
      unit: 'gib_month',
      price: 0.0952,
      source: 'bundled',
      source_name: 'AWS Price List',
      date: '2026-11-01',
    } as const;
    expect(priceText(row, FORMATS)).toBe('gp3 in eu-central-1: US$0.0952 a GiB month (AWS Price List, 1 Nov 2026)');
    const relative = { ...row, sku: 'db.m6i.xlarge/postgres/single-az', unit: 'relative', price: 2 };
    expect(priceText(relative, FORMATS)).toBe(
      'db.m6i.xlarge/postgres/single-az: in proportion 2, by how its family is priced (AWS Price List, 1 Nov 2026)',
    );
  });

  it('keeps what it has no word for', () => {
    expect(sourceTitle('azure-advisor')).toBe('Azure Advisor');
    expect(sourceTitle('constructor')).toBe('constructor');
    expect(unitText('thousand_objects_month')).toBe('thousand objects month');
  });

  it('says which days a window has: its end is not one of them', () =>
    expect(windowText({ start: '2026-10-26', end: '2026-11-25' }, FORMATS)).toBe('26 Oct to 24 Nov 2026'));

  it('says what a series tells', () => expect(seriesTitle('cpu_percent', 'p99')).toBe('CPU, 99th percentile'));
});
