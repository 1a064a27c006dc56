import { expect, it } from 'vitest';
import { database, PROTECTED } from '../../../../test/support/machines.ts';
import { daysAgo, describeCases, findingOf, type Measured, planOf } from '../../../../test/support/rule-cases.ts';
import type { DbInstance } from '../../../connections/providers/aws/core/inventory/rds-instances.ts';
import { rdsIdle } from './rds-idle.ts';

interface Change {
  instance?: Partial<DbInstance>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ instance, use, parameters }: Change) => ({
  resource: database(instance),
  use: { connections: { maximum: 0 }, cpu_percent: { maximum: 3 }, ...use },
  parameters,
});
const known = (days: number, value: number) => Array.from({ length: 30 }, (_, day) => (day < days ? value : null));

describeCases<Change>(rdsIdle, situationOf, {
  found: {
    'nobody connected': {},
    'a replica': { instance: { ReadReplicaSourceDBInstanceIdentifier: 'orders' } },
    '14 days old': { instance: { InstanceCreateTime: daysAgo(14) } },
    'measured on 14 days': { use: { connections: { maximum: known(14, 0) } } },
    'a limit of its own': { use: { connections: { maximum: 2 } }, parameters: { connections_maximum: 2 } },
    'a processor that is not measured': { use: { cpu_percent: undefined } },
  },
  fine: {
    'one connection on one day': [
      { use: { connections: { maximum: [...known(29, 0).slice(0, 29), 1] } } },
      'connections',
    ],
    stopped: [{ instance: { DBInstanceStatus: 'stopped' } }, 'status'],
    'a member of a cluster': [{ instance: { Engine: 'aurora-mysql', DBClusterIdentifier: 'shop' } }, 'member'],
    'with replicas': [{ instance: { ReadReplicaDBInstanceIdentifiers: ['orders-2'] } }, 'read_replicas'],
    'the green side of a blue/green deployment': [
      { instance: { DBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders-green-a1b2c3' } },
      'blue_green',
    ],
    protected: [{ instance: { TagList: PROTECTED } }, 'protected'],
    '13 days old': [{ instance: { InstanceCreateTime: daysAgo(13) } }, 'age_days'],
  },
  unknown: {
    'connections that are not measured': [{ use: { connections: undefined } }, 'connections'],
    'measured on 13 days': [{ use: { connections: { maximum: known(13, 0) } } }, 'connections'],
    'an unknown age': [{ instance: { InstanceCreateTime: undefined } }, 'age_days'],
  },
});

it('ends all of its charges but those of its backups', () => {
  const finding = findingOf(rdsIdle, situationOf({}));
  expect(finding.reason).toBe('Nobody connected to it in 30 days, and its processor reached 3 % at its busiest.');
  expect(finding.change).toEqual({ action: 'rds.delete_instance', parameters: { db_instance_identifier: 'orders' } });
  const [step] = planOf(rdsIdle, situationOf({}));
  expect(step).toMatchObject({ kind: 'ends', of: expect.arrayContaining(['compute', 'storage', 'iops']) });
  expect(step).not.toMatchObject({ of: expect.arrayContaining(['backup']) });
});

it('warns of replicas and of protection', () => {
  const replica = { ReadReplicaSourceDBInstanceIdentifier: 'orders', DeletionProtection: true };
  const { risk } = findingOf(rdsIdle, situationOf({ instance: replica }));
  expect(risk.reasons.join(' ')).toMatch(/replica of orders.*protected from deletion/);
});

it('is not sure of replicas, which may be there for a failure', () => {
  const sureOf = (ReadReplicaSourceDBInstanceIdentifier?: string) =>
    findingOf(rdsIdle, situationOf({ instance: { ReadReplicaSourceDBInstanceIdentifier } })).confidence.level;
  expect(sureOf()).toBe('high');
  expect(sureOf('orders')).toBe('medium');
  expect(sureOf('arn:aws:rds:eu-west-1:111122223333:db:orders')).toBe('low');
});
