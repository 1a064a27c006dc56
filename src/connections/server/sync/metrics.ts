import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import type { InventoryResource, MetricSeries } from '../../core/inventory.ts';
import { NeedsAttentionError } from '../provider.ts';

/** Resources that are measured together: enough to fill the batches of every cloud. */
const PAGE = 500;
/** Whole days before today that are measured. */
const DAYS = 30;
const BATCH = 100;

interface Measurement {
  context: RunContext;
  provider_id: string;
  measure(resources: InventoryResource[]): AsyncIterable<MetricSeries[]>;
}

/** The next resources whose use was not read today, by region so that batches are full. */
const nextPage = ({ context, provider_id }: Measurement, today: IsoDate) =>
  context.transaction((tx) =>
    tx
      .selectFrom('resources')
      .selectAll()
      .where('provider_id', '=', provider_id)
      .where('gone_at', 'is', null)
      .where(sql<boolean>`measured_on is distinct from ${today}::date`)
      .orderBy('account_id')
      .orderBy('region')
      .orderBy('resource_type')
      .orderBy('resource_id')
      .limit(PAGE)
      .execute(),
  );

const remaining = ({ context, provider_id }: Measurement, today: IsoDate) =>
  context.transaction((tx) =>
    tx
      .selectFrom('resources')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('provider_id', '=', provider_id)
      .where('gone_at', 'is', null)
      .where(sql<boolean>`measured_on is distinct from ${today}::date`)
      .executeTakeFirstOrThrow(),
  );

/** Writes series; those that are as they were are not written. Answers how many were. */
async function writeSeries({ context, provider_id }: Measurement, series: MetricSeries[]): Promise<number> {
  const rows = series.map((one) => ({ ...one, organization_id: context.organization_id, provider_id }));
  const written = await context.transaction((tx) =>
    tx
      .insertInto('resource_metrics')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['organization_id', 'provider_id', 'resource_id', 'metric'])
          .doUpdateSet((e) => ({
            first_date: e.ref('excluded.first_date'),
            average: e.ref('excluded.average'),
            maximum: e.ref('excluded.maximum'),
            p95: e.ref('excluded.p95'),
            p99: e.ref('excluded.p99'),
            total: e.ref('excluded.total'),
          }))
          .where(
            sql<boolean>`(resource_metrics.first_date, resource_metrics.average, resource_metrics.maximum, resource_metrics.p95, resource_metrics.p99, resource_metrics.total)
              is distinct from (excluded.first_date, excluded.average, excluded.maximum, excluded.p95, excluded.p99, excluded.total)`,
          ),
      )
      .returning('metric')
      .execute(),
  );
  return written.length;
}

/** Marks resources as measured, and forgets series that nothing was measured of any more. */
const markMeasured = ({ context, provider_id }: Measurement, resources: InventoryResource[], today: IsoDate) =>
  context.transaction(async (tx) => {
    const measured = sql<boolean>`resource_id = any(${resources.map(({ resource_id }) => resource_id)}::text[])`;
    await tx
      .updateTable('resources')
      .set({ measured_on: today })
      .where('provider_id', '=', provider_id)
      .where(measured)
      .execute();
    await tx
      .deleteFrom('resource_metrics')
      .where('provider_id', '=', provider_id)
      .where('first_date', '<', addDays(today, -DAYS))
      .where(measured)
      .execute();
  });

/** Measures a page; what a missing permission keeps from being read is told in `warnings`, the rest is there. */
async function measurePage(measurement: Measurement, page: InventoryResource[], warnings: string[]): Promise<number> {
  let written = 0;
  try {
    for await (const series of measurement.measure(page)) {
      measurement.context.signal.throwIfAborted();
      for (let from = 0; from < series.length; from += BATCH)
        written += await writeSeries(measurement, series.slice(from, from + BATCH));
    }
  } catch (error) {
    if (!(error instanceof NeedsAttentionError) || error.permission === null) throw error;
    if (!warnings.includes(error.message)) warnings.push(error.message);
  }
  return written;
}

/** Reads the use of every resource that was not read today yet, page by page; answers the series written. */
export async function syncMetrics(measurement: Measurement, warnings: string[]): Promise<number> {
  const { context } = measurement;
  const today = dayOf(context.now());
  const { count } = await remaining(measurement, today);
  let written = 0;
  let done = 0;
  for (let page = await nextPage(measurement, today); page.length > 0; page = await nextPage(measurement, today)) {
    context.progress(
      'metrics',
      Math.round((100 * done) / Math.max(1, count)),
      `Reading use: ${done} of ${count} resources`,
    );
    written += await measurePage(measurement, page, warnings);
    await markMeasured(measurement, page, today);
    done += page.length;
  }
  return written;
}
