import { z } from 'zod';
import type { MetricName } from '../../../connections/core/inventory.ts';
import { counted } from '../aws/figures.ts';
import { kubernetesTagOf, notOfService, notProtected, stackRisks } from '../aws/held.ts';
import { ebsPrice } from '../aws/volumes.ts';
import { atLeast, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, listCost, type Reason, riskOf } from '../judging.ts';
import { nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Subject } from '../rule.ts';
import type { Window } from '../use.ts';

const OPERATIONS: readonly MetricName[] = ['disk_read_operations', 'disk_write_operations'];

/** Reads and writes of the days that are known: none of a volume that no running instance has. */
const operationsIn = ({ use }: Pick<Subject, 'use'>, days: number): Window[] =>
  OPERATIONS.flatMap((metric) => use.window(metric, 'total', days) ?? []);

/** Prices of a GiB for a month, of a snapshot and of the volume; null where they are not known. */
const pricesOf = ({ resource, prices }: Pick<Subject, 'resource' | 'prices'>) => ({
  snapshot: prices.find(ebsPrice(resource, 'ebs-snapshot', 'standard')),
  volume: prices.find(ebsPrice(resource, 'ebs-volume', textOf(resource, 'volume_type') ?? '')),
});

function sureOf(subject: Pick<Subject, 'resource' | 'prices' | 'use'>, days: number): Reason[] {
  const measured = Math.max(0, ...operationsIn(subject, days).map(({ known_days }) => known_days));
  const { snapshot, volume } = pricesOf(subject);
  return [
    ['high', 'AWS says that it is available, and attached to nothing.'],
    measured === 0
      ? ['high', `Nothing was measured in ${days} days, as it is while no running instance has a volume.`]
      : [
          'medium',
          `It was measured on ${counted(measured, 'day')} of ${days}, when an instance may still have had it, without a read or a write.`,
        ],
    ...(snapshot && volume && snapshot.price >= volume.price
      ? [
          [
            'low',
            `A GiB of a snapshot costs $${snapshot.price} a month by list price, one of the volume $${volume.price}: if the volume is full, its snapshot may cost as much as the volume.`,
          ] as const,
        ]
      : []),
  ];
}

function risksOf(subject: Pick<Subject, 'resource' | 'is_production' | 'prices'>): Reason[] {
  const { resource, is_production } = subject;
  const [size_gib, kubernetes] = [numberOf(resource, 'size_gib'), kubernetesTagOf(resource)];
  const at_most =
    size_gib === null ? '' : `, at most ${figure(size_gib)} GiB${listCost(pricesOf(subject).snapshot, size_gib)}`;
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
    const { resource, age_days, parameters } = subject;
    const { days, kubernetes_volumes } = parameters;
    const measured = operationsIn(subject, days);
    const operations = measured.length === 0 ? null : measured.reduce((sum, window) => sum + window.sum, 0);
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
      notOfService(resource),
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
      confidence: confidenceOf(...sureOf(subject, days)),
      risk: riskOf(...risksOf(subject)),
      effort: 'very_low',
      restart_needed: false,
      reversible: true,
    }));
  },
});
