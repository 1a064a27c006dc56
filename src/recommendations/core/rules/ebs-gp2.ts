import { z } from 'zod';
import { kubernetesTagOf, notProtected, stackRisks } from '../aws/held.ts';
import { groupOf } from '../aws/instances.ts';
import {
  ebsPrice,
  GP3_BASE,
  gp3Extras,
  hasSize,
  isChangeable,
  likeGp2,
  loweredToUse,
  modifyVolume,
  type Performance,
  RISK_OF_MODIFYING,
} from '../aws/volumes.ts';
import { decide, isOneOf } from '../checks.ts';
import { confidenceOf, figure, lookback, type Reason, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Subject } from '../rule.ts';

const performanceText = ({ iops, throughput_mibps }: Performance): string =>
  `${figure(iops)} operations a second and ${figure(throughput_mibps)} MiB/s`;

/** How well it is known that the volume will be as fast as it needs to be. */
function sureOf(attached: boolean, kept: Performance, given: Performance, days: number): Reason {
  const enough = 'No instance has it: what gp3 has without extra charge is enough until one does';
  if (!attached)
    return kept.iops > given.iops || kept.throughput_mibps > given.throughput_mibps
      ? ['medium', `${enough}; gp2 would give it ${performanceText(kept)} then.`]
      : ['high', `${enough}.`];
  return kept.iops === given.iops && kept.throughput_mibps === given.throughput_mibps
    ? ['high', `gp3 gets what gp2 gives at this size: ${performanceText(given)}.`]
    : [
        'medium',
        `gp2 gives ${performanceText(kept)} at this size; what was used in ${days} days needs less. Sums of days do not show peaks within a day.`,
      ];
}

/** What makes volumes like it goes on making them of type gp2. */
function sourceRisks({ resource, related }: Pick<Subject, 'resource' | 'related'>): Reason[] {
  const groups = related(0).flatMap(({ resource: instance }) => groupOf(instance) ?? []);
  const kubernetes = kubernetesTagOf(resource);
  return [
    ...groups.map(
      (group): Reason => [
        'low',
        `Its instance is one of ${group}, and a new one gets volumes as its launch template says: change that, too.`,
      ],
    ),
    ...(kubernetes === null
      ? []
      : [['low', `Kubernetes made it (tag ${kubernetes}): change its storage class, too.`] as const]),
    ...stackRisks(resource),
  ];
}

export const ebsGp2 = defineRule({
  id: 'ebs-gp2',
  title: 'EBS volumes of type gp2',
  description: 'Volumes of type gp2, which cost more than gp3 at the same performance.',
  type: 'upgrade',
  provider: 'aws',
  resource_types: ['AWS::EC2::Volume'],
  metrics: ['disk_read_operations', 'disk_write_operations', 'disk_read_bytes', 'disk_write_bytes', 'idle_seconds'],
  relations: [{ path: 'attached_to', resource_type: 'AWS::EC2::Instance', metrics: [] }],
  parameters: z.strictObject({
    ...lookback(14),
    headroom_percent: z
      .number()
      .min(0)
      .max(500)
      .default(100)
      .describe('Added to what is used, where less than the performance of gp2 is proposed (%)'),
  }),
  sources: [
    'Amazon EBS User Guide, General Purpose SSD volumes: performance of gp2 by size, base and limits of gp3',
    'AWS Compute Optimizer automation, UpgradeEbsVolumeType',
  ],
  evaluate: (subject) => {
    const { resource, parameters } = subject;
    const size_gib = numberOf(resource, 'size_gib');
    const checks = [
      isOneOf({ check: 'volume_type', text: 'type of the volume' }, textOf(resource, 'volume_type'), ['gp2']),
      isChangeable(resource),
      hasSize(size_gib),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const size = size_gib!;
      const attached = resource.status === 'in-use';
      const kept = likeGp2(size);
      const given = attached ? loweredToUse(kept, subject, parameters, parameters.headroom_percent) : GP3_BASE;
      return {
        title: `Change the volume ${nameOf(resource)} from gp2 to gp3`,
        reason: `It is of type gp2 with ${figure(size)} GiB; gp3 with ${performanceText(given)} costs less for the same storage.`,
        ...modifyVolume(resource, size, { volume_type: 'gp3', ...given }),
        saving: [
          {
            kind: 'reprice',
            of: ['storage'],
            from: ebsPrice(resource, 'ebs-volume', 'gp2'),
            to: ebsPrice(resource, 'ebs-volume', 'gp3'),
            because: 'storage of gp3 is charged instead of gp2',
          },
          ...gp3Extras(resource, given),
        ],
        claims: [{ resource_id: resource.resource_id, component: 'storage' }],
        confidence: confidenceOf(sureOf(attached, kept, given, parameters.days)),
        risk: riskOf(['low', RISK_OF_MODIFYING], ...sourceRisks(subject)),
        effort: 'very_low',
        restart_needed: false,
        reversible: true,
        evidence: [
          { metric: 'disk_read_operations', statistic: 'total', limit: null },
          { metric: 'disk_write_operations', statistic: 'total', limit: null },
        ],
      };
    });
  },
});
