import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { lastSize, lifecycleOf, rulesForAll, standardSize } from '../aws/buckets.ts';
import { GB, sizeText } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { above, atLeast, decide, holds } from '../checks.ts';
import { confidenceOf, figure, type Reason, riskOf } from '../judging.ts';
import { listOf, nameOf, shortIdOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';
import type { Check, PriceKey } from '../types.ts';
import type { Use } from '../use.ts';

/** Objects below this stay in the frequent tier, and are not watched. */
const SMALLEST_OBJECT_KB = 128;
const KB = 1_024;
/** Storage is charged for in GiB. */
const GIB = 1_073_741_824;
/** Days without access after which an object costs less. */
const INFREQUENT_DAYS = 30;

/** What moves or expires for every object; `null` where the rules are not known. */
function ruleChecks({ resource }: Subject): Check[] {
  const rules = lifecycleOf(resource);
  const tiering = listOf<{ enabled: boolean }>(resource, 'intelligent_tiering');
  const for_all = rules && rulesForAll(rules);
  const moved = for_all?.flatMap(({ transitions }) => transitions).find(({ storage_class }) => storage_class !== null);
  const expiry = for_all?.flatMap(({ expiration_days }) => expiration_days ?? []).toSorted((a, b) => a - b)[0];
  return [
    holds(
      { check: 'transitions', text: 'class that all objects move to by a lifecycle rule' },
      for_all && moved === undefined,
      'none',
      for_all && (moved?.storage_class ?? 'none'),
    ),
    holds(
      { check: 'intelligent_tiering', text: 'configurations of Intelligent-Tiering in force' },
      tiering && !tiering.some(({ enabled }) => enabled),
      'none',
      tiering && tiering.filter(({ enabled }) => enabled).length,
    ),
    holds(
      { check: 'expiration', text: 'days after which all objects are deleted' },
      for_all && (expiry === undefined || expiry > INFREQUENT_DAYS),
      `more than ${INFREQUENT_DAYS}, or never`,
      for_all && (expiry ?? 'never'),
    ),
  ];
}

const priceKey = ({ resource }: Subject, service: string, sku: string): PriceKey => ({
  provider: 'aws',
  service,
  region: resource.region ?? '',
  sku,
});

/** US dollars a month by list prices: the most that it could save, and what it costs in any case. */
interface Range {
  at_most: number;
  watching: number;
}

/** Null where list prices do not tell. */
function rangeOf(subject: Subject, bytes: number, objects: number): Range | null {
  const storage = subject.prices.pair(
    priceKey(subject, 's3-storage', 'STANDARD'),
    priceKey(subject, 's3-storage', 'INTELLIGENT_TIERING_INFREQUENT'),
  );
  const watching = subject.prices.find(priceKey(subject, 's3-monitoring', 'INTELLIGENT_TIERING'));
  if (!storage || !watching) return null;
  const at_most = (bytes / GIB) * (storage.from.price - storage.to.price);
  return { at_most, watching: (objects / 1_000) * watching.price };
}

const rangeText = (range: Range | null): string =>
  range === null
    ? ''
    : ` If nobody asked for any of it in ${INFREQUENT_DAYS} days, it would cost ${figure(range.at_most)} US dollars a month less by list prices; watching the objects costs ${figure(range.watching)} in any case.`;

/** How likely it is to save anything. */
function sureOf(range: Range | null, told_apart: boolean, bytes: number): Reason[] {
  return [
    told_apart
      ? ['high', `AWS measures ${sizeText(bytes)} in the class Standard.`]
      : ['medium', 'The classes of the bucket are not told apart in what is measured.'],
    ['medium', 'Whether it saves depends on how much of it is seldom asked for, which is not measured.'],
    ...(range && range.watching > range.at_most / 2
      ? [
          [
            'low',
            'Its objects are so small that watching them takes more than half of the most it could save.',
          ] as const,
        ]
      : []),
  ];
}

function meanObjectKb(use: Use, objects: number | null): number | null {
  const size = lastSize(use, 'size_bytes');
  return size === null || !objects ? null : size / objects / KB;
}

const changeOf = (resource: InventoryResource, days: number): Pick<Proposal, 'change' | 'current' | 'proposed'> => ({
  change: {
    action: 's3.add_lifecycle_rule',
    parameters: {
      bucket: shortIdOf(resource),
      rule_id: 'finopsmind-intelligent-tiering',
      transitions: [{ days, storage_class: 'INTELLIGENT_TIERING' }],
      noncurrent_expiration_days: null,
      abort_multipart_days: null,
    },
  },
  current: { storage_class: 'STANDARD' },
  proposed: { storage_class: 'INTELLIGENT_TIERING', transition_days: days },
});

/** All of it moved to the infrequent tier would be the most there is to save: a figure nobody could count on. */
const savingOf = (subject: Subject, objects: number): SavingPlan => [
  {
    kind: 'unknown',
    because: `How much of it nobody asks for in ${INFREQUENT_DAYS} days is not measured: access logs of the bucket tell.`,
  },
  {
    kind: 'adds',
    price: priceKey(subject, 's3-monitoring', 'INTELLIGENT_TIERING'),
    quantity: objects / 1_000,
    because: `Intelligent-Tiering watches ${figure(objects)} objects`,
  },
];

export const s3WithoutTiering = defineRule({
  id: 's3-without-tiering',
  title: 'S3 buckets without Intelligent-Tiering',
  description: 'Large buckets in which everything stays in the most expensive class, however rarely it is asked for.',
  type: 'storage',
  provider: 'aws',
  resource_types: ['AWS::S3::Bucket'],
  metrics: [
    'size_bytes',
    'size_bytes_standard',
    'size_bytes_infrequent_access',
    'size_bytes_intelligent_tiering',
    'size_bytes_archive',
    'object_count',
    'requests',
    'egress_bytes',
  ],
  relations: [],
  parameters: z.strictObject({
    gigabytes: z.number().min(0).default(50).describe('Size in the class Standard, above (GB)'),
    transition_days: z
      .number()
      .int()
      .min(0)
      .max(365)
      .default(0)
      .describe('In the proposed rule: age at which objects move to Intelligent-Tiering (days)'),
  }),
  sources: [
    'Amazon S3 User Guide, Intelligent-Tiering: 30 days without access, objects of 128 KB and more, no charge for reading',
    'Amazon S3 pricing: monitoring and automation, for each thousand objects',
  ],
  evaluate: (subject) => {
    const { resource, use, parameters } = subject;
    const standard = standardSize(use);
    const objects = lastSize(use, 'object_count');
    const checks = [
      above(
        { check: 'size', text: 'size in the class Standard', unit: 'GB' },
        standard && standard.bytes / GB,
        parameters.gigabytes,
      ),
      ...ruleChecks(subject),
      atLeast(
        { check: 'object_size', text: 'mean size of an object', unit: 'KB' },
        meanObjectKb(use, objects),
        SMALLEST_OBJECT_KB,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const range = rangeOf(subject, standard!.bytes, objects!);
      return {
        title: `Move the objects of the bucket ${nameOf(resource)} to Intelligent-Tiering`,
        reason: `It holds ${sizeText(standard!.bytes)} in ${figure(objects!)} objects, and nothing moves them to a cheaper class.${rangeText(range)}`,
        ...changeOf(resource, parameters.transition_days),
        saving: savingOf(subject, objects!),
        claims: [{ resource_id: resource.resource_id, component: 'storage' }],
        confidence: confidenceOf(...sureOf(range, standard!.told_apart, standard!.bytes)),
        risk: riskOf(
          [
            'low',
            'Objects are as fast to read as before, and reading them costs no more. Back to Standard they go only as copies, each of which is charged for.',
          ],
          [
            'low',
            'Every object that moves is charged for once, and watched from then on; where all are asked for every month, it costs more than it saves.',
          ],
          ...stackRisks(resource),
        ),
        effort: 'low',
        restart_needed: false,
        reversible: true,
        evidence: [
          { metric: 'size_bytes', statistic: 'average', limit: null },
          { metric: 'requests', statistic: 'total', limit: null },
        ],
      };
    });
  },
});
