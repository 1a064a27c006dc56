import type { InventoryResource } from '../../src/connections/core/inventory.ts';
import {
  type BucketFacts,
  bucketResource,
  type LifecycleRule,
} from '../../src/connections/providers/aws/core/inventory/s3-buckets.ts';
import { daysAgo, type Measured, PLACE } from './rule-cases.ts';

/** What one case changes of a bucket of 101 GB in objects of a megabyte, with all that is its own known. */
export interface BucketChange {
  facts?: Partial<BucketFacts>;
  tags?: Record<string, string>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}

export const bucketOf = ({ facts, tags = {} }: BucketChange): InventoryResource =>
  bucketResource(
    PLACE,
    { Name: 'reports', CreationDate: daysAgo(900) },
    {
      tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      versioning: { Status: 'Enabled' },
      lifecycle: [],
      tiering: [],
      uploads: { Uploads: [], IsTruncated: false },
      ...facts,
    },
  );

export const bucketSituation = (change: BucketChange) => ({
  resource: bucketOf(change),
  use: { size_bytes: { average: 101e9 }, object_count: { average: 101_000 }, ...change.use },
  parameters: change.parameters,
});

/** A lifecycle rule for all objects, in force. */
export const ruleOf = (rule: Partial<LifecycleRule>): LifecycleRule => ({
  ID: 'one',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  ...rule,
});
