import { z } from 'zod';
import type { IsoDate } from '../../platform/core/dates.ts';

const json: z.ZodType<unknown> = z.json();

/** A resource in the same form for every provider. */
export const inventoryResource = z.object({
  /** As the provider names it: an ARN, or an Azure resource id in lower case. */
  resource_id: z.string().min(1),
  /** The cloud's own name of the type: `AWS::EC2::Instance`, `microsoft.compute/virtualmachines`. */
  resource_type: z.string().min(1),
  name: z.string().nullable(),
  /** AWS account (12 digits) or Azure subscription id. */
  account_id: z.string(),
  /** Null when it belongs to no region. */
  region: z.string().nullable(),
  /** The provider's own word, such as `running`, `available`, `PowerState/deallocated`. */
  status: z.string().nullable(),
  created_at: z.iso.datetime({ offset: true }).nullable(),
  tags: z.record(z.string(), z.string()),
  /** What its type has: names in snake_case, units in the name (`size_gib`, `memory_mib`). */
  attributes: z.record(z.string(), json),
  /** `resource_id` of what it belongs to, such as the cluster of a node. */
  parent_id: z.string().nullable(),
  /** `resource_id`s of what it is attached to or serves. */
  attached_to: z.array(z.string()),
  /** The names under which bills may know it; Azure's in lower case. */
  billed_as: z.array(z.string()),
});
export type InventoryResource = z.infer<typeof inventoryResource>;

/** Where a look is complete or fails as a whole: one type in one region of one account. */
export interface Partition {
  resource_type: string;
  account_id: string;
  /** Null where one look tells of all regions, or the type belongs to none. */
  region: string | null;
}

/**
 * What a collector yields, in any order of partitions: resources in pages, then `complete` once per partition, from
 * which on what was not among them counts as gone. A partition that could not be read yields `failed` instead.
 */
export type Collected =
  | { kind: 'resources'; partition: Partition; resources: InventoryResource[] }
  | { kind: 'complete'; partition: Partition }
  | { kind: 'failed'; partition: Partition; message: string; permission: string | null };

/** What is measured, by names that all providers share; the unit is in the name. */
export const METRICS = [
  'cpu_percent',
  'memory_percent',
  'network_in_bytes',
  'network_out_bytes',
  'disk_read_bytes',
  'disk_write_bytes',
  'disk_read_operations',
  'disk_write_operations',
  'idle_seconds',
  'connections',
  'free_memory_bytes',
  'free_storage_bytes',
  'requests',
  'processed_bytes',
  'active_connections',
  'new_connections',
  'cache_hits',
  'cache_misses',
  'invocations',
  'duration_ms',
  'errors',
  'throttles',
  'memory_used_mb',
  'consumed_read_units',
  'consumed_write_units',
  'provisioned_read_units',
  'provisioned_write_units',
  'size_bytes',
  'size_bytes_standard',
  'size_bytes_infrequent_access',
  'size_bytes_intelligent_tiering',
  'size_bytes_archive',
  'object_count',
  'incoming_bytes',
  'packets_dropped',
  'capacity_percent',
  'transactions',
  'egress_bytes',
  'capacity_units',
] as const;
export type MetricName = (typeof METRICS)[number];

/**
 * Daily statistics of one metric of one resource. The arrays have one entry a day from `first_date` on; null is unknown
 * (no data is not zero). `total` is the sum over the day, of what is counted (requests, bytes, operations).
 */
export interface MetricSeries {
  resource_id: string;
  metric: MetricName;
  first_date: IsoDate;
  average: (number | null)[];
  maximum: (number | null)[];
  p95: (number | null)[];
  p99: (number | null)[];
  total: (number | null)[];
}

/** A piece of advice that the cloud itself gives. */
export interface Advice {
  /** Such as `cost-optimization-hub`, `compute-optimizer`, `cost-explorer`, `azure-advisor`. */
  source: string;
  /** Stable from one look to the next. */
  advice_id: string;
  resource_id: string | null;
  resource_type: string | null;
  account_id: string | null;
  region: string | null;
  /** The cloud's own word, such as `Rightsize`, `Stop`, `PurchaseSavingsPlans`, or Advisor's recommendation type. */
  action: string;
  title: string;
  /** Exact decimal text as the cloud says it; null when it does not. */
  monthly_savings: string | null;
  currency: string | null;
  /** What else the cloud says of it: current and recommended configuration, effort, restart, rollback. */
  details: Record<string, unknown>;
}
