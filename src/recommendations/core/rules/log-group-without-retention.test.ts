import { describe, expect, it } from 'vitest';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import { type LogGroup, logGroupResource } from '../../../connections/providers/aws/core/inventory/log-groups.ts';
import { logGroupWithoutRetention } from './log-group-without-retention.ts';

interface Change {
  group?: Partial<LogGroup>;
  tags?: { Key: string; Value: string }[];
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ group, tags, use, parameters }: Change) => ({
  resource: logGroupResource(
    PLACE,
    {
      logGroupName: '/aws/lambda/orders',
      creationTime: daysAgo(900).getTime(),
      storedBytes: 10e9,
      logGroupClass: 'STANDARD',
      ...group,
    },
    tags,
  ),
  use,
  parameters,
});

describeCases<Change>(logGroupWithoutRetention, situationOf, {
  found: {
    'keeps 10 GB for ever': {},
    'a byte above 1 GB': { group: { storedBytes: 1e9 + 1 } },
    'of infrequent access': { group: { logGroupClass: 'INFREQUENT_ACCESS' } },
    'whose class is not told': { group: { logGroupClass: undefined } },
  },
  fine: {
    'entries that expire': [{ group: { retentionInDays: 3_653 } }, 'expires'],
    '1 GB': [{ group: { storedBytes: 1e9 } }, 'stored'],
    'less than wanted': [{ parameters: { gigabytes: 10 } }, 'stored'],
    'of delivery, which keeps little': [{ group: { logGroupClass: 'DELIVERY' } }, 'log_class'],
    protected: [{ tags: [{ Key: 'finopsmind:protect', Value: 'true' }] }, 'protected'],
  },
  unknown: { 'size not told': [{ group: { storedBytes: undefined } }, 'stored'] },
});

it('sets a retention that CloudWatch takes, for the group by its whole name', () => {
  expect(changeOf(logGroupWithoutRetention, situationOf({}))).toEqual({
    action: 'logs.set_retention',
    parameters: { log_group_name: '/aws/lambda/orders', retention_days: 90 },
  });
  expect(logGroupWithoutRetention.parameters.safeParse({ retention_days: 365 }).success).toBe(true);
  expect(logGroupWithoutRetention.parameters.safeParse({ retention_days: 91 }).success).toBe(false);
});

describe('what is saved', () => {
  const planFor = (incoming: Measured, retention_days = 90) =>
    planOf(logGroupWithoutRetention, situationOf({ use: incoming, parameters: { retention_days } }));
  const aDay = (bytes: number): Measured => ({ incoming_bytes: { total: bytes } });

  it('is what is stored beyond all that came in, even if none of it were compressed', () => {
    expect(planFor(aDay(20e6))).toMatchObject([{ kind: 'share', share: 0.82, of: ['storage'] }]);
    expect(planFor(aDay(0))).toMatchObject([{ kind: 'share', share: 1 }]);
  });

  it('is not known where as much may have come in', () => {
    expect(planFor(aDay(10e9 / 90))).toMatchObject([
      { kind: 'unknown', because: expect.stringContaining('compressed') },
    ]);
    expect(planFor(aDay(1e9))).toMatchObject([{ kind: 'unknown' }]);
  });

  it('is not known where what comes in is not measured', () => {
    expect(planFor({})).toMatchObject([{ kind: 'unknown', because: expect.stringContaining('not measured') }]);
    expect(planFor({ incoming_bytes: { total: Array(26).fill(20e6) } })).toMatchObject([{ kind: 'unknown' }]);
    expect(planFor({ incoming_bytes: { total: Array(27).fill(20e6) } })).toMatchObject([{ kind: 'share' }]);
  });

  it('is told with the days that it rests on', () => {
    const { confidence } = findingOf(logGroupWithoutRetention, situationOf({ use: aDay(20e6) }));
    expect(confidence).toMatchObject({
      level: 'medium',
      reasons: expect.arrayContaining([expect.stringContaining('20 MB')]),
    });
  });
});
