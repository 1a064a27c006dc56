import { z } from 'zod';
import { daysBetween } from '../../../platform/core/dates.ts';
import { lifecycleOf, rulesForAll, uploadsOf } from '../aws/buckets.ts';
import { counted } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { above, atLeast, decide, holds } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

export const s3IncompleteUploads = defineRule({
  id: 's3-incomplete-uploads',
  title: 'Incomplete uploads in S3 buckets',
  description: 'Buckets that keep the parts of uploads that were never completed, and no rule that removes them.',
  type: 'storage',
  provider: 'aws',
  resource_types: ['AWS::S3::Bucket'],
  metrics: [],
  relations: [],
  parameters: z.strictObject({
    abort_days: z
      .number()
      .int()
      .min(1)
      .max(365)
      .default(7)
      .describe('Age of the oldest upload, above; the proposed rule aborts uploads at this age (days)'),
  }),
  sources: [
    'AWS Trusted Advisor, Amazon S3 incomplete multipart upload abort configuration',
    'Amazon S3 User Guide, configuring a bucket lifecycle configuration to delete incomplete multipart uploads',
  ],
  evaluate: ({ resource, as_of, parameters: { abort_days } }) => {
    const uploads = uploadsOf(resource);
    const rules = lifecycleOf(resource);
    const abort = rules && rulesForAll(rules).find(({ abort_multipart_days }) => abort_multipart_days !== null);
    const oldest = textOf(resource, 'oldest_multipart_upload_at');
    const age = oldest === null ? null : daysBetween(oldest.slice(0, 10), as_of);
    const checks = [
      atLeast({ check: 'uploads', text: 'uploads that were not completed' }, uploads && uploads.count, 1),
      above({ check: 'oldest_days', text: 'age of the oldest of them', unit: 'days' }, age, abort_days),
      holds(
        { check: 'abort_rule', text: 'days after which a lifecycle rule aborts all uploads' },
        rules && abort === undefined,
        'none',
        rules && (abort?.abort_multipart_days ?? 'none'),
      ),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Abort incomplete uploads in the bucket ${nameOf(resource)}`,
      reason: `It keeps the parts of ${uploads!.more ? 'more than ' : ''}${counted(uploads!.count, 'upload')} that were never completed, the oldest for ${age} days, and no lifecycle rule removes them.`,
      change: {
        action: 's3.add_lifecycle_rule',
        parameters: {
          bucket: shortIdOf(resource),
          rule_id: 'finopsmind-abort-incomplete-uploads',
          transitions: [],
          noncurrent_expiration_days: null,
          abort_multipart_days: abort_days,
        },
      },
      current: { incomplete_multipart_uploads: uploads!.count, abort_multipart_days: null },
      proposed: { abort_multipart_days: abort_days },
      saving: [{ kind: 'unknown', because: 'AWS does not tell how large the parts of uploads are.' }],
      // A rule for the whole lifecycle aborts uploads as well: the two are alternatives.
      claims: [{ resource_id: resource.resource_id, component: 'other' }],
      confidence: confidenceOf([
        'high',
        `AWS lists ${counted(uploads!.count, 'upload')} that can only be completed or aborted.`,
      ]),
      risk: riskOf(
        [
          'low',
          `An upload that is still going on after ${abort_days} days is aborted, and has to begin again. Parts that are gone do not come back.`,
        ],
        ...stackRisks(resource),
      ),
      effort: 'very_low',
      restart_needed: false,
      reversible: false,
    }));
  },
});
