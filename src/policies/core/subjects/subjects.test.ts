import { describe, expect, it } from 'vitest';
import type { ResourceBillLine } from '../../../costs/core/resource-bills.ts';
import { labelSettingsSchema } from '../../../recommendations/core/labels.ts';
import { namedOnly } from '../named-facts.ts';
import { afterChange } from './after.ts';
import { billedOf, hoursOf, UNBILLED } from './bill.ts';
import { hasPublicAddress, sizeOf } from './configuration.ts';
import { isRemoval } from './remediation.ts';
import { resourceSubject } from './resource.ts';

const line = (given: Partial<ResourceBillLine>): ResourceBillLine => ({
  meter: 'EUC1-BoxUsage:m5.large',
  description: '',
  service: 'Amazon Elastic Compute Cloud',
  region: 'eu-central-1',
  unit: 'Hrs',
  pricing_category: 'Standard',
  commitment_id: null,
  commitment_name: null,
  currency: 'USD',
  effective: '10',
  list: '12',
  contracted: null,
  quantity: 240,
  weekend_quantity: 0,
  first_day: '2026-03-02',
  last_day: '2026-03-13',
  days: 10,
  ...given,
});

describe('what a bill says of a resource', () => {
  it('is added up exactly, by what is covered, spot, or neither', () => {
    const lines = [
      line({ effective: '0.1' }),
      line({ effective: '0.2', commitment_id: 'sp', pricing_category: 'Committed' }),
      line({ effective: '0.1', pricing_category: 'Dynamic', list: null }),
    ];
    expect(billedOf(lines)).toEqual({
      monthly_cost: '0.4',
      currency: 'USD',
      facts: {
        monthly_cost: 0.4,
        currency: 'USD',
        list_monthly_cost: null,
        on_demand_monthly_cost: 0.1,
        commitment_coverage_percent: 50,
      },
    });
  });

  it('is nothing without lines, or in several currencies', () => {
    expect(billedOf([])).toEqual(UNBILLED);
    expect(billedOf([line({}), line({ currency: 'EUR' })])).toEqual(UNBILLED);
  });

  it('tells how long it ran, on weekdays and weekends', () => {
    // Two weeks from Monday on: 10 weekdays of 24 hours, and nothing on the 2 weekends.
    expect(hoursOf([line({})], 'aws', '2026-03-16')).toEqual({
      hours_running: 240,
      hours_per_weekday: 24,
      hours_per_weekend_day: 0,
    });
    expect(hoursOf([line({ quantity: null })], 'aws', '2026-03-16')).toEqual({});
    expect(hoursOf([line({ meter: 'EBS:VolumeUsage.gp3', unit: 'GB-Mo' })], 'aws', '2026-03-16')).toEqual({});
  });
});

describe('the configuration of a resource', () => {
  it.each([
    ['AWS::EC2::Instance', { public_ip: '203.0.113.1' }, true],
    ['AWS::EC2::Instance', { public_ip: null, public_addresses: [] }, false],
    ['AWS::EC2::EIP', {}, true],
    ['AWS::RDS::DBInstance', { publicly_accessible: false }, false],
    ['AWS::RDS::DBInstance', {}, null],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', { scheme: 'internet-facing' }, true],
    ['microsoft.network/publicipaddresses', { version: 'IPv6' }, false],
    ['microsoft.network/networkinterfaces', { public_ip_ids: ['x'] }, true],
    ['AWS::S3::Bucket', {}, null],
  ])('%s %j has a public address: %s', (type, attributes, wanted) => {
    expect(hasPublicAddress(type, attributes, false)).toBe(wanted);
  });

  it('has a size, by any of its names', () => {
    expect(sizeOf({ instance_class: 'db.t3.micro' })).toBe('db.t3.micro');
    expect(sizeOf({ sku: '' })).toBeNull();
  });
});

const TAGS = { Team: 'core', Env: 'dev', owner: 'Ada@Example.com' };
const subjectOf = (
  type: string,
  attributes: Record<string, unknown>,
  status: string,
  tags: Record<string, string> = TAGS,
) =>
  resourceSubject(
    {
      id: 'page',
      resource_id: 'arn',
      resource_type: type,
      name: 'web',
      account_id: '1',
      region: 'eu-central-1',
      status,
      created_at: '2026-03-01T23:00:00Z',
      first_seen_at: '2026-03-02T00:00:00Z',
      tags,
      attributes,
    },
    {
      billed: billedOf([line({})]),
      hours: { hours_running: 240 },
      recommendations: { open: 1, monthly_savings: 4 },
      account: { id: '1' },
      with_public_interface: false,
    },
    {
      now: new Date('2026-03-10T01:00:00Z'),
      labels: labelSettingsSchema.parse({}),
      members: new Set(['ada@example.com']),
    },
  );

describe('a resource', () => {
  it('is seen with its tags, age, owner and cost', () => {
    const { facts, ...told } = subjectOf('AWS::EC2::Instance', { instance_type: 'm5.large' }, 'running');
    expect(told).toMatchObject({ subject_id: 'arn', page_id: 'page', owner: 'Ada@Example.com', monthly_cost: '10' });
    expect(facts.resource).toMatchObject({
      age_days: 9,
      environment: 'dev',
      production: false,
      owner_is_member: true,
      team: 'core',
      size: 'm5.large',
      open_recommendations: 1,
    });
  });

  it('has no team nor owner where their tags are blank', () => {
    const { facts } = subjectOf('AWS::EC2::Instance', {}, 'running', { team: ' ', owner: '' });
    expect(facts.resource).toMatchObject({ team: null, owner: null, owner_is_member: false });
  });

  it('is judged as it would be after a change', () => {
    const change = {
      action: 'ec2.resize_instance',
      parameters: { instance_id: 'i-1', instance_type: 'm5.xlarge', from_instance_type: 'm5.large' },
      after: { instance_type: 'm5.xlarge' },
      monthly_savings: '-2.5',
      currency: 'USD',
    };
    const after = afterChange(subjectOf('AWS::EC2::Instance', { instance_type: 'm5.large' }, 'running'), change);
    expect(after.facts.resource).toMatchObject({ size: 'm5.xlarge', state: 'running', hours_running: null });
    expect(after.facts.resource?.attributes).toEqual({ instance_type: 'm5.xlarge' });
    expect(after.facts.cost).toEqual({ monthly_cost: 12.5, currency: 'USD' });
    const stopped = { ...change, parameters: {}, after: { state: 'stopped' }, monthly_savings: null };
    expect(afterChange(subjectOf('AWS::EC2::Instance', {}, 'running'), stopped).facts).toMatchObject({
      resource: { state: 'stopped' },
      cost: { monthly_cost: null },
    });
    const off = { ...stopped, after: { power_state: 'deallocated' } };
    const machine = subjectOf('microsoft.compute/virtualmachines', {}, 'PowerState/running');
    expect(afterChange(machine, off).facts.resource?.state).toBe('PowerState/deallocated');
    const foreign = { ...change, currency: 'EUR' };
    expect(afterChange(subjectOf('AWS::EC2::Instance', {}, 'running'), foreign).facts.cost).toMatchObject({
      monthly_cost: null,
    });
  });

  it.each([
    ['ec2.delete_volume', true],
    ['ec2.terminate_instance', true],
    ['ec2.release_address', true],
    ['azure.delete_sql_database', true],
    ['ec2.stop_instance', false],
    ['ec2.delete_volumes_of_stopped_instance', false],
  ])('is not there any more after %s: %s', (action, expected) => {
    expect(isRemoval(action)).toBe(expected);
  });
});

describe('what is sent to threads', () => {
  it('is what expressions name, and all tags where one is', () => {
    const { facts } = subjectOf('AWS::EC2::Instance', { vcpus: 2 }, 'running');
    const named = namedOnly(['resource.region', 'resource.attributes.vcpus', 'tags.owner', 'now'])(facts);
    expect(named).toEqual({
      now: facts.now,
      tags: facts.tags,
      resource: { region: 'eu-central-1', attributes: { vcpus: 2 } },
    });
    expect(namedOnly(['account', 'account.id'])(facts)).toEqual({ now: facts.now, account: { id: '1' } });
  });
});
