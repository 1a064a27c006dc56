import { describe, expect, it } from 'vitest';
import { days, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureVmIdle } from './azure-vm-idle.ts';

const MB = 1e6;
const base: Given = {
  status: 'PowerState/running',
  attributes: { vm_size: 'Standard_D4s_v5', temporary_disk_mib: 0, priority: 'Regular' },
  use: {
    cpu_percent: { maximum: 2.5 },
    network_in_bytes: { total: 0.4 * MB },
    network_out_bytes: { total: 0.2 * MB },
  },
};
const cpu = (maximum: number | number[]): Given => ({ use: { cpu_percent: { maximum } } });

testCases(azureVmIdle, base, {
  found: {
    'next to nothing': {},
    'a processor just below the limit': cpu(4.99),
    'traffic just below the limit': { use: { network_in_bytes: { total: 5 * MB - 1 } } },
    '27 of 30 days measured': cpu(days(27, 2)),
    'nobody knows since when': { created_at: null },
    'a limit of its own': { ...cpu(9), parameters: { cpu_maximum_percent: 10 } },
    'idle in the days that are looked at': { ...cpu([...days(23, 80), ...days(7, 2)]), parameters: { days: 7 } },
  },
  fine: {
    'a processor at the limit': [cpu(5), 'cpu_maximum'],
    'one busy day': [cpu([90, ...days(29, 2)]), 'cpu_maximum'],
    'receives as much as the limit': [{ use: { network_in_bytes: { total: 5 * MB } } }, 'network_in'],
    'sends as much as the limit': [{ use: { network_out_bytes: { total: 5 * MB } } }, 'network_out'],
    stopped: [{ status: 'PowerState/stopped' }, 'status'],
    deallocated: [{ status: 'PowerState/deallocated' }, 'status'],
    'of Databricks': [{ tags: { Vendor: 'Databricks' } }, 'member'],
    'in a group that Databricks manages': [{ attributes: { resource_group: 'databricks-rg-shop-abc' } }, 'member'],
    'of a scale set or a cluster': [{ parent_id: '/subscriptions/1/scale-set' }, 'member'],
  },
  unknown: {
    'not measured at all': [
      { use: { cpu_percent: undefined, network_in_bytes: undefined, network_out_bytes: undefined } },
      'cpu_maximum',
      'network_in',
      'network_out',
    ],
    'processor not measured': [{ use: { cpu_percent: undefined } }, 'cpu_maximum'],
    'incoming traffic not measured': [{ use: { network_in_bytes: undefined } }, 'network_in'],
    'outgoing traffic not measured': [{ use: { network_out_bytes: undefined } }, 'network_out'],
    '26 of 30 days measured': [cpu(days(26, 2)), 'cpu_maximum'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

describe('an idle machine', () => {
  it('is to be deallocated, which ends what it is charged for itself', () => {
    expect(changeOf(azureVmIdle, situationOf(base))).toEqual({ action: 'azure.deallocate_vm', parameters: {} });
    expect(planOf(azureVmIdle, situationOf(base))).toMatchObject([{ kind: 'ends', of: ['compute', 'license'] }]);
    expect(findingOf(azureVmIdle, situationOf(base)).reason).toBe(
      'In 30 days its processor reached 2.5 % at its busiest, and on no day did it receive more than 0.4 MB or send more than 0.2 MB.',
    );
  });

  it('is surest when all days were measured, and of little risk where tags say that it is not production', () => {
    expect(findingOf(azureVmIdle, situationOf(base))).toMatchObject({
      confidence: { level: 'high', reasons: ['All 30 days were measured.'] },
      risk: { level: 'medium' },
    });
    expect(findingOf(azureVmIdle, situationOf(base, { ...cpu(days(28, 2)), tags: { env: 'test' } }))).toMatchObject({
      confidence: { level: 'medium', reasons: ['28 of 30 days were measured.'] },
      risk: { level: 'low' },
    });
  });

  it.each([
    [0, false],
    [32_768, true],
    [null, true],
  ])('loses its temporary disk where it may have one: %s MiB', (temporary_disk_mib, is_lost) => {
    const { risk } = findingOf(azureVmIdle, situationOf(base, { attributes: { temporary_disk_mib } }));
    expect(risk.reasons.join(' ').includes('temporary disk')).toBe(is_lost);
  });
});

it('can only be deleted, by people, where its system is on a disk of its host', () => {
  expect(findingOf(azureVmIdle, situationOf(base, { attributes: { os_disk_ephemeral: true } }))).toMatchObject({
    title: expect.stringContaining('which cannot be deallocated'),
    change: null,
    proposed: { status: 'deleted' },
    effort: 'medium',
    reversible: false,
    risk: { level: 'high' },
  });
});
