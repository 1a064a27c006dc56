import { join } from 'node:path';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Services } from '../../../platform/server/services.ts';
import { completeThrough } from '../../core/completeness.ts';
import type { costsContract } from '../../core/contract.ts';
import type { CostStore } from '../store/cost-store.ts';
import { readBreakdown } from './breakdown.ts';
import type { CachedReader } from './cached-reader.ts';
import { readCharges } from './charges.ts';
import { readDimensions, readDimensionValues } from './dimensions.ts';
import { exportCosts } from './export.ts';
import { readFreeQuery } from './free-query.ts';
import { readSources } from './resolve.ts';
import { savedViewHandlers } from './saved-views.ts';
import { type PotentialSavings, readSummary } from './summary.ts';
import { readTrend } from './trend.ts';

/** Every question about costs over HTTP. */
export function costHandlers(
  services: Services,
  store: CostStore,
  reader: CachedReader,
  potentialSavings: PotentialSavings,
): Handlers<typeof costsContract> {
  const directory = join(services.directory.path, 'exports');
  return {
    ...savedViewHandlers,
    costSummary: (context, { query }) => readSummary(context, reader, query, potentialSavings),
    costTrend: (context, { query: { granularity, group_by, limit, ...selection } }) =>
      readTrend(context, reader, selection, { granularity, group_by, limit }),
    costBreakdown: (context, { query: { dimension, limit, ...selection } }) =>
      readBreakdown(context, reader, selection, dimension, limit),
    costDimensions: (context) => readDimensions(context, reader),
    costDimensionValues: (context, { params: { dimension }, query: { search = '', limit } }) =>
      readDimensionValues(context, reader, dimension, search, limit),
    costQuery: (context, { body }) => readFreeQuery(context, reader, body),
    costCharges: (context, { query: { limit, cursor, ...selection } }) =>
      readCharges(context, reader, selection, limit, cursor),
    costExport: (context, { query: { format, ...selection } }) =>
      exportCosts(context, { store, directory }, selection, format),
    costFreshness: async (context) => {
      const sources = await readSources(context);
      const items = sources.map((source) => ({ ...source, rows: Number(source.rows) }));
      return { data_through: completeThrough(sources), items };
    },
  };
}
