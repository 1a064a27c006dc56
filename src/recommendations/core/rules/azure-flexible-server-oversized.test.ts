import { describe, expect, it } from 'vitest';
import { days, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureFlexibleServerOversized } from './azure-flexible-server-oversized.ts';

const base: Given = {
  resource_type: 'microsoft.dbforpostgresql/flexibleservers',
  name: 'orders',
  status: 'Ready',
  attributes: { sku: 'Standard_D8ds_v5', tier: 'GeneralPurpose', replication_role: 'Primary', replica_of_id: null },
  use: {
    cpu_percent: { average: 8, p95: 20, maximum: 25 },
    memory_percent: { maximum: 30 },
    connections: { maximum: 40.5 },
  },
};
const cpu = (p95: number, maximum = p95): Given => ({ use: { cpu_percent: { average: 8, p95, maximum } } });
const memory = (maximum: number | number[]): Given => ({ use: { memory_percent: { maximum } } });

testCases(azureFlexibleServerOversized, base, {
  found: {
    'a load that fits half its size': {},
    'a server of MySQL': {
      resource_type: 'microsoft.dbformysql/flexibleservers',
      attributes: { replication_role: 'None' },
    },
    'a processor at the limit of the smaller size': cpu(35),
    'memory at the limit of the smaller size': memory(40),
    'a server optimized for memory': { attributes: { sku: 'Standard_E8ds_v5', tier: 'MemoryOptimized' } },
    'nobody says whether it has replicas': { attributes: { replication_role: null } },
    'connections not measured': { use: { connections: undefined } },
  },
  fine: {
    'a processor above the limit': [cpu(35.1), 'cpu_p95', 'fits'],
    'a peak that the smaller size could not take': [cpu(20, 50.1), 'cpu_maximum', 'fits'],
    'memory above the limit': [memory(40.1), 'memory_maximum', 'fits'],
    'the smallest size of its series': [{ attributes: { sku: 'Standard_D2ds_v5' } }, 'smaller_size'],
    'a burstable server': [{ attributes: { sku: 'Standard_B4ms', tier: 'Burstable' } }, 'tier'],
    'a replica by its role': [{ attributes: { replication_role: 'AsyncReplica' } }, 'replica'],
    'a replica by its source': [{ attributes: { replica_of_id: '/servers/orders' } }, 'replica'],
    stopped: [{ status: 'Stopped' }, 'status'],
  },
  unknown: {
    'processor not measured': [{ use: { cpu_percent: undefined } }, 'cpu_p95', 'cpu_maximum', 'fits'],
    'memory not measured': [{ use: { memory_percent: undefined } }, 'memory_maximum', 'fits'],
    'memory measured on half the days': [memory(days(15, 20)), 'memory_maximum', 'fits'],
    'a size that is not in the tables': [{ attributes: { sku: 'Standard_Z8_v99' } }, 'smaller_size'],
    'a tier that is not known': [{ attributes: { tier: null } }, 'tier'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

describe('an oversized server', () => {
  it.each([
    ['microsoft.dbforpostgresql/flexibleservers', 'postgresql'],
    ['microsoft.dbformysql/flexibleservers', 'mysql'],
  ])('of %s is priced by its engine, and keeps its tier', (resource_type, engine) => {
    const situation = situationOf(base, { resource_type });
    expect(changeOf(azureFlexibleServerOversized, situation)).toEqual({
      action: 'azure.resize_flexible_server',
      parameters: {
        engine,
        sku: 'Standard_D4ds_v5',
        tier: 'GeneralPurpose',
        from_sku: 'Standard_D8ds_v5',
        from_tier: 'GeneralPurpose',
      },
    });
    expect(planOf(azureFlexibleServerOversized, situation)).toMatchObject([
      {
        kind: 'reprice',
        from: { service: 'azure-flexible-server', sku: `${engine}/Standard_D8ds_v5` },
        to: { service: 'azure-flexible-server', sku: `${engine}/Standard_D4ds_v5` },
        of: ['compute'],
      },
    ]);
  });

  it('says how many connections it had, since the smaller size takes fewer', () => {
    const risksOf = (changes: Given) =>
      findingOf(azureFlexibleServerOversized, situationOf(base, changes)).risk.reasons.join(' ');
    expect(risksOf({})).toContain('at most 41 connections');
    expect(risksOf({ use: { connections: undefined } })).not.toContain('at most');
  });

  it('has no figure without its region', () => {
    expect(planOf(azureFlexibleServerOversized, situationOf(base, { region: null }))).toMatchObject([
      { kind: 'unknown' },
    ]);
  });
});
