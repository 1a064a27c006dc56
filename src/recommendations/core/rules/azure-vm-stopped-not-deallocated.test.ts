import { expect, it } from 'vitest';
import { type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureVmStoppedNotDeallocated } from './azure-vm-stopped-not-deallocated.ts';

const base: Given = {
  status: 'PowerState/stopped',
  attributes: { vm_size: 'Standard_D4s_v5', temporary_disk_mib: 0 },
};
const ran = (...maximum: (number | null)[]): Given => ({ use: { cpu_percent: { maximum } } });

testCases(azureVmStoppedNotDeallocated, base, {
  found: {
    'not measured': {},
    'ran until the day before yesterday': ran(20, 20, null),
    'off for as many days as are asked': { ...ran(20, null, null, null), parameters: { days: 3 } },
  },
  fine: {
    running: [{ status: 'PowerState/running' }, 'status'],
    deallocated: [{ status: 'PowerState/deallocated' }, 'status'],
    'ran yesterday': [ran(null, 20), 'days_run'],
    'ran within the days that are asked': [{ ...ran(20, null, null), parameters: { days: 3 } }, 'days_run'],
    'of a scale set': [{ parent_id: '/subscriptions/1/scale-set' }, 'member'],
  },
  unknown: { 'in an unknown state': [{ status: null }, 'status'] },
});

it('ends what a machine that is off is charged for, without a restart', () => {
  const situation = situationOf(base);
  expect(planOf(azureVmStoppedNotDeallocated, situation)).toMatchObject([{ kind: 'ends', of: ['compute', 'license'] }]);
  expect(findingOf(azureVmStoppedNotDeallocated, situation)).toMatchObject({
    change: { action: 'azure.deallocate_vm', parameters: {} },
    restart_needed: false,
    reversible: true,
    risk: { level: 'low' },
  });
});

it('is less sure since when, where nothing was measured at all', () => {
  expect(findingOf(azureVmStoppedNotDeallocated, situationOf(base)).confidence.level).toBe('medium');
  expect(findingOf(azureVmStoppedNotDeallocated, situationOf(base, ran(20, 20, null))).confidence.level).toBe('high');
});

it('can only be deleted, by people, where its system is on a disk of its host', () => {
  expect(
    findingOf(azureVmStoppedNotDeallocated, situationOf(base, { attributes: { os_disk_ephemeral: true } })),
  ).toMatchObject({
    title: expect.stringContaining('which cannot be deallocated'),
    change: null,
    proposed: { status: 'deleted' },
    effort: 'medium',
    reversible: false,
    risk: { level: 'high' },
  });
});
