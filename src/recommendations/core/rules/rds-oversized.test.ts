import { describe, expect, it } from 'vitest';
import { database, PROTECTED } from '../../../../test/support/machines.ts';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import type { DbInstance } from '../../../connections/providers/aws/core/inventory/rds-instances.ts';
import { rdsOversized } from './rds-oversized.ts';

const GIB = 1_073_741_824;
/** A third of a db.m5.xlarge with its 16 GiB: a db.m5.large would do. */
const USED: Measured = {
  cpu_percent: { average: 12, p99: 30, maximum: 35 },
  free_memory_bytes: { average: 11 * GIB },
  connections: { maximum: 20 },
};
interface Change {
  instance?: Partial<DbInstance>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ instance, use, parameters }: Change) => ({
  resource: database(instance),
  use: { ...USED, ...use },
  parameters,
});

describeCases<Change>(rdsOversized, situationOf, {
  found: {
    'a third of it is used': {},
    'each limit, just': { use: { cpu_percent: { p99: 35, maximum: 40 }, free_memory_bytes: { average: 9.6 * GIB } } },
    'a member of Aurora': { instance: { Engine: 'aurora-postgresql', DBClusterIdentifier: 'shop' } },
    'a replica': { instance: { ReadReplicaSourceDBInstanceIdentifier: 'orders' } },
  },
  fine: {
    'a percentile above the limit': [{ use: { cpu_percent: { p99: 35.1, maximum: 40 } } }, 'cpu_p99', 'fits'],
    'a maximum above the limit': [{ use: { cpu_percent: { p99: 35, maximum: 40.1 } } }, 'cpu_maximum', 'fits'],
    'memory above the limit': [{ use: { free_memory_bytes: { average: 9.5 * GIB } } }, 'memory', 'fits'],
    'one day of full memory': [
      { use: { free_memory_bytes: { average: [...Array.from({ length: 29 }, () => 11 * GIB), GIB] } } },
      'memory',
      'fits',
    ],
    'idle, which is another rule': [{ use: { connections: { maximum: 0 } } }, 'connections'],
    'the smallest class': [{ instance: { DBInstanceClass: 'db.m5.large' } }, 'smaller_size'],
    'the smallest class of a family that EC2 has smaller': [
      { instance: { DBInstanceClass: 'db.m7g.large' } },
      'smaller_size',
    ],
    protected: [{ instance: { TagList: PROTECTED } }, 'protected'],
    stopped: [{ instance: { DBInstanceStatus: 'stopped' } }, 'status'],
    'a member of a Multi-AZ cluster': [{ instance: { DBClusterIdentifier: 'shop' } }, 'member'],
    '13 days old': [{ instance: { InstanceCreateTime: daysAgo(13) } }, 'age_days'],
  },
  unknown: {
    'a processor that is not measured': [{ use: { cpu_percent: {} } }, 'cpu_p99', 'cpu_maximum', 'memory'],
    'memory that is not measured': [{ use: { free_memory_bytes: {} } }, 'cpu_p99', 'cpu_maximum', 'memory'],
    'connections that are not measured': [{ use: { connections: {} } }, 'connections'],
    'a class that is not in the tables': [{ instance: { DBInstanceClass: 'db.zz9.large' } }, 'smaller_size'],
    'no class': [{ instance: { DBInstanceClass: undefined } }, 'provisioned', 'smaller_size'],
  },
});

describe('a finding of rds-oversized', () => {
  it('names the smaller class, and what would be used of it', () => {
    const finding = findingOf(rdsOversized, situationOf({}));
    expect(finding.change).toEqual({
      action: 'rds.modify_instance',
      parameters: {
        db_instance_identifier: 'orders',
        instance_class: 'db.m5.large',
        from: { instance_class: 'db.m5.xlarge' },
      },
    });
    expect(finding.reason).toBe(
      'In 30 days its processor reached 35 % at its busiest (99th percentile 30 %) and it used 31.3 % of its memory on its fullest day: db.m5.large would reach 70 % and 62.5 %.',
    );
    expect(finding.projections.at(-1)).toMatchObject({ metric: 'free_memory_bytes', before: 11 * GIB, after: 3 * GIB });
  });

  it('goes down several classes, but not below the least', () => {
    const use: Measured = { cpu_percent: { average: 2, p99: 8, maximum: 9 }, free_memory_bytes: { average: 60 * GIB } };
    const classFor = (change: Change) => changeOf(rdsOversized, situationOf(change)).parameters;
    const instance = { DBInstanceClass: 'db.m5.4xlarge' };
    expect(classFor({ instance, use })).toMatchObject({ instance_class: 'db.m5.large' });
    expect(classFor({ instance, use, parameters: { minimum_vcpus: 8 } })).toMatchObject({
      instance_class: 'db.m5.2xlarge',
    });
  });

  it('compares the prices of its own engine and zones', () => {
    const priceOf = (instance: Partial<DbInstance>) => planOf(rdsOversized, situationOf({ instance }));
    expect(priceOf({})).toMatchObject([
      { from: { sku: 'db.m5.xlarge/postgres/single-az' }, to: { sku: 'db.m5.large/postgres/single-az' } },
    ]);
    expect(priceOf({ MultiAZ: true })).toMatchObject([{ from: { sku: 'db.m5.xlarge/postgres/multi-az' } }]);
    expect(priceOf({ Engine: 'aurora-mysql', DBClusterIdentifier: 'shop', MultiAZ: true })).toMatchObject([
      { from: { sku: 'db.m5.xlarge/aurora-mysql/single-az' } },
    ]);
    expect(priceOf({ Engine: undefined })).toMatchObject([{ kind: 'unknown' }]);
  });

  it('says what a smaller class means for replicas and clusters', () => {
    const reasonsFor = (instance: Partial<DbInstance>) =>
      findingOf(rdsOversized, situationOf({ instance })).risk.reasons.join(' ');
    expect(reasonsFor({ ReadReplicaSourceDBInstanceIdentifier: 'main' })).toContain('replica of main');
    expect(reasonsFor({ ReadReplicaDBInstanceIdentifiers: ['orders-2'] })).toContain('orders-2');
    expect(reasonsFor({ Engine: 'aurora-mysql', DBClusterIdentifier: 'shop' })).toContain('member of shop');
    expect(reasonsFor({ MultiAZ: true })).toContain('fails over');
    expect(reasonsFor({})).toContain('up to 20 connections');
  });
});

it('says which stack of CloudFormation would change it back', () => {
  const { risk } = findingOf(
    rdsOversized,
    situationOf({ instance: { TagList: [{ Key: 'aws:cloudformation:stack-name', Value: 'shop' }] } }),
  );
  expect(risk.reasons.join(' ')).toContain('stack shop');
});

it('counts whole connections', () => {
  const { risk } = findingOf(rdsOversized, situationOf({ use: { connections: { maximum: 89.4 } } }));
  expect(risk.reasons.join(' ')).toContain('up to 90 connections');
});
