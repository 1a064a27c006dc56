import { describe, expect, it } from 'vitest';
import { daysToRead, monthsKept, wholeThrough } from './months.ts';
import { regionOf } from './regions.ts';

it('months reach from the oldest that is kept to the current one', () => {
  expect(monthsKept('2026-08-15', '2026-09-20')).toEqual(['2026-08-01', '2026-09-01']);
  expect(monthsKept('2000-01-01', '2026-01-31')).toHaveLength(14);
  expect(monthsKept('2000-01-01', '2026-01-31')[0]).toBe('2024-12-01');
});

describe('the days of a month', () => {
  it.each([
    ['2026-08-01', '2026-09-20', '2026-09-01', null],
    ['2026-08-01', '2026-09-02', '2026-09-01', null],
    ['2026-08-01', '2026-09-01', '2026-09-01', '2026-08-30'],
    ['2026-09-01', '2026-09-30', '2026-10-01', '2026-09-28'],
    ['2026-09-01', '2026-09-01', '2026-09-02', '2026-08-30'],
  ])('%s on %s end before %s and are whole through %s', (month, today, end, whole) => {
    expect(daysToRead(month, today)).toEqual({ start: month, end });
    expect(wholeThrough(month, today)).toBe(whole);
  });
});

describe('the region of a usage type', () => {
  it.each([
    ['BoxUsage:m5.large', 'Amazon Elastic Compute Cloud - Compute', 'us-east-1'],
    ['EUC1-BoxUsage:m5.large', 'Amazon Elastic Compute Cloud - Compute', 'eu-central-1'],
    ['EU-EBS:VolumeUsage.gp3', 'EC2 - Other', 'eu-west-1'],
    ['APS3-USE1-AWS-Out-Bytes', 'EC2 - Other', 'ap-south-1'],
    ['QQQ7-BoxUsage', 'Amazon Elastic Compute Cloud - Compute', null],
    ['EU-Requests-Tier1', 'Amazon CloudFront', null],
    ['HostedZone', 'Amazon Route 53', null],
    ['Global-Resolver-Hours', 'Some service', null],
    ['NoUsageType', 'Tax', null],
    ['eu-central-1-KMS-Requests', 'AWS Key Management Service', 'eu-central-1'],
    ['ap-southeast-2-KMS-Keys', 'AWS Key Management Service', 'ap-southeast-2'],
    ['eu-central-2a-API-Requests', 'Some service', 'eu-central-2'],
    ['us-east-1-KMS-Requests', 'AWS Key Management Service', 'us-east-1'],
    ['VPN-Usage-Hours:ipsec.1', 'Amazon Virtual Private Cloud', 'us-east-1'],
    ['AWS-Out-Bytes', 'EC2 - Other', 'us-east-1'],
    ['EU-AWS-Out-Bytes', 'EC2 - Other', 'eu-west-1'],
    ['CPT-BoxUsage:t3.micro', 'Amazon Elastic Compute Cloud - Compute', 'af-south-1'],
    ['USW2:PI_API', 'Some service', 'us-west-2'],
    ['USW2WL1LAS1-BoxUsage:t3.medium', 'Amazon Elastic Compute Cloud - Compute', 'us-west-2'],
    ['LAX1-BoxUsage:t3.medium', 'Amazon Elastic Compute Cloud - Compute', null],
    ['JP-Lambda-Edge-Request', 'AWS Lambda', null],
  ])('%s of %s is %s', (usage_type, service, region) => {
    expect(regionOf(usage_type, service)).toBe(region);
  });
});
