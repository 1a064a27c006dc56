import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Action, changeSchema } from '../../../recommendations/core/change.ts';
import { fieldsOf, parametersOf, typedFrom } from './parameters.ts';

const schemaOf = (action: Action) => {
  const option = changeSchema.options.find((one) => one.shape.action.value === action);
  return { parameters_schema: z.toJSONSchema(option!.shape.parameters) as Record<string, unknown> };
};

const EC2 = 'arn:aws:ec2:eu-central-1:111111111111:';
const CASES: [Action, string, Record<string, unknown>, Record<string, string | number | boolean>, unknown][] = [
  [
    'ec2.resize_instance',
    `${EC2}instance/i-1`,
    { instance_type: 'm5.large' },
    { instance_type: 'm7g.large' },
    { instance_id: 'i-1', instance_type: 'm7g.large', from_instance_type: 'm5.large' },
  ],
  [
    'ec2.modify_volume',
    `${EC2}volume/vol-1`,
    { volume_type: 'gp2', size_gib: 100, iops: 300, throughput_mibps: null },
    { volume_type: 'gp3', iops: '' },
    {
      volume_id: 'vol-1',
      volume_type: 'gp3',
      from_volume_type: 'gp2',
      size_gib: 100,
      iops: null,
      throughput_mibps: null,
      from_iops: 300,
      from_throughput_mibps: null,
    },
  ],
  [
    'ec2.release_address',
    `${EC2}elastic-ip/eipalloc-1`,
    { allocation_id: 'eipalloc-1', public_ip: '203.0.113.5', association_id: null },
    {},
    { allocation_id: 'eipalloc-1', public_ip: '203.0.113.5', association_id: null },
  ],
  [
    'rds.modify_instance',
    'arn:aws:rds:eu-central-1:111111111111:db:shop',
    { instance_class: 'db.m5.large', multi_az: true, engine_version: '16.1' },
    { multi_az: false },
    { db_instance_identifier: 'shop', multi_az: false, from: { multi_az: true } },
  ],
  [
    'logs.set_retention',
    'arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/shop',
    { retention_days: null },
    { retention_days: 30 },
    { log_group_name: '/aws/lambda/shop', retention_days: 30 },
  ],
  [
    's3.add_lifecycle_rule',
    'arn:aws:s3:::logs',
    {},
    { rule_id: 'tidy', transitions: '[{"days":30,"storage_class":"GLACIER"}]', abort_multipart_days: 7 },
    {
      bucket: 'logs',
      rule_id: 'tidy',
      transitions: [{ days: 30, storage_class: 'GLACIER' }],
      noncurrent_expiration_days: null,
      abort_multipart_days: 7,
    },
  ],
];

describe('parameters of a change', () => {
  it.each(CASES)('of %s are those that the API takes', (action, resource_id, attributes, typed, expected) => {
    const resource = { resource_id, attributes };
    const fields = fieldsOf(schemaOf(action), resource);
    const { parameters, problems } = parametersOf(fields, { ...typedFrom(fields, resource), ...typed }, resource);
    expect(problems).toEqual({});
    expect(parameters).toEqual(expected);
    expect(changeSchema.safeParse({ action, parameters }).error).toBeUndefined();
  });

  it('say what is missing or can’t be read', () => {
    const resource = { resource_id: 'arn:aws:s3:::logs', attributes: {} };
    const fields = fieldsOf(schemaOf('s3.add_lifecycle_rule'), resource);
    const typed = { ...typedFrom(fields, resource), transitions: '[' };
    expect(parametersOf(fields, typed, resource).problems).toEqual({
      rule_id: 'Must be given',
      transitions: 'Must be JSON',
    });
  });

  it('are not asked for where the resource tells them', () => {
    const resource = { resource_id: `${EC2}instance/i-1`, attributes: { instance_type: 'm5.large' } };
    const asked = fieldsOf(schemaOf('ec2.resize_instance'), resource).filter(({ is_given }) => !is_given);
    expect(asked.map(({ name, label, kind }) => [name, label, kind])).toEqual([
      ['instance_type', 'Instance type', 'text'],
    ]);
  });
});
