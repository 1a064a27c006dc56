import { describe, expect, it } from 'vitest';
import { days, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, judge, planOf } from '../../../../test/support/rule-cases.ts';
import { azureVmOversized } from './azure-vm-oversized.ts';

const GB = 1e9;
const base: Given = {
  status: 'PowerState/running',
  attributes: {
    vm_size: 'Standard_D8s_v5',
    os_type: 'Linux',
    priority: 'Regular',
    max_data_disks: 16,
    data_disk_ids: ['/disk/1'],
    network_interface_ids: ['/nic/1'],
    availability_set_id: null,
  },
  use: {
    cpu_percent: { average: 12, p95: 30, maximum: 34 },
    memory_percent: { maximum: 28 },
    network_in_bytes: { total: 3 * GB },
    network_out_bytes: { total: 2 * GB },
  },
};
const cpu = (p95: number, maximum = p95, average = p95 / 2): Given => ({
  use: { cpu_percent: { average, p95, maximum } },
});
const memory = (maximum: number | number[]): Given => ({ use: { memory_percent: { maximum } } });
const disks = (count: number): Given => ({
  attributes: { data_disk_ids: Array.from({ length: count }, (_, index) => `/disk/${index}`) },
});
const quiet = { average: 1, p95: 2, maximum: 3 };

testCases(azureVmOversized, base, {
  found: {
    'a load that fits half its size': {},
    'a processor at the limit of the smaller size': cpu(35),
    'a peak that fills the smaller size': cpu(30, 50),
    'memory at the limit of the smaller size': memory(40),
    'as many disks as the smaller size takes': disks(8),
    'nobody knows how many disks it takes': { attributes: { max_data_disks: null } },
    'a quiet processor with traffic': { use: { cpu_percent: quiet } },
  },
  fine: {
    'a processor above the limit of the smaller size': [cpu(35.1), 'cpu_p95', 'fits'],
    'a peak that the smaller size could not take': [cpu(30, 50.1), 'cpu_maximum', 'fits'],
    'memory above the limit of the smaller size': [memory(40.1), 'memory_maximum', 'fits'],
    'a busy processor, whatever its memory': [
      { use: { ...cpu(90).use, memory_percent: undefined } },
      'cpu_p95',
      'cpu_maximum',
    ],
    idle: [
      { use: { cpu_percent: quiet, network_in_bytes: { total: 1e5 }, network_out_bytes: { total: 1e5 } } },
      'in_use',
    ],
    'the smallest size of its series': [{ attributes: { vm_size: 'Standard_D2s_v5' } }, 'smaller_size'],
    'disks that no smaller size takes': [disks(9), 'smaller_size'],
    stopped: [{ status: 'PowerState/stopped' }, 'status'],
    'a node of AKS, or of a scale set': [{ parent_id: '/subscriptions/1/cluster' }, 'member'],
    'a spot machine': [{ attributes: { priority: 'Spot' } }, 'priority'],
  },
  unknown: {
    'processor not measured': [{ use: { cpu_percent: undefined } }, 'cpu_p95', 'cpu_maximum', 'fits'],
    'memory not measured': [{ use: { memory_percent: undefined } }, 'memory_maximum', 'fits'],
    'memory measured on half the days': [memory(days(15, 20)), 'memory_maximum', 'fits'],
    'quiet, its traffic not measured': [
      { use: { cpu_percent: quiet, network_in_bytes: undefined, network_out_bytes: undefined } },
      'in_use',
    ],
    'not measured at all': [
      {
        use: {
          cpu_percent: undefined,
          memory_percent: undefined,
          network_in_bytes: undefined,
          network_out_bytes: undefined,
        },
      },
      'in_use',
      'cpu_p95',
      'cpu_maximum',
      'memory_maximum',
      'fits',
    ],
    'a size that is not in the tables': [{ attributes: { vm_size: 'Standard_Z8s_v99' } }, 'smaller_size'],
    'no size': [{ attributes: { vm_size: null } }, 'smaller_size'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

describe('an oversized machine', () => {
  const sizeFor = (changes: Given) => findingOf(azureVmOversized, situationOf(base, changes)).proposed['vm_size'];

  it('is changed to the smallest size of its series that has headroom, at the ratio of prices', () => {
    const situation = situationOf(base);
    expect(changeOf(azureVmOversized, situation)).toEqual({
      action: 'azure.resize_vm',
      parameters: { vm_size: 'Standard_D4s_v5', from_vm_size: 'Standard_D8s_v5' },
    });
    const price = { provider: 'azure', service: 'azure-vm', region: 'westeurope' };
    expect(planOf(azureVmOversized, situation)).toMatchObject([
      {
        kind: 'reprice',
        from: { ...price, sku: 'Standard_D8s_v5' },
        to: { ...price, sku: 'Standard_D4s_v5' },
        of: ['compute'],
      },
    ]);
    const { projections, reason } = findingOf(azureVmOversized, situation);
    expect(projections).toEqual([
      { metric: 'cpu_percent', statistic: 'p95', before: 30, after: 60, limit: 70 },
      { metric: 'cpu_percent', statistic: 'maximum', before: 34, after: 68, limit: 100 },
      { metric: 'memory_percent', statistic: 'maximum', before: 28, after: 56, limit: 80 },
    ]);
    expect(reason).toBe(
      'In 30 days it used at most 30 % of its processor (95th percentile of the busiest day) and 28 % of its memory; of Standard_D4s_v5 that would be 60 % and 56 %.',
    );
  });

  it('may lose more than one size, unless its memory or processor needs one', () => {
    const small = { cpu_percent: { average: 5, p95: 15, maximum: 20 }, memory_percent: { maximum: 15 } };
    expect(sizeFor({ use: small })).toBe('Standard_D2s_v5');
    expect(sizeFor({ use: { ...small, ...memory(25).use } })).toBe('Standard_D4s_v5');
    expect(sizeFor({ use: { ...small, ...cpu(20).use } })).toBe('Standard_D4s_v5');
  });

  it.each([
    ['Standard_D8s_v5', 'Standard_D4s_v5'],
    ['Standard_D8ds_v5', 'Standard_D4ds_v5'],
    ['Standard_F8s_v2', 'Standard_F4s_v2'],
    ['Standard_E8s_v5', 'Standard_E4s_v5'],
    ['standard_e8s_v5', 'Standard_E4s_v5'],
  ])('stays in its series, with or without a temporary disk: %s becomes %s', (vm_size, smaller) => {
    expect(sizeFor({ attributes: { vm_size } })).toBe(smaller);
  });

  it.each([
    // Half of B4ms is B2ms, which has 30 % of its processors for good; B4s_v2 has 40 % of B2s_v2.
    ['Standard_B4ms', 15, 'Standard_B2ms'],
    ['Standard_B4ms', 15.1, null],
    ['Standard_B4s_v2', 20, 'Standard_B2s_v2'],
    ['Standard_B4s_v2', 20.1, null],
  ])('of size %s with a mean load of %d % becomes %s, which must earn the credits for it', (vm_size, mean, smaller) => {
    const situation = situationOf(base, { attributes: { vm_size }, ...cpu(30, 34, mean) });
    if (smaller) expect(findingOf(azureVmOversized, situation).proposed['vm_size']).toBe(smaller);
    else expect(judge(azureVmOversized, situation)).toEqual({ outcome: 'fine', not_met: ['fits'], unknown: [] });
  });

  it('is not made the smallest size of all when it runs Windows, which does not run there', () => {
    const tiny: Given = {
      attributes: { vm_size: 'Standard_B1s', max_data_disks: 2 },
      use: { cpu_percent: { average: 1, p95: 10, maximum: 12 }, memory_percent: { maximum: 30 } },
    };
    expect(sizeFor(tiny)).toBe('Standard_B1ls');
    const windows = situationOf(base, { ...tiny, attributes: { ...tiny.attributes, os_type: 'Windows' } });
    expect(judge(azureVmOversized, windows)).toMatchObject({ outcome: 'fine', not_met: ['smaller_size'] });
  });

  it.each([
    [{ availability_set_id: '/set/1' }, 'availability set'],
    [{ vm_size: 'Standard_D8ds_v5' }, 'temporary disk'],
    [{ network_interface_ids: ['/1', '/2', '/3'] }, '3 network interfaces'],
    [{ vm_size: 'Standard_B8ms' }, 'credits'],
  ])('has risks of its own: %j', (attributes, risk) => {
    const { risk: told } = findingOf(azureVmOversized, situationOf(base, { attributes, ...cpu(30, 34, 8) }));
    expect(told.reasons.join(' ')).toContain(risk);
  });

  it.each([
    ['Windows', 'MicrosoftWindowsServer', 'Standard_D4s_v5', ['compute', 'license']],
    // Licences of SQL Server are charged for four virtual CPUs at least, and those of Linux by ranges of sizes.
    ['Windows', 'MicrosoftSQLServer', 'Standard_D4s_v5', ['compute']],
    ['Windows', 'MicrosoftSQLServer', 'Standard_D8s_v5', ['compute', 'license']],
    ['Linux', 'SUSE', 'Standard_D8s_v5', ['compute']],
  ])('of %s by %s, of size %s: %j change in proportion', (os_type, image_publisher, vm_size, of) => {
    const situation = situationOf(base, { attributes: { os_type, image_publisher, vm_size } });
    expect(planOf(azureVmOversized, situation)).toMatchObject([{ kind: 'reprice', of }]);
  });

  it('has no figure without its region', () => {
    expect(planOf(azureVmOversized, situationOf(base, { region: null }))).toMatchObject([{ kind: 'unknown' }]);
  });
});

it('is left to people where its system is on a disk of its host, which a new size empties', () => {
  expect(findingOf(azureVmOversized, situationOf(base, { attributes: { os_disk_ephemeral: true } }))).toMatchObject({
    change: null,
    reversible: false,
    risk: { level: 'high' },
  });
});
