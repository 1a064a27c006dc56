import { expect, it } from 'vitest';
import {
  ago,
  azureResource,
  days,
  type Given,
  idOf,
  situationOf,
  testCases,
} from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureSqlPoolEmpty } from './azure-sql-pool-empty.ts';

const SERVER = idOf('microsoft.sql/servers', 'shop');
const POOL = `${SERVER}/elasticpools/main`;
const database = (pool: string) =>
  azureResource({
    resource_type: 'microsoft.sql/servers/databases',
    resource_id: `${SERVER}/databases/orders`,
    name: 'orders',
    parent_id: SERVER,
    attached_to: [pool],
    attributes: { elastic_pool_id: pool },
  });
const base: Given = {
  resource_type: 'microsoft.sql/servers/elasticpools',
  resource_id: POOL,
  name: 'Main',
  parent_id: SERVER,
  status: 'Ready',
  attributes: { sku: 'GP_Gen5', tier: 'GeneralPurpose', capacity: 2 },
  use: { connections: { maximum: 0 } },
};

testCases(azureSqlPoolEmpty, base, {
  found: {
    'no database in it': {},
    'a database of another pool beside it': { others: [database(`${SERVER}/elasticpools/other`)] },
    'as old as is asked': { created_at: ago(7) },
    'measured for as many days as are asked': { use: { connections: { maximum: days(7, 0) } } },
  },
  fine: {
    'a database in it': [{ others: [database(POOL)] }, 'databases'],
    'sessions of databases that the inventory does not have': [{ use: { connections: { maximum: 1 } } }, 'connections'],
    'made lately': [{ created_at: ago(6), use: { connections: { maximum: 0 } } }, 'age_days'],
    disabled: [{ status: 'Disabled' }, 'status'],
  },
  unknown: {
    'not measured': [{ use: { connections: undefined } }, 'connections'],
    'measured on six days': [{ use: { connections: { maximum: days(6, 0) } } }, 'connections'],
    'of unknown age': [{ created_at: null }, 'age_days'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

it('is deleted by the names of its server and itself', () => {
  expect(changeOf(azureSqlPoolEmpty, situationOf(base))).toEqual({
    action: 'azure.delete_sql_elastic_pool',
    parameters: { server: 'shop', pool: 'Main' },
  });
  expect(planOf(azureSqlPoolEmpty, situationOf(base))).toMatchObject([{ kind: 'ends', of: 'all' }]);
  expect(findingOf(azureSqlPoolEmpty, situationOf(base)).reason).toBe(
    'No database is in it, and it had no session in 7 days; its capacity of 2 (GP_Gen5) is charged by the hour.',
  );
});
