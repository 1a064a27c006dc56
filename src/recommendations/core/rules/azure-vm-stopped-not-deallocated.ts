import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { isNoMember, offOf, whatIsLost } from '../azure/guards.ts';
import { decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

/** Days for which use is known. */
const MEASURED_DAYS = 30;

export const azureVmStoppedNotDeallocated = defineRule({
  id: 'azure-vm-stopped-not-deallocated',
  title: 'Azure virtual machines that are stopped but not deallocated',
  description: 'Machines that were shut down from within: they do nothing, and are charged as if they ran.',
  type: 'idle',
  provider: 'azure',
  resource_types: ['microsoft.compute/virtualmachines'],
  metrics: ['cpu_percent'],
  relations: [],
  parameters: z.strictObject({
    days: z.number().int().min(1).max(30).default(1).describe('Days for which it has not run, at least'),
  }),
  sources: [
    'Microsoft, states and billing of Azure virtual machines: stopped is billed, deallocated is not',
    'Microsoft FinOps toolkit, stopped virtual machines',
  ],
  evaluate: ({ resource, use, parameters: { days } }) => {
    // A machine that is off has no processor to measure: a measured day is one on which it still ran.
    const ran = use.window('cpu_percent', 'maximum', days);
    const checks = [
      isOneOf({ check: 'status', text: 'state of the machine' }, resource.status, ['PowerState/stopped']),
      isNoMember(resource),
      holds(
        { check: 'days_run', text: `days of the last ${days} on which it ran`, unit: 'days' },
        ran === null,
        'none',
        ran?.known_days ?? 0,
      ),
      notProtected(resource),
    ];
    const { risks, status, ...off } = offOf(resource, `stopped machine ${nameOf(resource)}`);
    return decide(checks, () => ({
      ...off,
      reason: `It is stopped, but not deallocated, and nothing of its processor was measured for ${days === 1 ? 'a day' : `${days} days`} or more: it is charged as if it ran.`,
      current: { status: 'stopped', vm_size: textOf(resource, 'vm_size') },
      proposed: { status },
      saving: [
        {
          kind: 'ends',
          of: ['compute', 'license'],
          because: `a ${status} machine is not charged for; its disks and addresses are`,
        },
      ],
      claims: [
        { resource_id: resource.resource_id, component: 'compute' },
        { resource_id: resource.resource_id, component: 'license' },
      ],
      confidence: confidenceOf(
        ['high', 'Azure itself says that it is stopped, and keeps its place for it.'],
        ...(use.window('cpu_percent', 'maximum', MEASURED_DAYS) === null
          ? [['medium', `Since when is not known: nothing of it was measured in ${MEASURED_DAYS} days.`] as const]
          : []),
      ),
      risk: riskOf(
        ...risks,
        ['low', 'It is off already: nothing that runs is interrupted.'],
        [
          'low',
          off.change === null
            ? whatIsLost(resource)
            : `${whatIsLost(resource)} Azure may have no place for it for a while when it is started again.`,
        ],
      ),
      effort: off.change === null ? 'medium' : 'very_low',
      restart_needed: false,
      evidence: [{ metric: 'cpu_percent', statistic: 'maximum', limit: null }],
    }));
  },
});
