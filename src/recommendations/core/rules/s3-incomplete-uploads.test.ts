import { expect, it } from 'vitest';
import { type BucketChange, bucketSituation, ruleOf } from '../../../../test/support/bucket-cases.ts';
import { changeOf, daysAgo, describeCases, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { s3IncompleteUploads } from './s3-incomplete-uploads.ts';

const uploads = (oldest: number, more = false): BucketChange => ({
  facts: { uploads: { Uploads: [{ Initiated: daysAgo(1) }, { Initiated: daysAgo(oldest) }], IsTruncated: more } },
});
const withRule = (rule: Parameters<typeof ruleOf>[0]): BucketChange => ({
  facts: { ...uploads(8).facts, lifecycle: [ruleOf(rule)] },
});
const ABORT = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } };

describeCases<BucketChange>(s3IncompleteUploads, bucketSituation, {
  found: {
    'an upload of eight days ago': uploads(8),
    'an upload of two days ago, where that is old': { ...uploads(2), parameters: { abort_days: 1 } },
    'a rule for other things': withRule({ Expiration: { Days: 30 } }),
    'a rule for a part of the bucket': withRule({ ...ABORT, Filter: { Prefix: 'logs/' } }),
    'a rule that is not in force': withRule({ ...ABORT, Status: 'Disabled' }),
  },
  fine: {
    'an upload of seven days ago': [uploads(7), 'oldest_days'],
    'a rule that aborts': [withRule(ABORT), 'abort_rule'],
    'no uploads': [{}, 'uploads'],
    protected: [{ ...uploads(8), tags: { 'finopsmind:protect': 'true' } }, 'protected'],
  },
  unknown: {
    'uploads that the bucket keeps from us': [{ facts: { uploads: null } }, 'uploads', 'oldest_days'],
    'uploads without a time': [{ facts: { uploads: { Uploads: [{}] } } }, 'oldest_days'],
    'rules that the bucket keeps from us': [{ facts: { ...uploads(8).facts, lifecycle: null } }, 'abort_rule'],
  },
});

it('aborts them by a rule, says how many there are, and makes up no saving', () => {
  const situation = bucketSituation(uploads(8, true));
  expect(changeOf(s3IncompleteUploads, situation).parameters).toEqual({
    bucket: 'reports',
    rule_id: 'finopsmind-abort-incomplete-uploads',
    transitions: [],
    noncurrent_expiration_days: null,
    abort_multipart_days: 7,
  });
  expect(findingOf(s3IncompleteUploads, situation).reason).toContain('more than 2 uploads');
  expect(findingOf(s3IncompleteUploads, bucketSituation(uploads(8))).reason).toContain('parts of 2 uploads');
  expect(planOf(s3IncompleteUploads, situation).map(({ kind }) => kind)).toEqual(['unknown']);
});
