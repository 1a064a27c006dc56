import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { SECONDS_PER_DAY } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import {
  GP3_BASE,
  hasSize,
  isChangeable,
  leastGp3Iops,
  modifyVolume,
  neededOf,
  operationsOf,
  RISK_OF_MODIFYING,
  roundedIops,
} from '../aws/volumes.ts';
import { atLeast, below, decide, isOneOf } from '../checks.ts';
import { confidenceOf, figure, lookback, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

/** The fewest operations a second that io1 and io2 take. */
const PROVISIONED_LEAST = 100;
/**
 * Above this, operations of io2 cost less than the first ones (Amazon EBS pricing), so that a share of them is no share of
 * the cost.
 */
const IO2_FIRST_TIER = 32_000;

/** What ends of the charges for operations a second; the first ones of gp3 are not charged for. */
function savingOf(volume_type: string, before: number, after: number): SavingPlan {
  if (volume_type === 'io2' && before > IO2_FIRST_TIER)
    return [
      {
        kind: 'unknown',
        because: `Operations of io2 above ${figure(IO2_FIRST_TIER)} a second cost less than the first ones: what those cost that end is not told by the bill.`,
      },
    ];
  const free = volume_type === 'gp3' ? GP3_BASE.iops : 0;
  return [
    {
      kind: 'share',
      share: (before - after) / (before - free),
      of: ['iops'],
      because: `${figure(before - after)} of the ${figure(before)} operations a second are not provisioned any more`,
    },
  ];
}

/** The fewest operations a second that a volume takes as it is. */
const leastOf = (resource: InventoryResource): number =>
  textOf(resource, 'volume_type') === 'gp3'
    ? leastGp3Iops(numberOf(resource, 'throughput_mibps') ?? 0)
    : PROVISIONED_LEAST;

export const ebsOverprovisionedIops = defineRule({
  id: 'ebs-overprovisioned-iops',
  title: 'Over-provisioned operations of EBS volumes',
  description: 'Volumes of type gp3, io1 and io2 that pay for more operations a second than they use.',
  type: 'rightsizing',
  provider: 'aws',
  resource_types: ['AWS::EC2::Volume'],
  metrics: ['disk_read_operations', 'disk_write_operations', 'idle_seconds'],
  relations: [],
  parameters: z.strictObject({
    ...lookback(14),
    used_percent: z
      .number()
      .min(1)
      .max(80)
      .default(20)
      .describe('Share of the provisioned operations that is used on the busiest day, below (%)'),
    headroom_percent: z
      .number()
      .min(0)
      .max(500)
      .default(100)
      .describe('Added to what is used, on the busiest day or while the volume works, for peaks within a day (%)'),
  }),
  sources: [
    'AWS Trusted Advisor and Compute Optimizer, over-provisioned EBS volumes',
    'Amazon EBS User Guide, Provisioned IOPS SSD volumes and General Purpose SSD volumes: limits',
  ],
  evaluate: (subject) => {
    const { resource, age_days, parameters } = subject;
    const { days, used_percent, headroom_percent } = parameters;
    const volume_type = textOf(resource, 'volume_type');
    const [iops, size_gib] = [numberOf(resource, 'iops'), numberOf(resource, 'size_gib')];
    const least = leastOf(resource);
    const rate = operationsOf(subject, parameters);
    const needed = neededOf(rate, headroom_percent);
    const proposed = needed === null ? null : Math.max(least, roundedIops(needed));
    const checks = [
      isOneOf({ check: 'volume_type', text: 'type of the volume' }, volume_type, ['gp3', 'io1', 'io2']),
      isChangeable(resource),
      hasSize(size_gib),
      atLeast({ check: 'iops', text: 'provisioned operations a second' }, iops, least + 1),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, days),
      below(
        { check: 'used', text: `used of them on the busiest of ${days} days, as the mean of that day`, unit: '%' },
        rate && iops ? (rate.busiest_day / iops) * 100 : null,
        used_percent,
      ),
      below(
        { check: 'needed', text: 'operations a second needed, with headroom' },
        proposed,
        iops ?? Number.POSITIVE_INFINITY,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const [type, before, after] = [volume_type!, iops!, proposed!];
      const { busiest_day, while_busy } = rate!;
      return {
        title: `Lower the operations of the volume ${nameOf(resource)} to ${figure(after)} a second`,
        reason: `It pays for ${figure(before)} operations a second. It did ${figure(busiest_day)} on the busiest of ${days} days, and ${figure(while_busy ?? 0)} while it worked at all.`,
        ...modifyVolume(resource, size_gib!, {
          volume_type: type,
          iops: after,
          throughput_mibps: numberOf(resource, 'throughput_mibps'),
        }),
        saving: savingOf(type, before, after),
        claims: [{ resource_id: resource.resource_id, component: 'iops' }],
        confidence: confidenceOf([
          'medium',
          `${figure(after)} leave ${headroom_percent} % of headroom above the mean of the busiest day and the mean of the time that it worked, or are the fewest that the type takes. Peaks within a day are not seen.`,
        ]),
        risk: riskOf(
          ['medium', 'Work that comes in bursts takes longer when its bursts need more than that.'],
          ['low', RISK_OF_MODIFYING],
          ...stackRisks(resource),
        ),
        effort: 'low',
        restart_needed: false,
        reversible: true,
        evidence: [
          { metric: 'disk_read_operations', statistic: 'total', limit: before * SECONDS_PER_DAY },
          { metric: 'disk_write_operations', statistic: 'total', limit: before * SECONDS_PER_DAY },
        ],
      };
    });
  },
});
