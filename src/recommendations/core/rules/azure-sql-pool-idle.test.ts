import { expect, it } from 'vitest';
import { azureResource, days, type Given, idOf, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureSqlPoolIdle } from './azure-sql-pool-idle.ts';

const SERVER = idOf('microsoft.sql/servers', 'shop');
const POOL = `${SERVER}/elasticpools/main`;
const database = azureResource({
  resource_type: 'microsoft.sql/servers/databases',
  resource_id: `${SERVER}/databases/orders`,
  name: 'orders',
  parent_id: SERVER,
  attached_to: [POOL],
  attributes: { elastic_pool_id: POOL },
});
const use = (connections: unknown, cpu_percent: unknown) =>
  ({ connections: { maximum: connections }, cpu_percent: { maximum: cpu_percent } }) as Given['use'];
const base: Given = {
  resource_type: 'microsoft.sql/servers/elasticpools',
  resource_id: POOL,
  name: 'Main',
  parent_id: SERVER,
  status: 'Ready',
  attributes: { sku: 'GP_Gen5', tier: 'GeneralPurpose', capacity: 2 },
  use: use(0, 1),
  others: [database],
};

testCases(azureSqlPoolIdle, base, {
  found: {
    'nobody connects to its database': {},
    'just below the limit of the processor': { use: use(0, 4.99) },
    'as many sessions as are let pass': { use: use(2, 1), parameters: { connections_maximum: 2 } },
  },
  fine: {
    'no database in it': [{ others: [] }, 'databases'],
    'a session on one day': [{ use: use([...days(29, 0), 1], 1) }, 'connections'],
    'a processor at the limit': [{ use: use(0, 5) }, 'cpu_maximum'],
    disabled: [{ status: 'Disabled' }, 'status'],
    'a pool that is to stay': [{ tags: { 'finopsmind:protect': 'true' } }, 'protected'],
  },
  unknown: {
    'sessions not measured': [{ use: { ...base.use, connections: undefined } }, 'connections'],
    'processor not measured': [{ use: { ...base.use, cpu_percent: undefined } }, 'cpu_maximum'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

it('is for people to act on, and ends all but backups', () => {
  const finding = findingOf(azureSqlPoolIdle, situationOf(base));
  expect(finding.change).toBeNull();
  expect(finding.reason).toBe(
    'In 30 days nobody had a session in any of its databases (1), and its processor reached 1 % at its busiest.',
  );
  expect(planOf(azureSqlPoolIdle, situationOf(base))).toMatchObject([
    { kind: 'ends', of: expect.not.arrayContaining(['backup']) },
  ]);
});
