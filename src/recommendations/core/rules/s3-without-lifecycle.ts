import { z } from 'zod';
import { lastSize, lifecycleOf } from '../aws/buckets.ts';
import { GB, sizeText } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { above, decide, holds } from '../checks.ts';
import { confidenceOf, type Reason, riskOf } from '../judging.ts';
import { nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

const risksOf = (has_versions: boolean, old_versions_days: number, abort_days: number): Reason[] => [
  has_versions
    ? [
        'medium',
        `Versions that were replaced or deleted more than ${old_versions_days} days ago cannot be brought back.`,
      ]
    : ['low', 'No object is deleted: versions of objects are not kept.'],
  ['low', `Uploads that take longer than ${abort_days} days are aborted.`],
];

export const s3WithoutLifecycle = defineRule({
  id: 's3-without-lifecycle',
  title: 'S3 buckets without lifecycle rules',
  description: 'Large buckets in which nothing ever expires: old versions and parts of uploads stay for good.',
  type: 'storage',
  provider: 'aws',
  resource_types: ['AWS::S3::Bucket'],
  metrics: ['size_bytes'],
  relations: [],
  parameters: z.strictObject({
    gigabytes: z.number().min(0).default(100).describe('Size of the bucket, above (GB)'),
    old_versions_days: z
      .number()
      .int()
      .min(1)
      .max(3_650)
      .default(90)
      .describe('In the proposed rule: days after which old versions are deleted, where versions are kept (days)'),
    abort_days: z
      .number()
      .int()
      .min(1)
      .max(365)
      .default(7)
      .describe('In the proposed rule: days after which uploads that were not completed are aborted (days)'),
  }),
  sources: [
    'Amazon S3 User Guide, managing the lifecycle of objects',
    'AWS Security Hub, S3.13: buckets should have lifecycle configurations',
  ],
  evaluate: ({ resource, use, parameters: { gigabytes, old_versions_days, abort_days } }) => {
    const rules = lifecycleOf(resource);
    const size = lastSize(use, 'size_bytes');
    const checks = [
      above({ check: 'size', text: 'size of the bucket', unit: 'GB' }, size === null ? null : size / GB, gigabytes),
      holds(
        { check: 'lifecycle_rules', text: 'lifecycle rules' },
        rules && rules.length === 0,
        'none',
        rules && rules.length,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const versioning = textOf(resource, 'versioning');
      const has_versions = versioning === 'Enabled' || versioning === 'Suspended';
      const noncurrent_expiration_days = has_versions ? old_versions_days : null;
      return {
        title: `Give the bucket ${nameOf(resource)} a lifecycle rule`,
        reason: `It holds ${sizeText(size!)} and has no lifecycle rule: ${has_versions ? 'old versions of objects, and ' : ''}parts of uploads that were never completed stay and are charged for.`,
        change: {
          action: 's3.add_lifecycle_rule',
          parameters: {
            bucket: shortIdOf(resource),
            rule_id: 'finopsmind-clean-up',
            transitions: [],
            noncurrent_expiration_days,
            abort_multipart_days: abort_days,
          },
        },
        current: { lifecycle_rules: 0, versioning },
        proposed: { lifecycle_rules: 1, noncurrent_expiration_days, abort_multipart_days: abort_days },
        saving: [
          {
            kind: 'unknown',
            because:
              'How much of the bucket is old versions or parts of uploads is not measured: S3 Storage Lens tells.',
          },
        ],
        // It goes together with moving objects to other classes, which claims the storage.
        claims: [{ resource_id: resource.resource_id, component: 'other' }],
        confidence: confidenceOf(
          ['high', `AWS tells of no lifecycle rule, and measures ${sizeText(size!)}.`],
          ['medium', 'What of it will never be needed again, only its owner knows.'],
        ),
        risk: riskOf(...risksOf(has_versions, old_versions_days, abort_days), ...stackRisks(resource)),
        effort: 'low',
        restart_needed: false,
        reversible: !has_versions,
        evidence: [{ metric: 'size_bytes', statistic: 'average', limit: gigabytes * GB }],
      };
    });
  },
});
