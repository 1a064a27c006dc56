import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExpressions } from '../expressions.ts';
import { compilePolicy } from '../judge.ts';
import { policyBodySchema } from '../policy.ts';
import { policyOf, TEMPLATES, templateAnswers } from './index.ts';

const template = (id: string) => TEMPLATES.find((one) => one.id === id)!;
const NOW = '2026-11-26T12:00:00Z';

describe('templates', () => {
  it('lists every file of the folder', () => {
    const beside = ['index', 'template', 'quoting', 'templates.test'];
    const files = readdirSync(import.meta.dirname).map((name) => name.replace(/\.ts$/, ''));
    expect(TEMPLATES.map(({ id }) => id).toSorted()).toEqual(files.filter((name) => !beside.includes(name)).toSorted());
  });

  it.each(templateAnswers())('$id makes a policy without errors', ({ policy }) => {
    expect(policyBodySchema.parse(policy)).toEqual(policy);
    expect(checkExpressions(policy)).toEqual([]);
  });

  it.each(TEMPLATES)('$id takes any parameters: they stay texts and numbers', (one) => {
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('" || true || "', '\\"', 'Größe\n\u2028\u0000'),
    );
    const value = (type: string) =>
      type === 'texts'
        ? fc.array(text, { maxLength: 5 })
        : type === 'number'
          ? fc.double({ min: 0, max: 1e9, noNaN: true })
          : text;
    const values = fc.record(Object.fromEntries(one.parameters.map(({ name, type }) => [name, value(type)])));
    fc.assert(
      fc.property(values, (given) => {
        expect(checkExpressions(policyOf(one, given))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('takes defaults for what does not fit', () => {
    expect(policyOf(template('maximum-age'), { days: 'many', types: ['a'] }).must_hold).toBe(
      'resource.age_days <= 180',
    );
  });

  it.each([
    ['required-tags', {}, { tags: { owner: 'a', environment: 'dev', 'cost-center': '7' } }, 'kept'],
    ['required-tags', {}, { tags: { owner: '', environment: 'dev', 'cost-center': '7' } }, 'broken'],
    ['allowed-tag-values', {}, { tags: { environment: 'prod' } }, 'broken'],
    ['allowed-tag-values', {}, { tags: {} }, 'not_applicable'],
    ['allowed-tag-values', { values: ['" || true || "'] }, { tags: { environment: 'prod' } }, 'broken'],
    ['owner-exists', {}, { resource: { owner_is_member: false } }, 'broken'],
    ['owner-exists', { owners: ['Web'] }, { resource: { owner_is_member: false, owner: 'WEB' } }, 'kept'],
    ['allowed-regions', {}, { resource: { region: 'us-east-1' } }, 'broken'],
    ['allowed-regions', {}, { resource: {} }, 'not_applicable'],
    ['allowed-sizes', {}, { resource: { type: 'AWS::EC2::Instance', size: 'p4d.24xlarge' } }, 'broken'],
    ['allowed-sizes', {}, { resource: { type: 'AWS::EC2::Instance', size: 't3.micro' } }, 'kept'],
    ['maximum-monthly-cost', {}, { cost: { monthly_cost: 1000.01, currency: 'USD' } }, 'broken'],
    ['maximum-monthly-cost', {}, { cost: { monthly_cost: 1000.01, currency: 'EUR' } }, 'not_applicable'],
    [
      'no-large-on-demand',
      {},
      {
        resource: { type: 'AWS::EC2::Instance' },
        cost: { on_demand_monthly_cost: 600, commitment_coverage_percent: 10, currency: 'USD' },
      },
      'broken',
    ],
    [
      'no-large-on-demand',
      {},
      {
        resource: { type: 'AWS::S3::Bucket' },
        cost: { on_demand_monthly_cost: 600, commitment_coverage_percent: 0, currency: 'USD' },
      },
      'not_applicable',
    ],
    [
      'no-large-on-demand',
      {},
      {
        resource: { type: 'microsoft.compute/virtualmachines' },
        cost: { on_demand_monthly_cost: 600, commitment_coverage_percent: 60, currency: 'USD' },
      },
      'kept',
    ],
    [
      'office-hours',
      {},
      { resource: { production: false, hours_per_weekday: 24, hours_per_weekend_day: 24 } },
      'broken',
    ],
    ['office-hours', {}, { resource: { production: true, hours_per_weekday: 24 } }, 'not_applicable'],
    ['no-public-ipv4', {}, { resource: { environment: 'Dev', public_ip: true } }, 'broken'],
    ['maximum-age', {}, { resource: { type: 'AWS::EC2::Snapshot', age_days: 181 } }, 'broken'],
    ['maximum-age', {}, { resource: { type: 'AWS::EC2::Snapshot' } }, 'unknown'],
    ['findings-in-time', {}, { finding: { monthly_savings: 100, currency: 'USD', age_days: 31 } }, 'broken'],
    ['budget-is-watched', {}, { budget: { thresholds: 2 } }, 'broken'],
    ['careful-in-production', {}, { remediation: { destructive: true } }, 'broken'],
    [
      'careful-in-production',
      {},
      { remediation: { destructive: true }, resource: { production: false } },
      'not_applicable',
    ],
    ['allowed-target-sizes', {}, { remediation: { target_size: 'x1e.32xlarge' } }, 'broken'],
  ])('%s with %j judges %j: %s', (id, values, facts, outcome) => {
    expect(compilePolicy(policyOf(template(id), values)).judge({ now: NOW, ...facts }).outcome).toBe(outcome);
  });
});
