import { describe, expect, it } from 'vitest';
import type { Change } from '../../recommendations/core/change.ts';
import type { Condition, Inspection } from './action.ts';
import { blockersOf, isProtected } from './blockers.ts';
import { isAbout, isSameChange } from './named.ts';
import { redacted } from './redact.ts';
import { stopFor, stopInWords } from './stops.ts';

describe('a protected resource', () => {
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ 'finopsmind:protect': 'true' }, true],
    [{ 'finopsmind:protect': '' }, true],
    [{ 'FinOpsMind:Protect': 'yes' }, true],
    [{ 'finopsmind:protect': ' False ' }, false],
    [{ protect: 'true' }, false],
  ])('is known by its tag: %j', (tags, is_protected) => expect(isProtected(tags)).toBe(is_protected));
});

describe('what keeps a change from being made', () => {
  const condition = (result: Condition['result']): Condition => ({
    condition: result,
    text: result,
    result,
    detail: `It is ${result}.`,
  });
  const inspection: Inspection = {
    exists: true,
    tags: {},
    state: {},
    before: {},
    after: {},
    conditions: [condition('met'), condition('warning')],
    dependents: [],
    is_done: false,
  };

  it('is nothing where conditions are met, or only warn', () => expect(blockersOf(inspection)).toEqual([]));
  it('is what is not met or not known, and a tag', () =>
    expect(
      blockersOf({
        ...inspection,
        tags: { 'finopsmind:protect': '' },
        conditions: [condition('not_met'), condition('unknown'), condition('warning')],
      }),
    ).toEqual([expect.stringContaining('finopsmind:protect'), 'It is not_met.', 'It is unknown.']));
  it('is that it is gone, before all else', () =>
    expect(blockersOf({ ...inspection, exists: false, conditions: [condition('not_met')] })).toEqual([
      'The resource is not there any more.',
    ]));
});

describe('a change is about a resource', () => {
  const arn = (rest: string): string => `arn:aws:${rest}`;
  it.each<[Change, string, boolean]>([
    [
      { action: 'ec2.delete_volume', parameters: { volume_id: 'vol-1' } },
      arn('ec2:eu-central-1:111111111111:volume/vol-1'),
      true,
    ],
    [
      { action: 'ec2.delete_volume', parameters: { volume_id: 'vol-1' } },
      arn('ec2:eu-central-1:111111111111:volume/vol-11'),
      false,
    ],
    [
      { action: 'ec2.delete_volume', parameters: { volume_id: '1' } },
      arn('ec2:eu-central-1:111111111111:volume/vol-1'),
      false,
    ],
    [
      { action: 'rds.stop_instance', parameters: { db_instance_identifier: 'orders' } },
      arn('rds:eu-central-1:111111111111:db:orders'),
      true,
    ],
    [
      { action: 'logs.set_retention', parameters: { log_group_name: '/aws/lambda/orders', retention_days: 30 } },
      arn('logs:eu-central-1:111111111111:log-group:/aws/lambda/orders:*'),
      true,
    ],
    [
      { action: 'logs.set_retention', parameters: { log_group_name: 'orders', retention_days: 30 } },
      arn('logs:eu-central-1:111111111111:log-group:/aws/lambda/orders'),
      false,
    ],
    [
      {
        action: 's3.add_lifecycle_rule',
        parameters: {
          bucket: 'logs',
          rule_id: 'finopsmind',
          transitions: [],
          noncurrent_expiration_days: null,
          abort_multipart_days: 7,
        },
      },
      arn('s3:::logs'),
      true,
    ],
    [{ action: 'azure.delete_disk', parameters: {} }, '/subscriptions/1/disks/a', true],
  ])('%j of %s: %s', (change, resource_id, is_about) => expect(isAbout(change, resource_id)).toBe(is_about));

  it('is the same whatever the order of its members', () => {
    const change: Change = {
      action: 'lambda.set_memory',
      parameters: { function_name: 'a', memory_mib: 128, from_memory_mib: 256 },
    };
    const stored: Change = {
      parameters: { memory_mib: 128, function_name: 'a', from_memory_mib: 256 },
      action: 'lambda.set_memory',
    };
    expect(isSameChange(change, stored)).toBe(true);
    expect(isSameChange({ ...change, parameters: { ...change.parameters, memory_mib: 129 } }, stored)).toBe(false);
    expect(isSameChange(null, stored)).toBe(false);
  });
});

it('secrets in answers of clouds are hidden, and nothing else', () => {
  const answer = {
    ok: true,
    body: {
      MemorySize: 128,
      Environment: { Variables: { TOKEN: 'a secret', EMPTY: '' } },
      Reservations: [{ Instances: [{ UserData: 'IyEvYmluL3No', InstanceId: 'i-1' }] }],
      properties: { osProfile: { adminPassword: 'x', adminUsername: 'ada', customData: null } },
    },
  };
  expect(redacted(answer)).toEqual({
    ok: true,
    body: {
      MemorySize: 128,
      Environment: { Variables: { TOKEN: '[redacted]', EMPTY: '[redacted]' } },
      Reservations: [{ Instances: [{ UserData: '[redacted]', InstanceId: 'i-1' }] }],
      properties: { osProfile: { adminPassword: '[redacted]', adminUsername: 'ada', customData: null } },
    },
  });
});

describe('a stop', () => {
  const stop = (provider_id: string | null, reason: string) => ({
    provider_id,
    reason,
    stopped_by: 'Ada',
    stopped_at: '2026-11-26T00:00:00.000Z',
  });
  it('of all counts before that of a connection', () => {
    expect(stopFor([stop('p', 'Own'), stop(null, 'All')], 'p')?.reason).toBe('All');
    expect(stopFor([stop('p', 'Own')], 'p')?.reason).toBe('Own');
    expect(stopFor([stop('q', 'Another')], 'p')).toBeNull();
  });
  it('says who has stopped what, and why', () => {
    expect(stopInWords(stop('p', 'An incident'))).toBe(
      'It waits: Ada has stopped changes of this connection (An incident).',
    );
  });
});
