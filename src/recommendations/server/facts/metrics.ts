import { sql } from 'kysely';
import type { MetricName } from '../../../connections/core/inventory.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { STATISTICS, type Statistic } from '../../core/use.ts';
import type { SentSeries } from '../evaluate-task.ts';

/** Resources of which the same is wanted. */
export interface MetricsWanted {
  resource_ids: string[];
  metrics: MetricName[];
}

/** Days as `1.5,,2`: what is not known at the end is left out, and what is never known is null. */
const asText = (statistic: Statistic) =>
  sql<string | null>`nullif(rtrim(array_to_string(${sql.ref(statistic)}, ',', ''), ','), '')`.as(statistic);

/**
 * Measurements of resources of a connection. They stay text, which the database makes and threads read: the event loop
 * only passes them on.
 */
export const readSeries = (
  tx: Transaction,
  provider_id: string,
  { resource_ids, metrics }: MetricsWanted,
): Promise<SentSeries[]> =>
  tx
    .selectFrom('resource_metrics')
    .select(['resource_id', 'first_date', sql<MetricName>`metric`.as('metric'), ...STATISTICS.map(asText)])
    .where('provider_id', '=', provider_id)
    .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
    .where(sql<boolean>`metric = any(${metrics}::text[])`)
    .execute() as Promise<SentSeries[]>;
