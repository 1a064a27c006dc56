import { describe, expect, it } from 'vitest';
import { billLine, database } from '../../../../test/support/machines.ts';
import { describeCases, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import type { DbInstance } from '../../../connections/providers/aws/core/inventory/rds-instances.ts';
import { endOfStandardSupport, majorVersionOf } from '../aws/support-dates.ts';
import type { BillLine } from '../bill.ts';
import { rdsExtendedSupport } from './rds-extended-support.ts';

const CHARGE = billLine('USE1-ExtendedSupport:Yr1-Yr2:PostgreSQL11', { unit: 'vCPU-Hours' });
const OFF = 'open-source-rds-extended-support-disabled';

interface Change {
  instance?: Partial<DbInstance>;
  bill?: BillLine[];
}
const situationOf = ({ instance, bill = [CHARGE] }: Change) => ({
  resource: database({ EngineVersion: '11.22', ...instance }),
  bill,
});

describeCases<Change>(rdsExtendedSupport, situationOf, {
  found: {
    'out of support, and charged for': {},
    'out of support, not charged for yet': { bill: [] },
    'of a version that is not in the table, and charged for': { instance: { EngineVersion: '99.1' } },
    'MySQL 8.0': { instance: { Engine: 'mysql', EngineVersion: '8.0.46' }, bill: [] },
    'a member of Aurora': {
      instance: { Engine: 'aurora-mysql', EngineVersion: '5.7.mysql_aurora.2.11.5', DBClusterIdentifier: 'shop' },
    },
  },
  fine: {
    'in standard support': [{ instance: { EngineVersion: '16.9' }, bill: [] }, 'standard_support'],
    'extended support switched off': [{ instance: { EngineLifecycleSupport: OFF }, bill: [] }, 'extended_support'],
    stopped: [{ instance: { DBInstanceStatus: 'stopped' } }, 'status'],
  },
  unknown: {
    'an engine without extended support': [
      { instance: { Engine: 'mariadb', EngineVersion: '10.6.1' }, bill: [] },
      'standard_support',
    ],
    'no version': [{ instance: { EngineVersion: undefined }, bill: [] }, 'standard_support'],
    'AWS does not tell whether it is switched off': [
      { instance: { EngineLifecycleSupport: undefined }, bill: [] },
      'extended_support',
    ],
  },
});

it('saves what its own bill has for it, and promises nothing without', () => {
  expect(planOf(rdsExtendedSupport, situationOf({}))).toMatchObject([{ kind: 'ends', of: ['extended_support'] }]);
  expect(planOf(rdsExtendedSupport, situationOf({ bill: [] }))).toMatchObject([{ kind: 'unknown' }]);
  const finding = findingOf(rdsExtendedSupport, situationOf({}));
  expect(finding).toMatchObject({ change: null, effort: 'high', reversible: false, risk: { level: 'high' } });
  expect(finding.reason).toBe(
    'postgres 11 has had no standard support since 2024-02-29, and its bill has charges for extended support.',
  );
});

describe('the end of standard support', () => {
  it.each([
    ['postgres', '11.22', '11', '2024-02-29'],
    ['postgres', '13.20', '13', '2026-02-28'],
    ['aurora-postgresql', '14.6', '14', '2027-02-28'],
    ['mysql', '5.7.44', '5.7', '2024-02-29'],
    ['mysql', '8.4.3', '8.4', '2029-07-31'],
    ['aurora-mysql', '5.7.mysql_aurora.2.11.5', '5.7', '2024-10-31'],
    ['aurora-mysql', '8.0.mysql_aurora.3.08.0', '8.0', null],
    ['mariadb', '10.6.1', '10.6', null],
  ])('of %s %s (%s) is %s', (engine, version, major, end) => {
    expect(majorVersionOf(engine, version)).toBe(major);
    expect(endOfStandardSupport(engine, version)).toBe(end);
  });
});
