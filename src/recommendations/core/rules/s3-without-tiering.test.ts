import { expect, it } from 'vitest';
import { type BucketChange, bucketSituation, ruleOf } from '../../../../test/support/bucket-cases.ts';
import { changeOf, describeCases, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import type { PriceRow } from '../types.ts';
import { s3WithoutTiering } from './s3-without-tiering.ts';

const objects = (bytes: number, count: number) => ({
  size_bytes: { average: bytes },
  object_count: { average: count },
});
const lifecycle = (...rules: Parameters<typeof ruleOf>) => ({ facts: { lifecycle: rules.map(ruleOf) } });
const TIERING = { Transitions: [{ Days: 0, StorageClass: 'INTELLIGENT_TIERING' }] };

describeCases<BucketChange>(s3WithoutTiering, bucketSituation, {
  found: {
    'more than 50 GB': { use: objects(50e9 + 1, 100_000) },
    'more than 50 GB of the class Standard': { use: { size_bytes_standard: { average: 51e9 } } },
    'a rule that only aborts uploads': lifecycle({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
    'a rule that moves a part': lifecycle({ ...TIERING, Filter: { Prefix: 'logs/' } }),
    'a rule that moves what is tagged': lifecycle({ ...TIERING, Filter: { Tag: { Key: 'old', Value: '1' } } }),
    'a rule that is not in force': lifecycle({ ...TIERING, Status: 'Disabled' }),
    'a configuration that is not in force': { facts: { tiering: [{ Id: 'one', Status: 'Disabled' }] } },
    'objects that expire after a year': lifecycle({ Expiration: { Days: 365 } }),
    'objects of 128 KB': { use: objects(131_072 * 1_000_000, 1_000_000) },
  },
  fine: {
    '50 GB': [{ use: objects(50e9, 100_000) }, 'size'],
    '50 GB of the class Standard, and more of others': [
      { use: { size_bytes_standard: { average: 50e9 }, size_bytes_archive: { average: 51e9 } } },
      'size',
    ],
    'all in other classes': [{ use: { size_bytes_intelligent_tiering: { average: 101e9 } } }, 'size'],
    'a rule that moves all': [lifecycle(TIERING), 'transitions'],
    'a rule that moves all to another class': [
      lifecycle({ Transitions: [{ Days: 30, StorageClass: 'GLACIER_IR' }] }),
      'transitions',
    ],
    'a configuration of Intelligent-Tiering': [
      { facts: { tiering: [{ Id: 'one', Status: 'Enabled' }] } },
      'intelligent_tiering',
    ],
    'objects that expire after a month': [lifecycle({ Expiration: { Days: 30 } }), 'expiration'],
    'small objects': [{ use: objects(131_072 * 1_000_000 - 1, 1_000_000) }, 'object_size'],
    protected: [{ tags: { 'finopsmind:protect': 'true' } }, 'protected'],
  },
  unknown: {
    'size not measured': [{ use: { size_bytes: { average: [] } } }, 'size', 'object_size'],
    'objects not counted': [{ use: { object_count: { average: [] } } }, 'object_size'],
    'rules that the bucket keeps from us': [{ facts: { lifecycle: null } }, 'transitions', 'expiration'],
    'configurations that the bucket keeps from us': [{ facts: { tiering: null } }, 'intelligent_tiering'],
  },
});

const price = (service: string, sku: string, amount: number): PriceRow => ({
  provider: 'aws',
  service,
  region: 'us-east-1',
  sku,
  unit: service === 's3-storage' ? 'gib_month' : 'thousand_objects_month',
  price: amount,
  source: 'price_api',
  source_name: 'AWS Price List',
  date: '2026-11-01',
});

it('moves all objects, and makes up no saving', () => {
  expect(changeOf(s3WithoutTiering, bucketSituation({ parameters: { transition_days: 30 } })).parameters).toEqual({
    bucket: 'reports',
    rule_id: 'finopsmind-intelligent-tiering',
    transitions: [{ days: 30, storage_class: 'INTELLIGENT_TIERING' }],
    noncurrent_expiration_days: null,
    abort_multipart_days: null,
  });
  expect(planOf(s3WithoutTiering, bucketSituation({}))).toMatchObject([
    { kind: 'unknown' },
    { kind: 'adds', price: { service: 's3-monitoring' }, quantity: 101 },
  ]);
});

it('says between what the saving lies, where prices are known', () => {
  const prices = [
    price('s3-storage', 'STANDARD', 0.02),
    price('s3-storage', 'INTELLIGENT_TIERING_INFREQUENT', 0.0125),
    price('s3-monitoring', 'INTELLIGENT_TIERING', 0.0025),
  ];
  // A hundred GiB in 101,000 objects.
  const hundred = bucketSituation({ use: { size_bytes: { average: 100 * 2 ** 30 } } });
  const { reason, confidence } = findingOf(s3WithoutTiering, { ...hundred, prices });
  expect(reason).toContain('cost 0.75 US dollars a month less');
  expect(reason).toContain('costs 0.25 in any case');
  expect(confidence.level).toBe('medium');
  const small = bucketSituation({ use: objects(100 * 2 ** 30, 151_000) });
  expect(findingOf(s3WithoutTiering, { ...small, prices }).confidence.level).toBe('low');
});

it('is less sure where classes are not told apart', () => {
  expect(findingOf(s3WithoutTiering, bucketSituation({})).confidence.reasons[0]).toContain('not told apart');
  const apart = bucketSituation({ use: { size_bytes_standard: { average: 90e9 } } });
  expect(findingOf(s3WithoutTiering, apart).confidence.reasons[0]).toContain('90 GB in the class Standard');
});
