import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import { counted, GB, sizeText } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { above, atLeast, decide, holds } from '../checks.ts';
import { confidenceOf, type Reason, riskOf } from '../judging.ts';
import { flagOf, listOf, numberOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

const schema = z.strictObject({
  days: z
    .number()
    .int()
    .min(30)
    .max(730)
    .default(90)
    .describe('Time since an image was pulled, or pushed if it never was, at least (days, counted in whole months)'),
  gigabytes: z.number().min(0).default(0).describe('Size of those images together, above (GB)'),
  untagged_days: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(14)
    .describe('In the proposed policy: days after its push at which an untagged image is deleted (days)'),
  keep_images: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(3)
    .describe('In the proposed policy: newest images that are kept, at least (number of images)'),
});
type Parameters = z.output<typeof schema>;

interface Used {
  /** `2026-01`, or `unknown`. */
  month: string;
  images: number;
  bytes: number;
}

/**
 * Images whose last pull (or push, without one) was in a month that ended `days` ago or earlier; null where it is not
 * known.
 */
function unusedOf(resource: InventoryResource, as_of: IsoDate, days: number): Omit<Used, 'month'> | null {
  const months = listOf<Used>(resource, 'images_by_last_use');
  // The month of that day itself has images that were pulled since.
  const first_used = addDays(as_of, -days).slice(0, 7);
  const unused = months?.filter(({ month }) => /^\d{4}-\d\d$/.test(month) && month < first_used);
  return unused
    ? {
        images: unused.reduce((sum, { images }) => sum + images, 0),
        bytes: unused.reduce((sum, { bytes }) => sum + bytes, 0),
      }
    : null;
}

/** Its name as ECR takes it, which may have slashes in it. */
const repositoryName = ({ resource_id }: InventoryResource): string => resource_id.replace(/^.*:repository\//, '');

interface Images {
  all: number;
  bytes: number;
  unused: Omit<Used, 'month'>;
  /** Newest images that stay, and how many go then. */
  kept: number;
  deleted: number;
  has_policy: boolean;
}

/** What is known of the images; null for each part that the inventory does not tell. */
function imagesOf({ resource, as_of, parameters }: Subject<Parameters>): {
  [Part in keyof Images]: Images[Part] | null;
} {
  const all = numberOf(resource, 'images');
  const unused = unusedOf(resource, as_of, parameters.days);
  const kept = all === null || unused === null ? null : Math.max(parameters.keep_images, all - unused.images);
  return {
    all,
    bytes: numberOf(resource, 'image_bytes'),
    unused,
    kept,
    deleted: all === null || kept === null ? null : all - kept,
    has_policy: flagOf(resource, 'has_lifecycle_policy'),
  };
}

function sureOf({ resource, as_of, parameters: { days } }: Subject<Parameters>, { unused }: Images): Reason[] {
  const indexes = numberOf(resource, 'image_indexes') ?? 0;
  const since = addDays(as_of, -days).slice(0, 7);
  return [
    ['high', `ECR records every pull; ${counted(unused.images, 'image')} had none since ${since} began.`],
    ['medium', 'Layers that images share are stored once, so that it may save less than their share of the size.'],
    ...(indexes > 0
      ? [['medium', `${indexes} of all are lists for several platforms, whose parts cannot go before them.`] as const]
      : []),
  ];
}

function risksOf(
  { resource, is_production, parameters: { days } }: Subject<Parameters>,
  { kept, has_policy }: Images,
): Reason[] {
  return [
    [
      is_production === false ? 'medium' : 'high',
      `A container that has been running for longer than ${days} days has not pulled its image since, and could not start again without it. Nor are copies for the failure of a region pulled, or images that Lambda has fetched once.`,
    ],
    ['medium', `The policy keeps the ${counted(kept, 'image')} pushed last, which need not be those that are pulled.`],
    ...(has_policy ? [['medium', 'It has a lifecycle policy already: add a rule to that by hand.'] as const] : []),
    ...stackRisks(resource),
  ];
}

/** Where more are kept than are used, so much less of the unused ones goes. */
const savingOf = ({ bytes, unused, deleted }: Images, days: number): SavingPlan => [
  {
    kind: 'share',
    share: Math.min(1, ((unused.bytes / bytes) * deleted) / unused.images),
    of: ['storage'],
    because: `${deleted} of ${counted(unused.images, 'image')} that nobody has pulled for ${days} days go; together those are ${sizeText(unused.bytes)} of ${sizeText(bytes)}`,
  },
];

function proposalOf(subject: Subject<Parameters>, images: Images): Proposal {
  const { resource, parameters } = subject;
  const { days, untagged_days } = parameters;
  const { all, bytes, unused, kept, has_policy } = images;
  const repository_name = repositoryName(resource);
  const policy = { untagged_days, keep_images: kept };
  return {
    title: `Delete unused images of the repository ${repository_name} by a lifecycle policy`,
    reason: `Of its ${counted(all, 'image')} (${sizeText(bytes)}), nobody has pulled ${unused.images} (${sizeText(unused.bytes)}) for ${days} days${has_policy ? '' : ', and it has no lifecycle policy'}.`,
    // A policy that is there would be replaced, with what its owner meant by it.
    change: has_policy ? null : { action: 'ecr.set_lifecycle_policy', parameters: { repository_name, ...policy } },
    current: { images: all, image_bytes: bytes, has_lifecycle_policy: has_policy },
    proposed: policy,
    saving: savingOf(images, days),
    claims: [{ resource_id: resource.resource_id, component: 'storage' }],
    confidence: confidenceOf(...sureOf(subject, images)),
    risk: riskOf(...risksOf(subject, images)),
    effort: has_policy ? 'medium' : 'low',
    restart_needed: false,
    reversible: false,
  };
}

export const ecrUnusedImages = defineRule({
  id: 'ecr-unused-images',
  title: 'Unused images in ECR repositories',
  description: 'Repositories with images that nobody has pulled for months.',
  type: 'storage',
  provider: 'aws',
  resource_types: ['AWS::ECR::Repository'],
  metrics: [],
  relations: [],
  parameters: schema,
  sources: [
    'AWS Trusted Advisor, ECR repository without lifecycle policy',
    'Amazon ECR API, DescribeImages: the last recorded pull, brought up to date at least once a day',
  ],
  evaluate: (subject) => {
    const { resource, parameters } = subject;
    const { days, gigabytes } = parameters;
    const images = imagesOf(subject);
    const { bytes, unused, has_policy } = images;
    const checks = [
      atLeast(
        { check: 'unused_images', text: `images that nobody has pulled for ${days} days` },
        unused && unused.images,
        1,
      ),
      above({ check: 'unused_size', text: 'size of those images', unit: 'GB' }, unused && unused.bytes / GB, gigabytes),
      above({ check: 'size', text: 'size of all images', unit: 'GB' }, bytes === null ? null : bytes / GB, 0),
      atLeast({ check: 'deleted_images', text: 'images beyond those that are kept' }, images.deleted, 1),
      holds(
        { check: 'policy', text: 'has a lifecycle policy' },
        has_policy === null ? null : true,
        'known',
        has_policy,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => proposalOf(subject, images as Images));
  },
});
