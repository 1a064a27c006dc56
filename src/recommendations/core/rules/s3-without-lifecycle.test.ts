import { expect, it } from 'vitest';
import { type BucketChange, bucketSituation, ruleOf } from '../../../../test/support/bucket-cases.ts';
import { changeOf, describeCases, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { s3WithoutLifecycle } from './s3-without-lifecycle.ts';

const size = (bytes: number) => ({ size_bytes: { average: bytes } });

describeCases<BucketChange>(s3WithoutLifecycle, bucketSituation, {
  found: {
    'more than 100 GB': {},
    'more than 100 GB two days ago': { use: { size_bytes: { average: [101e9, null, null] } } },
    'more than wanted': { use: size(2e9), parameters: { gigabytes: 1 } },
  },
  fine: {
    '100 GB': [{ use: size(100e9) }, 'size'],
    'a rule': [{ facts: { lifecycle: [ruleOf({ Expiration: { Days: 30 } })] } }, 'lifecycle_rules'],
    'a rule that is not in force, which somebody meant to have': [
      { facts: { lifecycle: [ruleOf({ Status: 'Disabled' })] } },
      'lifecycle_rules',
    ],
    protected: [{ tags: { 'finopsmind:protect': 'true' } }, 'protected'],
  },
  unknown: {
    'size not measured': [{ use: { size_bytes: { average: [] } } }, 'size'],
    'size not measured in a week': [{ use: { size_bytes: { average: [101e9, ...Array(7).fill(null)] } } }, 'size'],
    'rules that the bucket keeps from us': [{ facts: { lifecycle: null } }, 'lifecycle_rules'],
  },
});

it.each([
  ['Enabled', 90, false],
  ['Suspended', 90, false],
  [undefined, null, true],
])('deletes old versions where versioning is %s', (Status, noncurrent_expiration_days, reversible) => {
  const situation = bucketSituation({ facts: { versioning: { Status } } });
  expect(changeOf(s3WithoutLifecycle, situation)).toEqual({
    action: 's3.add_lifecycle_rule',
    parameters: {
      bucket: 'reports',
      rule_id: 'finopsmind-clean-up',
      transitions: [],
      noncurrent_expiration_days,
      abort_multipart_days: 7,
    },
  });
  expect(findingOf(s3WithoutLifecycle, situation).reversible).toBe(reversible);
});

it('deletes no versions where it is not known whether there are any, and makes up no saving', () => {
  const situation = bucketSituation({ facts: { versioning: null } });
  expect(changeOf(s3WithoutLifecycle, situation).parameters).toMatchObject({ noncurrent_expiration_days: null });
  expect(planOf(s3WithoutLifecycle, situation).map(({ kind }) => kind)).toEqual(['unknown']);
});
