import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { listOf, numberOf } from '../reading.ts';
import type { Use } from '../use.ts';

/** A lifecycle rule as the inventory has it. */
interface LifecycleRule {
  enabled: boolean;
  prefix: string;
  tags: Record<string, string>;
  transitions: { days: number | null; date: string | null; storage_class: string | null }[];
  expiration_days: number | null;
  abort_multipart_days: number | null;
}

/** All lifecycle rules of a bucket; null where its own policy keeps them from us. */
export const lifecycleOf = (resource: InventoryResource): readonly LifecycleRule[] | null =>
  listOf<LifecycleRule>(resource, 'lifecycle_rules');

/** Rules that are in force for every object of the bucket. */
export const rulesForAll = (rules: readonly LifecycleRule[]): LifecycleRule[] =>
  rules.filter(({ enabled, prefix, tags }) => enabled && prefix === '' && Object.keys(tags).length === 0);

/** AWS measures buckets once a day, and tells of it up to two days later. */
const SIZE_DAYS = 7;

/** The last size that was measured (bytes), of one kind of storage or of all; null where none was. */
export const lastSize = (use: Use, metric: Parameters<Use['window']>[0]): number | null =>
  use.window(metric, 'average', SIZE_DAYS)?.last ?? null;

const CLASSES = ['size_bytes_infrequent_access', 'size_bytes_intelligent_tiering', 'size_bytes_archive'] as const;

/**
 * Bytes in the class `STANDARD`. Where only other classes are measured, there are none; where no class is told apart, all
 * may be. Null where nothing is measured.
 */
export function standardSize(use: Use): { bytes: number; told_apart: boolean } | null {
  const standard = lastSize(use, 'size_bytes_standard');
  if (standard !== null) return { bytes: standard, told_apart: true };
  if (CLASSES.some((metric) => lastSize(use, metric) !== null)) return { bytes: 0, told_apart: true };
  const all = lastSize(use, 'size_bytes');
  return all === null ? null : { bytes: all, told_apart: false };
}

/** Uploads that were begun and not ended: how many, and whether there are more than were counted. */
export const uploadsOf = (resource: InventoryResource): { count: number; more: boolean } | null => {
  const count = numberOf(resource, 'incomplete_multipart_uploads');
  return count === null ? null : { count, more: resource.attributes['more_multipart_uploads'] === true };
};
