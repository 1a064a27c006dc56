import { z } from 'zod';
import { atLeast, below, decide, holds, isOneOf, knownEnough } from '../checks.ts';
import { nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

const MB = 1_000_000;

export const ec2Idle = defineRule({
  id: 'ec2-idle',
  title: 'Idle EC2 instances',
  description: 'Instances whose processor and network do next to nothing.',
  type: 'idle',
  provider: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  metrics: ['cpu_percent', 'network_in_bytes', 'network_out_bytes'],
  relations: [],
  parameters: z.strictObject({
    days: z.number().int().min(7).max(90).default(14).describe('Days that are looked at'),
    cpu_maximum_percent: z.number().min(0).max(50).default(5).describe('Processor at its busiest, below (%)'),
    network_mb_per_day: z
      .number()
      .min(0)
      .default(5)
      .describe('Traffic in each direction on the busiest day, below (MB)'),
  }),
  sources: ['AWS Compute Optimizer, idle resources: peak CPU below 5 % and network below 5 MB a day over 14 days'],
  evaluate: ({ resource, use, age_days, parameters: { days, cpu_maximum_percent, network_mb_per_day } }) => {
    const cpu = knownEnough(use.window('cpu_percent', 'maximum', days), days);
    const [inbound, outbound] = (['network_in_bytes', 'network_out_bytes'] as const).map((metric) =>
      knownEnough(use.window(metric, 'total', days), days),
    );
    const checks = [
      isOneOf({ check: 'status', text: 'state of the instance' }, resource.status, ['running']),
      holds(
        { check: 'member', text: 'belongs to an Auto Scaling group or a cluster' },
        textOf(resource, 'auto_scaling_group') === null && textOf(resource, 'eks_cluster') === null,
        'no: its group decides how many there are',
      ),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, days),
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
    ];
    return decide(checks, () => ({
      title: `Stop the idle instance ${nameOf(resource)}`,
      reason: `Its processor stayed below ${cpu_maximum_percent} % at its busiest, and it moved less than ${network_mb_per_day} MB in either direction on any of ${days} days.`,
      change: { action: 'ec2.stop_instance', parameters: { instance_id: shortIdOf(resource) } },
      current: { status: 'running', instance_type: textOf(resource, 'instance_type') },
      proposed: { status: 'stopped' },
      saving: [
        { kind: 'ends', of: ['compute', 'license'], because: 'a stopped instance is not charged for; its volumes are' },
      ],
      claims: [{ resource_id: resource.resource_id, component: 'compute' }],
      confidence: { level: 'high', reasons: [`All ${days} days were measured.`] },
      risk: {
        level: 'medium',
        reasons: ['What it does rarely, such as a job once a quarter, is not seen in the days looked at.'],
      },
      effort: 'low',
      restart_needed: true,
      reversible: true,
      evidence: [
        { metric: 'cpu_percent', statistic: 'maximum', limit: cpu_maximum_percent },
        { metric: 'network_in_bytes', statistic: 'total', limit: network_mb_per_day * MB },
        { metric: 'network_out_bytes', statistic: 'total', limit: network_mb_per_day * MB },
      ],
    }));
  },
});
