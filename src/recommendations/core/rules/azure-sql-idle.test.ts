import { describe, expect, it } from 'vitest';
import { days, type Given, idOf, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureSqlIdle } from './azure-sql-idle.ts';

const base: Given = {
  resource_type: 'microsoft.sql/servers/databases',
  resource_id: idOf('microsoft.sql/servers', 'shop/databases/orders'),
  name: 'Orders',
  status: 'Online',
  parent_id: idOf('microsoft.sql/servers', 'shop'),
  attributes: {
    sku: 'GP_Gen5',
    tier: 'GeneralPurpose',
    capacity: 4,
    elastic_pool_id: null,
    secondary_type: null,
    auto_pause_minutes: null,
  },
  use: { connections: { maximum: 0 }, new_connections: { total: 0 }, cpu_percent: { maximum: 0.8 } },
};

testCases(azureSqlIdle, base, {
  found: {
    'nobody connects': {},
    'a processor just below the limit': { use: { cpu_percent: { maximum: 4.99 } } },
    'logins not measured': { use: { new_connections: undefined } },
    'serverless that never pauses': { attributes: { sku: 'GP_S_Gen5', auto_pause_minutes: -1 } },
    'as many sessions as are let through': {
      use: { connections: { maximum: 2 }, new_connections: { total: 1 } },
      parameters: { connections_maximum: 2 },
    },
  },
  fine: {
    'one session': [{ use: { connections: { maximum: 1 } } }, 'connections'],
    'a session on one day': [{ use: { connections: { maximum: [3, ...days(29, 0)] } } }, 'connections'],
    'short logins between the sessions that were seen': [{ use: { new_connections: { total: [5, 0] } } }, 'logins'],
    'a processor at the limit': [{ use: { cpu_percent: { maximum: 5 } } }, 'cpu_maximum'],
    'in an elastic pool': [{ attributes: { elastic_pool_id: '/pool' } }, 'pool'],
    'a copy in another region': [{ attributes: { secondary_type: 'Geo' } }, 'secondary'],
    'serverless that pauses by itself': [{ attributes: { auto_pause_minutes: 60 } }, 'auto_pause'],
    'paused already': [{ status: 'Paused' }, 'status'],
    'the database of the server itself': [{ name: 'master' }, 'system'],
  },
  unknown: {
    'not measured': [
      { use: { connections: undefined, new_connections: undefined, cpu_percent: undefined } },
      'connections',
      'cpu_maximum',
    ],
    'sessions not measured': [{ use: { connections: undefined } }, 'connections'],
    'sessions of 26 days': [{ use: { connections: { maximum: days(26, 0) } } }, 'connections'],
    'processor not measured': [{ use: { cpu_percent: undefined } }, 'cpu_maximum'],
    'in an unknown state': [{ status: null }, 'status'],
    'without a name': [{ name: null }, 'system'],
  },
});

describe('an idle database', () => {
  it('is deleted by the names of its server and itself', () => {
    expect(findingOf(azureSqlIdle, situationOf(base)).change).toEqual({
      action: 'azure.delete_sql_database',
      parameters: { server: 'shop', database: 'Orders' },
    });
    const [step] = planOf(azureSqlIdle, situationOf(base));
    expect(step).toMatchObject({ kind: 'ends', of: expect.arrayContaining(['compute', 'storage', 'other']) });
    // Azure keeps backups of a database that is gone, those for the long term for years.
    expect(step).not.toMatchObject({ of: expect.arrayContaining(['backup']) });
  });

  it('has no code where its id does not name its server', () => {
    const resource_id = idOf('microsoft.sql/servers/databases', 'orders');
    expect(findingOf(azureSqlIdle, situationOf(base, { resource_id })).change).toBeNull();
  });

  it('says what was measured', () => {
    const reasonOf = (changes: Given) => findingOf(azureSqlIdle, situationOf(base, changes)).reason;
    expect(reasonOf({})).toBe('In 30 days nobody had a session in it, and its processor reached 0.8 % at its busiest.');
    expect(reasonOf({ use: { connections: { maximum: 1 } }, parameters: { connections_maximum: 1 } })).toContain(
      'it had at most 1 session at a time',
    );
  });
});
