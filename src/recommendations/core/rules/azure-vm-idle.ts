import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { isNoMember, MB, mediumInProduction, offOf, whatIsLost } from '../azure/guards.ts';
import { below, decide, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, measuredIn, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { Window } from '../use.ts';

const parameters = z.strictObject({
  ...lookback(30),
  cpu_maximum_percent: z.number().min(0).max(50).default(5).describe('Processor at its busiest, below (%)'),
  network_mb_per_day: z.number().min(0).default(5).describe('Traffic in each direction on the busiest day, below (MB)'),
});
type Idle = Subject<z.output<typeof parameters>>;

function propose(
  { resource, is_production, parameters: limits }: Idle,
  known: Record<'cpu' | 'inbound' | 'outbound', Window>,
): Proposal {
  const { days, cpu_maximum_percent, network_mb_per_day } = limits;
  const { cpu, inbound, outbound } = known;
  const { risks, status, ...off } = offOf(resource, `idle machine ${nameOf(resource)}`);
  return {
    ...off,
    reason: `In ${days} days its processor reached ${figure(cpu.highest)} % at its busiest, and on no day did it receive more than ${figure(inbound.highest / MB)} MB or send more than ${figure(outbound.highest / MB)} MB.`,
    current: { status: 'running', vm_size: textOf(resource, 'vm_size') },
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
    confidence: confidenceOf(coverage([cpu, inbound, outbound])),
    risk: riskOf(
      [
        mediumInProduction(is_production),
        `What it does less often than once in ${days} days, such as a job once a quarter, is not seen.`,
      ],
      ['low', whatIsLost(resource)],
      ...risks,
    ),
    effort: off.change === null ? 'medium' : 'low',
    restart_needed: true,
    evidence: [
      { metric: 'cpu_percent', statistic: 'maximum', limit: cpu_maximum_percent },
      { metric: 'network_in_bytes', statistic: 'total', limit: network_mb_per_day * MB },
      { metric: 'network_out_bytes', statistic: 'total', limit: network_mb_per_day * MB },
    ],
  };
}

export const azureVmIdle = defineRule({
  id: 'azure-vm-idle',
  title: 'Idle Azure virtual machines',
  description: 'Machines whose processor and network do next to nothing.',
  type: 'idle',
  provider: 'azure',
  resource_types: ['microsoft.compute/virtualmachines'],
  metrics: ['cpu_percent', 'network_in_bytes', 'network_out_bytes'],
  relations: [],
  parameters,
  sources: [
    'Azure Advisor, shut down virtual machines: processor at its busiest below 3 % and little outbound traffic over 7 days',
    'AWS Compute Optimizer, idle resources: peak CPU below 5 % and network below 5 MB a day',
  ],
  evaluate: (subject) => {
    const { resource, parameters: limits } = subject;
    const { days, cpu_maximum_percent, network_mb_per_day } = limits;
    const measured = measuredIn(subject, limits);
    const cpu = measured('cpu_percent', 'maximum');
    const inbound = measured('network_in_bytes', 'total');
    const outbound = measured('network_out_bytes', 'total');
    const checks = [
      isOneOf({ check: 'status', text: 'state of the machine' }, resource.status, ['PowerState/running']),
      isNoMember(resource),
      below(
        { check: 'cpu_maximum', text: `processor at its busiest in ${days} days`, unit: '%' },
        cpu?.highest ?? null,
        cpu_maximum_percent,
      ),
      below(
        { check: 'network_in', text: 'received on the busiest day', unit: 'MB' },
        inbound ? inbound.highest / MB : null,
        network_mb_per_day,
      ),
      below(
        { check: 'network_out', text: 'sent on the busiest day', unit: 'MB' },
        outbound ? outbound.highest / MB : null,
        network_mb_per_day,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => propose(subject, { cpu: cpu!, inbound: inbound!, outbound: outbound! }));
  },
});
