import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { notProtected } from '../aws/held.ts';
import { isRunning, paidBy, risksOfStopping, standsAlone } from '../aws/instances.ts';
import { atLeast, below, decide } from '../checks.ts';
import { confidenceOf, coverage, figure, leastDays, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';
import type { Window } from '../use.ts';

const MB = 1_000_000;

const parameters = z.strictObject({
  ...lookback(30, 45),
  cpu_maximum_percent: z.number().min(0).max(50).default(5).describe('Processor at its busiest, below (%)'),
  network_mb_per_day: z.number().min(0).default(5).describe('Traffic in each direction on the busiest day, below (MB)'),
});
type Idle = Subject<z.output<typeof parameters>>;

/** What is paid for in any case is not saved by stopping the instance in it. */
function savingOf(resource: InventoryResource): SavingPlan {
  const payer = paidBy(resource);
  return payer === null
    ? [{ kind: 'ends', of: ['compute', 'license'], because: 'a stopped instance is not charged for; its volumes are' }]
    : [{ kind: 'unknown', because: `Its ${payer} is paid for until it is given up as well.` }];
}

const risksOf = (resource: InventoryResource, is_stoppable: boolean): Reason[] => [
  ['medium', 'What it does rarely, such as a job once a quarter, is not seen in the days looked at.'],
  ...risksOfStopping(resource),
  ...(is_stoppable ? [] : [['high', 'It can only be terminated: nothing of it is left.'] as const]),
];

/** A Spot Instance, or one without a root volume on EBS, ends for good: that is left to people. */
function propose(
  { resource, parameters: { days, ...limits } }: Idle,
  cpu: Window,
  [inbound, outbound]: [Window, Window],
): Proposal {
  const is_spot = textOf(resource, 'lifecycle') === 'spot';
  const is_stoppable = !is_spot && textOf(resource, 'root_device_type') !== 'instance-store';
  const [received, sent] = [inbound, outbound].map(({ highest }) => figure(highest / MB));
  return {
    title: `${is_stoppable ? 'Stop' : 'End'} the idle instance ${nameOf(resource)}`,
    reason: `Its processor reached ${figure(cpu.highest)} % at its busiest in ${days} days, and on its busiest days it received ${received} MB and sent ${sent} MB.`,
    change: is_stoppable ? { action: 'ec2.stop_instance', parameters: { instance_id: shortIdOf(resource) } } : null,
    current: { status: 'running', instance_type: textOf(resource, 'instance_type') },
    proposed: { status: is_stoppable ? 'stopped' : 'terminated' },
    saving: savingOf(resource),
    claims: [{ resource_id: resource.resource_id, component: 'all' }],
    confidence: confidenceOf(coverage([cpu, inbound, outbound])),
    risk: riskOf(...risksOf(resource, is_stoppable)),
    effort: is_stoppable ? 'low' : 'medium',
    restart_needed: true,
    reversible: is_stoppable,
    evidence: [
      { metric: 'cpu_percent', statistic: 'maximum', limit: limits.cpu_maximum_percent },
      { metric: 'network_in_bytes', statistic: 'total', limit: limits.network_mb_per_day * MB },
      { metric: 'network_out_bytes', statistic: 'total', limit: limits.network_mb_per_day * MB },
    ],
  };
}

export const ec2Idle = defineRule({
  id: 'ec2-idle',
  title: 'Idle EC2 instances',
  description: 'Instances whose processor and network do next to nothing.',
  type: 'idle',
  provider: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  metrics: ['cpu_percent', 'network_in_bytes', 'network_out_bytes'],
  relations: [],
  parameters,
  sources: ['AWS Compute Optimizer, idle resources: peak CPU below 5 % and network below 5 MB a day over 14 days'],
  evaluate: (subject) => {
    const { resource, age_days, parameters } = subject;
    const { days, cpu_maximum_percent, network_mb_per_day } = parameters;
    const measured = measuredIn(subject, parameters);
    const cpu = measured('cpu_percent', 'maximum');
    const inbound = measured('network_in_bytes', 'total');
    const outbound = measured('network_out_bytes', 'total');
    const traffic = (check: string, text: string, window: Window | null) =>
      below({ check, text, unit: 'MB' }, window && window.highest / MB, network_mb_per_day);
    const checks = [
      isRunning(resource),
      standsAlone(resource),
      notProtected(resource),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, leastDays(parameters)),
      below(
        { check: 'cpu_maximum', text: `processor at its busiest in ${days} days`, unit: '%' },
        cpu && cpu.highest,
        cpu_maximum_percent,
      ),
      traffic('network_in', 'received on the busiest day', inbound),
      traffic('network_out', 'sent on the busiest day', outbound),
    ];
    return decide(checks, () => propose(subject, cpu!, [inbound!, outbound!]));
  },
});
