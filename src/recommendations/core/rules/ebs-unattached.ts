import { z } from 'zod';
import type { MetricName } from '../../../connections/core/inventory.ts';
import { counted } from '../aws/figures.ts';
import { kubernetesTagOf, notProtected, stackRisks } from '../aws/held.ts';
import { atLeast, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, type Reason, riskOf } from '../judging.ts';
import { nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Seen } from '../rule.ts';
import type { Use } from '../use.ts';

const OPERATIONS: readonly MetricName[] = ['disk_read_operations', 'disk_write_operations'];

/** Reads and writes of the days that are known; null where none is, as of a volume that no running instance has. */
function operationsIn(use: Use, days: number): number | null {
  const windows = OPERATIONS.map((metric) => use.window(metric, 'total', days)).filter((window) => window !== null);
  return windows.length === 0 ? null : windows.reduce((sum, window) => sum + window.sum, 0);
}

function risksOf({ resource, is_production }: Pick<Seen, 'resource' | 'is_production'>): Reason[] {
  const [size_gib, kubernetes] = [numberOf(resource, 'size_gib'), kubernetesTagOf(resource)];
  const at_most = size_gib === null ? '' : `, at most ${figure(size_gib)} GiB`;
  return [
    [
      is_production === true ? 'medium' : 'low',
      'Somebody may have kept it for its data: a snapshot is taken first, and a volume can be made of it again.',
    ],
    ['low', `The snapshot is charged for what the volume holds${at_most}, for as long as it is kept.`],
    ...(kubernetes === null
      ? []
      : [['high', `Kubernetes made it (tag ${kubernetes}): see that no claim names it.`] as const]),
    ...stackRisks(resource),
  ];
}

export const ebsUnattached = defineRule({
  id: 'ebs-unattached',
  title: 'Unattached EBS volumes',
  description: 'Volumes that no instance has, and that nobody has read or written lately.',
  type: 'unattached',
  provider: 'aws',
  resource_types: ['AWS::EC2::Volume'],
  metrics: OPERATIONS,
  relations: [],
  parameters: z.strictObject({
    days: z
      .number()
      .int()
      .min(1)
      .max(365)
      .default(7)
      .describe('Age of the volume, at least, and days without a read or write (days; use is known for 30)'),
    kubernetes_volumes: z
      .boolean()
      .default(false)
      .describe('Whether volumes that Kubernetes made are found too: it attaches them when it needs them (yes or no)'),
  }),
  sources: [
    'AWS Trusted Advisor, underutilised EBS volumes: unattached',
    'AWS Compute Optimizer, idle EBS volumes: unattached for 32 days',
    'Amazon EBS User Guide, CloudWatch metrics: data is reported only while a volume is attached to a running instance',
  ],
  evaluate: (subject) => {
    const { resource, use, age_days, parameters } = subject;
    const { days, kubernetes_volumes } = parameters;
    const operations = operationsIn(use, days);
    const kubernetes = kubernetesTagOf(resource);
    const size_gib = numberOf(resource, 'size_gib');
    const checks = [
      isOneOf({ check: 'status', text: 'state of the volume' }, resource.status, ['available']),
      holds(
        { check: 'attached', text: 'instances and services that have it' },
        resource.attached_to.length === 0,
        'none',
        resource.attached_to.length,
      ),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, days),
      // What is read or written of a volume that is unattached now was so while it still had an instance.
      holds(
        { check: 'operations', text: `reads and writes in ${days} days` },
        operations === null || operations === 0,
        'none, or not measured, as it is while no running instance has it',
        operations,
      ),
      holds(
        { check: 'kubernetes', text: 'tag of Kubernetes' },
        kubernetes_volumes || kubernetes === null,
        'none: Kubernetes attaches its volumes when it needs them',
        kubernetes ?? 'none',
      ),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the unattached volume ${nameOf(resource)}`,
      reason: `No instance has this volume${size_gib === null ? '' : ` of ${figure(size_gib)} GiB`}, which was made ${counted(age_days!, 'day')} ago, and nothing was read or written in ${days} days.`,
      change: { action: 'ec2.delete_volume', parameters: { volume_id: shortIdOf(resource) } },
      current: { status: 'available', volume_type: textOf(resource, 'volume_type'), size_gib },
      proposed: { status: 'deleted, with a snapshot kept' },
      saving: [{ kind: 'ends', of: 'all', because: 'a volume that is gone is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(
        ['high', 'AWS says that it is available, and attached to nothing.'],
        operations === null
          ? ['high', `Nothing was measured in ${days} days, as it is while no running instance has a volume.`]
          : ['high', `What was measured in ${days} days is no read and no write.`],
      ),
      risk: riskOf(...risksOf(subject)),
      effort: 'very_low',
      restart_needed: false,
      reversible: true,
    }));
  },
});
