import { z } from 'zod';
import { notProtected, stackRisks } from '../aws/held.ts';
import {
  ebsPrice,
  GP3_BASE,
  gp3Extras,
  hasSize,
  isChangeable,
  modifyVolume,
  type Performance,
  RISK_OF_MODIFYING,
} from '../aws/volumes.ts';
import { atMost, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, type Reason, riskOf } from '../judging.ts';
import { flagOf, nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

/** Above this, io2 is what AWS offers for the same; below, gp3 gives as much. */
const MOST_IOPS = 16_000;
/** The most throughput of io1 up to 32,000 operations a second, of 256 KiB each. */
const IO1_THROUGHPUT = { mib_per_operation: 0.25, most_mibps: 500 };

/** What gp3 needs to be as fast as an io1 volume. */
const likeIo1 = (iops: number): Performance => ({
  iops: Math.max(GP3_BASE.iops, iops),
  throughput_mibps: Math.max(
    GP3_BASE.throughput_mibps,
    Math.min(IO1_THROUGHPUT.most_mibps, Math.ceil(iops * IO1_THROUGHPUT.mib_per_operation)),
  ),
});

/** What is told of each type. */
interface Move {
  /** What is said of it beside the types; empty for most. */
  purpose: string;
  given: Performance;
  why: string;
  saving: SavingPlan;
  components: readonly ('storage' | 'requests' | 'iops')[];
  confidence: Reason;
}

function fromMagnetic({ resource, prices }: Subject): Move {
  const pair = prices.pair(ebsPrice(resource, 'ebs-volume', 'standard'), ebsPrice(resource, 'ebs-volume', 'gp3'));
  const costs = pair
    ? ` By list prices, a GiB of gp3 costs $${pair.to.price} a month and one of magnetic storage $${pair.from.price}, which charges for every read and write besides.`
    : '';
  const is_dearer = pair !== null && pair.to.price > pair.from.price;
  return {
    purpose: is_dearer ? ', for speed: it may cost more' : '',
    given: GP3_BASE,
    why: `It is a magnetic volume, which gives about 100 operations a second; gp3 gives ${figure(GP3_BASE.iops)} and charges for none of them.${costs}`,
    saving: [
      {
        kind: 'reprice',
        of: ['storage'],
        from: ebsPrice(resource, 'ebs-volume', 'standard'),
        to: ebsPrice(resource, 'ebs-volume', 'gp3'),
        because: 'storage of gp3 is charged instead of magnetic storage',
      },
      { kind: 'ends', of: ['requests'], because: 'gp3 does not charge for reads and writes' },
    ],
    components: ['storage', 'requests'],
    confidence: is_dearer
      ? [
          'low',
          'gp3 is faster in every respect, but costs less only where the volume is read and written much. A negative saving is what it costs more.',
        ]
      : ['high', 'gp3 is faster in every respect.'],
  };
}

function fromIo1({ resource }: Subject, iops: number): Move {
  const given = likeIo1(iops);
  return {
    purpose: '',
    given,
    why: `It is of type io1 with ${figure(iops)} operations a second; gp3 gives them too, and with ${figure(given.throughput_mibps)} MiB/s as much throughput, for less.`,
    saving: [
      {
        kind: 'reprice',
        of: ['storage'],
        from: ebsPrice(resource, 'ebs-volume', 'io1'),
        to: ebsPrice(resource, 'ebs-volume', 'gp3'),
        because: 'storage of gp3 is charged instead of io1',
      },
      { kind: 'ends', of: ['iops'], because: 'operations of io1 are not charged any more' },
      ...gp3Extras(resource, given),
    ],
    components: ['storage', 'iops'],
    confidence: ['high', 'gp3 gets as many operations a second and as much throughput as io1 has.'],
  };
}

export const ebsPreviousGeneration = defineRule({
  id: 'ebs-previous-generation',
  title: 'EBS volumes of previous generations',
  description: 'Magnetic volumes and volumes of type io1, where gp3 gives as much or more.',
  type: 'upgrade',
  provider: 'aws',
  resource_types: ['AWS::EC2::Volume'],
  metrics: ['disk_read_operations', 'disk_write_operations'],
  relations: [],
  parameters: z.strictObject({
    io1: z.boolean().default(true).describe('Whether volumes of type io1 are found, beside magnetic ones (yes or no)'),
  }),
  sources: [
    'Amazon EBS User Guide, Previous generation volumes and Provisioned IOPS SSD volumes',
    'AWS Compute Optimizer, EBS volume recommendations: newer types',
  ],
  evaluate: (subject) => {
    const { resource, parameters } = subject;
    const volume_type = textOf(resource, 'volume_type');
    const [iops, size_gib] = [numberOf(resource, 'iops'), numberOf(resource, 'size_gib')];
    const multi_attach = flagOf(resource, 'multi_attach');
    const is_io1 = volume_type === 'io1';
    const checks = [
      isOneOf({ check: 'volume_type', text: 'type of the volume' }, volume_type, [
        'standard',
        ...(parameters.io1 ? ['io1'] : []),
      ]),
      isChangeable(resource),
      hasSize(size_gib),
      notProtected(resource),
      ...(is_io1
        ? [
            atMost({ check: 'iops', text: 'provisioned operations a second' }, iops, MOST_IOPS),
            holds(
              { check: 'multi_attach', text: 'may be attached to several instances' },
              multi_attach === null ? null : !multi_attach,
              'no: gp3 cannot be',
              multi_attach,
            ),
          ]
        : []),
    ];
    return decide(checks, () => {
      const move = is_io1 ? fromIo1(subject, iops!) : fromMagnetic(subject);
      return {
        title: `Change the volume ${nameOf(resource)} from ${is_io1 ? 'io1' : 'magnetic storage'} to gp3${move.purpose}`,
        reason: move.why,
        ...modifyVolume(resource, size_gib!, { volume_type: 'gp3', ...move.given }),
        saving: move.saving,
        claims: move.components.map((component) => ({ resource_id: resource.resource_id, component })),
        confidence: confidenceOf(move.confidence),
        risk: riskOf(
          ['low', RISK_OF_MODIFYING],
          ...(is_io1
            ? [
                [
                  'medium',
                  'io1 keeps to its operations a second for 99.9 % of the time, gp3 for 99 %; what needs that is better off with io2.',
                ] as const,
              ]
            : []),
          ...stackRisks(resource),
        ),
        effort: 'low',
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
