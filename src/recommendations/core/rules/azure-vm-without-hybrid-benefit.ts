import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { isNoMember } from '../azure/guards.ts';
import type { BillLine } from '../bill.ts';
import { decide, holds, isOneOf } from '../checks.ts';
import { componentOf } from '../components.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

/** Windows for desktops has a licence of another kind. */
const DESKTOP_PUBLISHER = 'microsoftwindowsdesktop';
/** Licences are counted in cores, at least so many a machine. */
const LEAST_CORES = 8;

/** What the bill charges for licences, on lines of their own where the machine itself is covered by a reservation. */
function savingOf(bill: readonly BillLine[]): SavingPlan {
  const licences = bill.filter((line) => componentOf(line, 'azure') === 'license');
  if (licences.some(({ meter, description }) => !/windows/i.test(`${meter} ${description}`)))
    return [{ kind: 'unknown', because: 'the bill has other licences beside that of Windows, which go on' }];
  return [
    licences.length > 0
      ? { kind: 'ends', of: ['license'], because: 'Windows runs under a licence that is owned already' }
      : {
          kind: 'unknown',
          because: 'the bill charges machine and licence in one sum, and does not tell what the licence is',
        },
  ];
}

export const azureVmWithoutHybridBenefit = defineRule({
  id: 'azure-vm-without-hybrid-benefit',
  title: 'Azure Windows machines without Hybrid Benefit',
  description: 'Windows machines that pay for a licence by the hour, which an owned licence could take the place of.',
  type: 'license',
  provider: 'azure',
  resource_types: ['microsoft.compute/virtualmachines'],
  metrics: [],
  relations: [],
  parameters: z.strictObject({}),
  sources: [
    'Microsoft, Azure Hybrid Benefit for Windows Server',
    'Microsoft FinOps toolkit, Windows machines without Hybrid Benefit',
  ],
  evaluate: ({ resource, bill }) => {
    const license = textOf(resource, 'license_type');
    const publisher = textOf(resource, 'image_publisher');
    const vcpus = numberOf(resource, 'vcpus');
    const cores = vcpus === null ? null : Math.max(LEAST_CORES, vcpus);
    const checks = [
      isOneOf({ check: 'os', text: 'operating system' }, textOf(resource, 'os_type'), ['Windows']),
      isOneOf({ check: 'status', text: 'state of the machine' }, resource.status, [
        'PowerState/running',
        'PowerState/stopped',
      ]),
      // Azure writes `None` where a benefit was taken back.
      holds({ check: 'license', text: 'owned licence' }, license === null || license === 'None', 'none', license),
      holds(
        { check: 'desktop', text: 'publisher of its image' },
        publisher?.toLowerCase() !== DESKTOP_PUBLISHER,
        'not that of Windows for desktops, which has a licence of its own kind',
        publisher,
      ),
      isNoMember(resource),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Use an owned Windows licence for ${nameOf(resource)}`,
      reason: `It runs Windows Server with a licence that is paid for by the hour${cores === null ? '' : `; an owned one would need ${cores} cores`}.`,
      change: { action: 'azure.set_vm_license', parameters: { license_type: 'Windows_Server' } },
      current: { license_type: null, vm_size: textOf(resource, 'vm_size'), vcpus },
      proposed: { license_type: 'Windows_Server' },
      saving: savingOf(bill),
      claims: [{ resource_id: resource.resource_id, component: 'license' }],
      confidence: confidenceOf([
        'low',
        'Azure says that no owned licence is used; whether the organization has free ones is not known here.',
      ]),
      risk: riskOf([
        'medium',
        `Allowed only where the organization owns Windows Server licences with Software Assurance, or subscriptions, for ${cores === null ? 'all its cores' : `${cores} cores`} that nothing else uses. Subscriptions for development and test pay for no licence anyway.`,
      ]),
      effort: 'low',
      restart_needed: false,
      reversible: true,
    }));
  },
});
