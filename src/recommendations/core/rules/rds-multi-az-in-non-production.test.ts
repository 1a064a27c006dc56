import { expect, it } from 'vitest';
import { database } from '../../../../test/support/machines.ts';
import { describeCases, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import type { DbInstance } from '../../../connections/providers/aws/core/inventory/rds-instances.ts';
import { rdsMultiAzInNonProduction } from './rds-multi-az-in-non-production.ts';

const tagged = (Value: string) => ({ TagList: [{ Key: 'Environment', Value }] });
const situationOf = (instance: Partial<DbInstance>) => ({
  resource: database({ MultiAZ: true, SecondaryAvailabilityZone: 'us-east-1b', ...tagged('dev'), ...instance }),
});

describeCases<Partial<DbInstance>>(rdsMultiAzInNonProduction, situationOf, {
  found: { 'of development': {}, 'of staging': tagged('staging') },
  fine: {
    'of production': [tagged('prod'), 'environment'],
    'in one zone': [{ MultiAZ: false }, 'multi_az'],
    'a member of a Multi-AZ cluster': [{ DBClusterIdentifier: 'shop' }, 'member'],
    'of Aurora, which keeps its data in three zones': [
      { Engine: 'aurora-mysql', DBClusterIdentifier: 'shop' },
      'member',
    ],
    'being changed': [{ DBInstanceStatus: 'modifying' }, 'status'],
  },
  unknown: {
    'no tag of an environment': [{ TagList: [] }, 'environment'],
    'AWS does not tell of a standby': [{ MultiAZ: undefined }, 'multi_az'],
  },
});

it('gives up the standby, with half of what is stored', () => {
  const finding = findingOf(rdsMultiAzInNonProduction, situationOf({}));
  expect(finding.change).toEqual({
    action: 'rds.modify_instance',
    parameters: { db_instance_identifier: 'orders', multi_az: false, from: { multi_az: true } },
  });
  expect(finding.reason).toContain('in us-east-1a and us-east-1b');
  expect(planOf(rdsMultiAzInNonProduction, situationOf({}))).toMatchObject([
    {
      kind: 'reprice',
      from: { sku: 'db.m5.xlarge/postgres/multi-az' },
      to: { sku: 'db.m5.xlarge/postgres/single-az' },
    },
    { kind: 'share', share: 0.5, of: ['storage', 'iops', 'throughput'] },
  ]);
  expect(planOf(rdsMultiAzInNonProduction, situationOf({ Engine: undefined }))).toMatchObject([
    { kind: 'unknown' },
    { kind: 'share' },
  ]);
});
