import { expect, it } from 'vitest';
import { database, PROTECTED, priceRow } from '../../../../test/support/machines.ts';
import { changeOf, describeCases, findingOf } from '../../../../test/support/rule-cases.ts';
import type { DbInstance } from '../../../connections/providers/aws/core/inventory/rds-instances.ts';
import type { PriceRow } from '../types.ts';
import { rdsGraviton } from './rds-graviton.ts';

const price = (instance_class: string, amount: number, engine = 'postgres') =>
  priceRow('rds-instance', `${instance_class}/${engine}/single-az`, amount);
const PRICES = [price('db.m5.xlarge', 0.356), price('db.m7g.xlarge', 0.336), price('db.m6g.xlarge', 0.318)];

interface Change {
  instance?: Partial<DbInstance>;
  prices?: PriceRow[];
  parameters?: Record<string, unknown>;
}
const situationOf = ({ instance, prices = PRICES, parameters }: Change) => ({
  resource: database(instance),
  prices,
  parameters,
});
const mariadb = (EngineVersion: string) => ({
  instance: { Engine: 'mariadb', EngineVersion },
  prices: PRICES.map(({ sku, price: amount }) => price(sku.split('/')[0]!, amount, 'mariadb')),
});

describeCases<Change>(rdsGraviton, situationOf, {
  found: {
    'PostgreSQL on x86': {},
    'the first version that all run': { instance: { EngineVersion: '13.4' } },
    'a version with a larger second part': mariadb('10.11.6'),
    'exactly as much less as asked for': { prices: [price('db.m5.xlarge', 0.4), price('db.m6g.xlarge', 0.38)] },
  },
  fine: {
    'Graviton already': [{ instance: { DBInstanceClass: 'db.m6g.xlarge' }, prices: PRICES }, 'graviton_class'],
    'an older version': [{ instance: { EngineVersion: '12.22' } }, 'engine_version'],
    'an older version of MariaDB': [mariadb('10.4.34'), 'engine_version'],
    'SQL Server': [{ instance: { Engine: 'sqlserver-se', EngineVersion: '15.00' } }, 'engine'],
    'too little less': [{ parameters: { saving_percent: 20 } }, 'price'],
    'with disks, of which there is none': [{ instance: { DBInstanceClass: 'db.x2iedn.xlarge' } }, 'graviton_class'],
    'a member of a Multi-AZ cluster': [{ instance: { DBClusterIdentifier: 'shop' } }, 'member'],
    protected: [{ instance: { TagList: PROTECTED } }, 'protected'],
    stopped: [{ instance: { DBInstanceStatus: 'stopped' } }, 'status'],
  },
  unknown: {
    'prices that are not known': [{ prices: [] }, 'price'],
    'no engine': [{ instance: { Engine: undefined } }, 'engine', 'engine_version', 'price'],
    'no version': [{ instance: { EngineVersion: undefined } }, 'engine_version'],
    'a class that is not in the tables': [
      { instance: { DBInstanceClass: 'db.zz9.xlarge' } },
      'graviton_class',
      'price',
    ],
  },
});

it('takes the newest class that costs enough less', () => {
  expect(changeOf(rdsGraviton, situationOf({})).parameters).toMatchObject({ instance_class: 'db.m7g.xlarge' });
  expect(changeOf(rdsGraviton, situationOf({ parameters: { saving_percent: 8 } })).parameters).toMatchObject({
    instance_class: 'db.m6g.xlarge',
  });
  const finding = findingOf(rdsGraviton, situationOf({}));
  expect(finding.reason).toContain(
    'db.m7g.xlarge costs $0.336 an hour where db.m5.xlarge costs $0.356 (us-east-1), 5.62 % less',
  );
  expect(finding).toMatchObject({ effort: 'low', confidence: { level: 'medium' } });
});
