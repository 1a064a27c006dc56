import { expect, it } from 'vitest';
import { database, PROTECTED, priceRow } from '../../../../test/support/machines.ts';
import { describeCases, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import type { DbInstance } from '../../../connections/providers/aws/core/inventory/rds-instances.ts';
import type { PriceRow } from '../types.ts';
import { rdsPreviousGeneration } from './rds-previous-generation.ts';

interface Change {
  instance?: Partial<DbInstance>;
  prices?: PriceRow[];
}
const situationOf = ({ instance, prices }: Change) => ({
  resource: database({ DBInstanceClass: 'db.m4.large', ...instance }),
  prices,
});
const price = (instance_class: string, amount: number) =>
  priceRow('rds-instance', `${instance_class}/postgres/single-az`, amount);
const dearer = ['m5', 'm6i', 'm7i', 'm8i', 'm9i'].map((family) => price(`db.${family}.large`, 0.2));

describeCases<Change>(rdsPreviousGeneration, situationOf, {
  found: {
    m4: {},
    r4: { instance: { DBInstanceClass: 'db.r4.xlarge' } },
    t2: { instance: { DBInstanceClass: 'db.t2.medium' } },
    'a price that is the same': { prices: [price('db.m4.large', 0.182), price('db.m5.large', 0.182)] },
    'a member of Aurora': {
      instance: { DBInstanceClass: 'db.r4.large', Engine: 'aurora-mysql', DBClusterIdentifier: 'shop' },
    },
  },
  fine: {
    m5: [{ instance: { DBInstanceClass: 'db.m5.large' } }, 'generation'],
    t3: [{ instance: { DBInstanceClass: 'db.t3.medium' } }, 'generation'],
    'all of today are dearer': [{ prices: [price('db.m4.large', 0.182), ...dearer] }, 'successor'],
    'a size that no family of today has': [{ instance: { DBInstanceClass: 'db.m4.10xlarge' } }, 'successor'],
    protected: [{ instance: { TagList: PROTECTED } }, 'protected'],
    stopped: [{ instance: { DBInstanceStatus: 'stopped' } }, 'status'],
    'a member of a Multi-AZ cluster': [{ instance: { DBClusterIdentifier: 'shop' } }, 'member'],
    serverless: [{ instance: { DBInstanceClass: 'db.serverless' } }, 'provisioned'],
  },
  unknown: { 'no class': [{ instance: { DBInstanceClass: undefined } }, 'provisioned', 'generation'] },
});

it('takes the newest class that is known to cost no more', () => {
  const prices = [
    price('db.m4.large', 0.182),
    price('db.m7i.large', 0.19),
    price('db.m6i.large', 0.178),
    price('db.m5.large', 0.171),
  ];
  const finding = findingOf(rdsPreviousGeneration, situationOf({ prices }));
  expect(finding.proposed).toEqual({ instance_class: 'db.m6i.large' });
  expect(finding.reason).toContain('costs $0.178 an hour where db.m4.large costs $0.182 (us-east-1)');
  expect(planOf(rdsPreviousGeneration, situationOf({ prices }))).toMatchObject([
    {
      kind: 'reprice',
      from: { sku: 'db.m4.large/postgres/single-az' },
      to: { sku: 'db.m6i.large/postgres/single-az' },
    },
  ]);
});

it('promises nothing where no price is known', () => {
  expect(findingOf(rdsPreviousGeneration, situationOf({})).proposed).toEqual({ instance_class: 'db.m5.large' });
  expect(planOf(rdsPreviousGeneration, situationOf({}))).toMatchObject([{ kind: 'unknown' }]);
});
