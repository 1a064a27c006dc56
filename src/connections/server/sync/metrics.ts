import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import type { InventoryResource, MetricSeries } from '../../core/inventory.ts';
import { NeedsAttentionError } from '../provider.ts';
import type { Telling } from './inventory.ts';

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

/** Where a page begins: after the last resource of the one before. */
type Position = Pick<InventoryResource, 'account_id' | 'region' | 'resource_type' | 'resource_id'>;

/** The next resources whose use was not read today, by account, region and type so that batches are full. */
const nextPage = ({ context, provider_id }: Measurement, today: IsoDate, after: Position | null) =>
  context.transaction((tx) =>
    tx
      .selectFrom('resources')
      .selectAll()
      .where('provider_id', '=', provider_id)
      .where('gone_at', 'is', null)
      .where(sql<boolean>`measured_on is distinct from ${today}::date`)
      .where(
        after === null
          ? sql<boolean>`true`
          : sql<boolean>`(account_id, coalesce(region, ''), resource_type, resource_id)
              > (${after.account_id}, ${after.region ?? ''}, ${after.resource_type}, ${after.resource_id})`,
      )
      .orderBy('account_id')
      .orderBy(sql`coalesce(region, '')`)
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
const markMeasured = ({ context, provider_id }: Measurement, resource_ids: string[], today: IsoDate) =>
  context.transaction(async (tx) => {
    const measured = sql<boolean>`resource_id = any(${resource_ids}::text[])`;
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

/** Measures a page; what a missing permission keeps from being read is told, and asked for again by the next sync. */
async function measurePage(
  measurement: Measurement,
  page: InventoryResource[],
  { warnings, missing }: Telling,
): Promise<{ written: number; measured: string[] }> {
  const found = new Set<string>();
  let written = 0;
  try {
    for await (const series of measurement.measure(page)) {
      measurement.context.signal.throwIfAborted();
      for (const { resource_id } of series) found.add(resource_id);
      for (let from = 0; from < series.length; from += BATCH)
        written += await writeSeries(measurement, series.slice(from, from + BATCH));
    }
  } catch (error) {
    if (!(error instanceof NeedsAttentionError) || error.permission === null) throw error;
    if (!warnings.includes(error.message)) warnings.push(error.message);
    missing.add(error.message);
    return { written, measured: [...found] };
  }
  return { written, measured: page.map(({ resource_id }) => resource_id) };
}

/** Reads the use of every resource that was not read today yet, page by page; answers the series written. */
export async function syncMetrics(measurement: Measurement, telling: Telling): Promise<number> {
  const { context } = measurement;
  const today = dayOf(context.now());
  const { count } = await remaining(measurement, today);
  let written = 0;
  let done = 0;
  let page = await nextPage(measurement, today, null);
  while (page.length > 0) {
    const percent = Math.round((100 * done) / Math.max(1, count));
    context.progress('metrics', percent, `Reading use: ${done} of ${count} resources`);
    const answer = await measurePage(measurement, page, telling);
    await markMeasured(measurement, answer.measured, today);
    written += answer.written;
    done += page.length;
    page = await nextPage(measurement, today, page.at(-1) ?? null);
  }
  return written;
}
