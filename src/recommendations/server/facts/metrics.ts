import { sql } from 'kysely';
import type { MetricName } from '../../../connections/core/inventory.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { STATISTICS } from '../../core/use.ts';

/** Resources of which the same is wanted. */
export interface MetricsWanted {
  resource_ids: string[];
  metrics: MetricName[];
}

/** Days as `1.5,,2`: what is not known at the end is left out, and what is never known is null. */
const STATISTICS_AS_TEXT = sql.join(
  STATISTICS.map((name) => sql`nullif(rtrim(array_to_string(${sql.ref(name)}, ',', ''), ','), '')`),
);

/** Measurements of resources of a connection, as JSON of `SentSeries`. */
export async function readSeries(
  tx: Transaction,
  provider_id: string,
  { resource_ids, metrics }: MetricsWanted,
): Promise<string> {
  const { json } = await tx
    .selectFrom('resource_metrics')
    .select(
      sql<string>`coalesce(json_agg(json_build_array(resource_id, metric, first_date, ${STATISTICS_AS_TEXT})), '[]')::text`.as(
        'json',
      ),
    )
    .where('provider_id', '=', provider_id)
    .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
    .where(sql<boolean>`metric = any(${metrics}::text[])`)
    .executeTakeFirstOrThrow();
  return json;
}
