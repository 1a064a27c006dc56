import type { InventoryResource } from '../../../../core/inventory.ts';
import { AZURE_METRICS, type AzureMetric } from './catalogue.ts';

/** What one call of the batch API takes. */
const BATCH_SIZE = 50;

/** Metrics of resources that one call can ask for together: of one type, subscription and region. */
export interface MetricBatch {
  resource_type: string;
  account_id: string;
  region: string;
  metrics: AzureMetric[];
  resource_ids: string[];
}

/** Amounts apart from levels: Azure refuses a call when one of its metrics lacks one of its aggregations. */
function askedTogether(metrics: AzureMetric[]): AzureMetric[][] {
  const isAmount = ({ kind }: AzureMetric): boolean => kind === 'amount';
  return [metrics.filter((one) => !isAmount(one)), metrics.filter(isAmount)].filter((some) => some.length > 0);
}

/** Resources that are measured, in as few batches as the API allows; others are left out. */
export function batchesOf(resources: InventoryResource[]): MetricBatch[] {
  const groups = new Map<string, MetricBatch>();
  const full: MetricBatch[] = [];
  for (const { resource_id, resource_type, account_id, region } of resources) {
    const metrics = AZURE_METRICS[resource_type];
    if (!metrics || region === null) continue;
    const key = [resource_type, account_id, region].join(' ');
    const batch = groups.get(key) ?? { resource_type, account_id, region, metrics, resource_ids: [] };
    batch.resource_ids.push(resource_id);
    groups.set(key, batch);
    if (batch.resource_ids.length < BATCH_SIZE) continue;
    full.push(batch);
    groups.delete(key);
  }
  return [...full, ...groups.values()].flatMap((batch) =>
    askedTogether(batch.metrics).map((metrics) => ({ ...batch, metrics })),
  );
}

/**
 * The aggregations to ask Azure for, of the metrics of a batch, in its own words, separated by commas: the wanted ones
 * first, then those to do with where Azure refuses them. Not every level has peaks, and which ones do differs from what
 * Microsoft's list says.
 */
export function aggregationsOf(metrics: AzureMetric[]): string[] {
  const kinds = new Set(metrics.map(({ kind }) => kind));
  if (kinds.has('amount')) return ['total'];
  const wanted = [
    'average',
    ...(kinds.has('free_percent') ? ['minimum'] : []),
    ...(kinds.has('level') || kinds.has('rate') ? ['maximum'] : []),
  ];
  return [wanted.join(','), 'average'];
}
