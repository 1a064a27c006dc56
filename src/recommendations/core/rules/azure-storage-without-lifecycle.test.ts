import { expect, it } from 'vitest';
import { type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureStorageWithoutLifecycle } from './azure-storage-without-lifecycle.ts';

const GB = 1e9;
const base: Given = {
  resource_type: 'microsoft.storage/storageaccounts',
  name: 'shopimages',
  attributes: { kind: 'StorageV2', tier: 'Standard', sku: 'Standard_LRS', access_tier: 'Hot', lifecycle_rules: 0 },
  use: { size_bytes: { average: 2_000 * GB }, transactions: { total: 1_000 } },
};
const size = (average: number | (number | null)[]): Given => ({ use: { size_bytes: { average } } });

testCases(azureStorageWithoutLifecycle, base, {
  found: {
    'no rule': {},
    'just above the limit': size(100 * GB + 1),
    'last measured six days ago': size([200 * GB, null, null, null, null, null, null]),
    'grown above the limit': size([1, 1, 200 * GB]),
    'an account for blobs alone': { attributes: { kind: 'BlobStorage' } },
    'requests not measured': { use: { transactions: undefined } },
  },
  fine: {
    'of a group that Databricks manages': [{ attributes: { resource_group: 'databricks-rg-shop-abc' } }, 'member'],
    'a rule': [{ attributes: { lifecycle_rules: 1 } }, 'lifecycle_rules'],
    'as large as the limit': [size(100 * GB), 'size'],
    'shrunk below the limit': [size([200 * GB, 1]), 'size'],
    'cool already': [{ attributes: { access_tier: 'Cool' } }, 'access_tier'],
    'premium, which has no colder tiers': [{ attributes: { tier: 'Premium' } }, 'tier'],
    'files alone': [{ attributes: { kind: 'FileStorage' } }, 'kind'],
    'of the first version': [{ attributes: { kind: 'Storage' } }, 'kind'],
  },
  unknown: {
    'rules that could not be read': [{ attributes: { lifecycle_rules: null } }, 'lifecycle_rules'],
    'size not measured': [{ use: { size_bytes: undefined } }, 'size'],
    'size last measured a week ago': [size([200 * GB, null, null, null, null, null, null, null]), 'size'],
    'of an unknown tier': [{ attributes: { access_tier: null } }, 'access_tier'],
    'of an unknown kind': [{ attributes: { kind: null } }, 'kind'],
    'of unknown performance': [{ attributes: { tier: null } }, 'tier'],
  },
});

it('gets a rule, which saves nobody knows how much', () => {
  const situation = situationOf(base, { parameters: { cool_after_days: 60 } });
  expect(changeOf(azureStorageWithoutLifecycle, situation)).toEqual({
    action: 'azure.add_storage_lifecycle',
    parameters: { cool_after_days: 60, archive_after_days: null },
  });
  expect(planOf(azureStorageWithoutLifecycle, situation)).toMatchObject([{ kind: 'unknown' }]);
  const { confidence, reason } = findingOf(azureStorageWithoutLifecycle, situation);
  expect(reason).toBe('It holds 2,000 GB in the hot tier, and no rule ever moves any of it to a cheaper one.');
  expect(confidence).toMatchObject({
    level: 'low',
    reasons: [expect.stringContaining('30,000 requests in 30 days'), expect.stringContaining('file shares')],
  });
});
