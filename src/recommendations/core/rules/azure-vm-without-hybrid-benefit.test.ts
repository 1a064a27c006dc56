import { describe, expect, it } from 'vitest';
import { type Given, line, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureVmWithoutHybridBenefit } from './azure-vm-without-hybrid-benefit.ts';

const base: Given = {
  status: 'PowerState/running',
  attributes: {
    os_type: 'Windows',
    license_type: null,
    image_publisher: 'MicrosoftWindowsServer',
    vm_size: 'Standard_D4s_v5',
    vcpus: 4,
  },
};

testCases(azureVmWithoutHybridBenefit, base, {
  found: {
    'without an owned licence': {},
    'whose benefit was taken back': { attributes: { license_type: 'None' } },
    'from an image of the own': { attributes: { image_publisher: null } },
    'stopped, and still charged for': { status: 'PowerState/stopped' },
    'of unknown size': { attributes: { vcpus: null } },
  },
  fine: {
    'with an owned licence': [{ attributes: { license_type: 'Windows_Server' } }, 'license'],
    Linux: [{ attributes: { os_type: 'Linux' } }, 'os'],
    'Windows for desktops': [{ attributes: { image_publisher: 'MicrosoftWindowsDesktop' } }, 'desktop'],
    'of a scale set or a cluster, which has the licence for all': [{ parent_id: '/scale-set' }, 'member'],
    deallocated: [{ status: 'PowerState/deallocated' }, 'status'],
  },
  unknown: {
    'a system that is not known': [{ attributes: { os_type: null } }, 'os'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

describe('an owned Windows licence', () => {
  it('ends what the bill charges for the licence by itself', () => {
    const licence = line('4 vCPU VM Windows License', '132.48', { service: 'Virtual Machines Licenses' });
    const situation = situationOf(base, { bill: [line('D4s v5', '165.6'), licence] });
    expect(planOf(azureVmWithoutHybridBenefit, situation)).toMatchObject([{ kind: 'ends', of: ['license'] }]);
    expect(changeOf(azureVmWithoutHybridBenefit, situation)).toEqual({
      action: 'azure.set_vm_license',
      parameters: { license_type: 'Windows_Server' },
    });
  });

  it.each([[[line('D4s v5 Windows', '298.08')]], [[]]])(
    'ends nobody knows how much where machine and licence are one sum, or there is no bill',
    (bill) => {
      expect(planOf(azureVmWithoutHybridBenefit, situationOf(base, { bill }))).toMatchObject([{ kind: 'unknown' }]);
    },
  );

  it('does not end the licence of SQL Server, which is charged for beside it', () => {
    const sql = line('SQL Server Standard - 4 vCPU License', '292.32', { service: 'Virtual Machines Licenses' });
    const windows = line('4 vCPU VM Windows License', '132.48', { service: 'Virtual Machines Licenses' });
    for (const bill of [[sql], [windows, sql]])
      expect(planOf(azureVmWithoutHybridBenefit, situationOf(base, { bill }))).toMatchObject([{ kind: 'unknown' }]);
  });

  it.each([
    [2, 8],
    [8, 8],
    [16, 16],
  ])('needs at least eight cores: %d virtual CPUs need %d', (vcpus, cores) => {
    const finding = findingOf(azureVmWithoutHybridBenefit, situationOf(base, { attributes: { vcpus } }));
    expect(finding.reason).toContain(`would need ${cores} cores`);
    expect(finding.risk.reasons.join(' ')).toContain('Software Assurance');
    expect(finding.confidence.level).toBe('low');
  });
});
