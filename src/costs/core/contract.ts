import { z } from 'zod';
import {
  currencySchema,
  dateSchema,
  endpoint,
  idParams,
  pageOf,
  pageQuery,
  timestampSchema,
} from '../../platform/core/endpoint.ts';
import { METRICS } from './dimensions.ts';
import { costQuery, freeQuerySchema, granularitySchema, groupingSchema } from './query.ts';

const tag = 'Costs';

/** Totals in currencies other than the one answered: shown beside it, never added to it. */
const otherCurrencies = z.array(z.object({ currency: currencySchema, total_cost: z.number() }));

const rangeAnswer = {
  start: dateSchema,
  end: dateSchema,
  metric: z.enum(METRICS),
  currency: currencySchema,
  other_currencies: otherCurrencies,
  /** Rows of the selection whose source does not know this metric: they are not in the amounts. */
  rows_without_metric: z.number().int(),
  /** Last day whose costs are complete in every source; later days are still filling. Null without data. */
  data_through: dateSchema.nullable(),
};

/** An amount of one value of a dimension; `name` is what filters take, `label` its readable name where the rows have one. */
const share = z.object({
  name: z.string(),
  label: z.string().nullable(),
  amount: z.number(),
  /** Share of the total in percent; null when the total is 0. */
  percentage: z.number().nullable(),
});

const summaryAnswer = z.object({
  ...rangeAnswer,
  total_cost: z.number(),
  /** Of the range of equal length before; null when there is no row in it. */
  previous_cost: z.number().nullable(),
  change_percent: z.number().nullable(),
  /** Total over the days of the range that have data; null without any. */
  daily_average: z.number().nullable(),
  top_service: z.string().nullable(),
  services_used: z.number().int(),
  /** A month, of all costs in the currency; null until recommendations have been computed, and for costs that filters narrow. */
  potential_savings: z.number().nullable(),
  by_service: z.array(share),
});
export type CostSummary = z.infer<typeof summaryAnswer>;

const trendAnswer = z.object({
  ...rangeAnswer,
  granularity: granularitySchema,
  group_by: z.string().nullable(),
  /** Largest first. The rest is named by `other_name` and stands last. */
  series: z.array(z.object({ name: z.string(), label: z.string().nullable(), total: z.number() })),
  other_name: z.string().nullable(),
  data_points: z.array(
    z.object({
      date: dateSchema,
      total: z.number(),
      amounts: z.record(z.string(), z.number()),
      /** True when some day of the period is after `data_through`, or outside the range. */
      incomplete: z.boolean(),
    }),
  ),
});
export type CostTrend = z.infer<typeof trendAnswer>;

const breakdownAnswer = z.object({
  ...rangeAnswer,
  dimension: z.string(),
  total: z.number(),
  previous_total: z.number().nullable(),
  /** Number of values, also those cut by `limit`. */
  value_count: z.number().int(),
  items: z.array(
    share.extend({
      /** Of the range of equal length before; null when the value had no row in it. */
      previous_amount: z.number().nullable(),
      change_percent: z.number().nullable(),
    }),
  ),
});
export type CostBreakdown = z.infer<typeof breakdownAnswer>;

const dimensionValue = z.object({ name: z.string(), label: z.string().nullable() });
const dimensionsAnswer = z.object({
  items: z.array(z.object({ dimension: z.string(), title: z.string() })),
  tag_keys: z.array(z.object({ key: z.string(), rows: z.number().int() })),
  currencies: z.array(currencySchema),
});
export type CostDimensions = z.infer<typeof dimensionsAnswer>;

const chargeRow = z.object({
  charge_date: dateSchema,
  amount: z.number().nullable(),
  billed_cost: z.number().nullable(),
  effective_cost: z.number().nullable(),
  list_cost: z.number().nullable(),
  contracted_cost: z.number().nullable(),
  provider_name: z.string().nullable(),
  billing_account_id: z.string().nullable(),
  sub_account_id: z.string().nullable(),
  sub_account_name: z.string().nullable(),
  service_name: z.string().nullable(),
  region_id: z.string().nullable(),
  resource_id: z.string().nullable(),
  charge_category: z.string().nullable(),
  charge_description: z.string().nullable(),
  consumed_quantity: z.number().nullable(),
  consumed_unit: z.string().nullable(),
  tags: z.record(z.string(), z.string().nullable()),
});
export type ChargeRow = z.infer<typeof chargeRow>;

const freshnessSource = z.object({
  source: z.enum(['upload', 'sample', 'api', 'export']),
  provider_name: z.string().nullable(),
  billing_account_id: z.string().nullable(),
  first_date: dateSchema,
  data_through: dateSchema,
  loaded_at: timestampSchema,
  rows: z.number().int(),
});
export type FreshnessSource = z.infer<typeof freshnessSource>;

/** Pages whose lists are saved as views. */
const viewedPage = z.enum(['explorer', 'recommendations']).default('explorer');

const savedView = z.object({
  id: z.uuid(),
  page: viewedPage,
  name: z.string(),
  /** The page's URL query, without the question mark. */
  search: z.string(),
  created_by: z.string(),
  created_at: timestampSchema,
});

export const costsContract = {
  costSummary: endpoint({
    method: 'GET',
    path: '/costs/summary',
    access: 'viewer',
    tag,
    summary: 'Total, change, daily average and top services',
    query: costQuery({}),
    answer: summaryAnswer,
  }),
  costTrend: endpoint({
    method: 'GET',
    path: '/costs/trend',
    access: 'viewer',
    tag,
    summary: 'Cost over time, in all or by one dimension',
    query: costQuery({
      granularity: granularitySchema.default('daily'),
      group_by: groupingSchema.optional(),
      limit: z.coerce.number().int().min(1).max(50).default(8),
    }),
    answer: trendAnswer,
  }),
  costBreakdown: endpoint({
    method: 'GET',
    path: '/costs/breakdown',
    access: 'viewer',
    tag,
    summary: 'Cost by the values of one dimension, with the change against the range before',
    query: costQuery({ dimension: groupingSchema, limit: z.coerce.number().int().min(1).max(1_000).default(50) }),
    answer: breakdownAnswer,
  }),
  costDimensions: endpoint({
    method: 'GET',
    path: '/costs/dimensions',
    access: 'viewer',
    tag,
    summary: 'What costs can be grouped and filtered by',
    answer: dimensionsAnswer,
  }),
  costDimensionValues: endpoint({
    method: 'GET',
    path: '/costs/dimensions/{dimension}/values',
    access: 'viewer',
    tag,
    summary: 'Values of a dimension or tag, those that contain `search`',
    params: z.strictObject({ dimension: groupingSchema }),
    query: z.strictObject({
      search: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    answer: z.object({ dimension: z.string(), items: z.array(dimensionValue), more: z.boolean() }),
  }),
  costQuery: endpoint({
    method: 'POST',
    path: '/costs/query',
    access: 'viewer',
    tag,
    summary: 'Cost by several groupings at once',
    body: freeQuerySchema,
    answer: z.object({
      ...rangeAnswer,
      /** Names of the values of each row: `date` with a granularity, each grouping, and `amount`. */
      columns: z.array(z.string()),
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number()]))),
      /** Of the whole selection, also the rows cut by `limit`. */
      total: z.number(),
      truncated: z.boolean(),
    }),
  }),
  costCharges: endpoint({
    method: 'GET',
    path: '/costs/charges',
    access: 'viewer',
    tag,
    summary: 'The charge rows behind a number, largest amount first',
    query: costQuery({
      limit: pageQuery.limit,
      cursor: z
        .string()
        .regex(/^\d{1,9}$/, 'must be a next_cursor')
        .optional(),
    }),
    answer: pageOf(chargeRow).extend({ currency: currencySchema, total: z.number(), row_count: z.number().int() }),
  }),
  costExport: endpoint({
    method: 'GET',
    path: '/costs/export',
    access: 'viewer',
    tag,
    summary: 'The selected charge rows as a file; all currencies unless one is named',
    query: costQuery({ format: z.enum(['csv', 'parquet', 'focus']) }),
    answer_transport: 'file',
  }),
  costFreshness: endpoint({
    method: 'GET',
    path: '/costs/freshness',
    access: 'viewer',
    tag,
    summary: 'Through which day each source is complete',
    answer: z.object({ data_through: dateSchema.nullable(), items: z.array(freshnessSource) }),
  }),
  listSavedViews: endpoint({
    method: 'GET',
    path: '/costs/views',
    access: 'viewer',
    tag,
    summary: 'Saved views of a page: of the cost explorer, unless another is named',
    query: z.strictObject({ ...pageQuery, page: viewedPage }),
    answer: pageOf(savedView),
  }),
  createSavedView: endpoint({
    method: 'POST',
    path: '/costs/views',
    access: 'member',
    tag,
    summary: 'Save a view of a page for everybody in the organization',
    body: z.strictObject({
      page: viewedPage,
      name: z.string().trim().min(1, 'must not be empty').max(120),
      search: z.string().max(4_000),
    }),
    answer: savedView,
    status: 201,
  }),
  deleteSavedView: endpoint({
    method: 'DELETE',
    path: '/costs/views/{id}',
    access: 'member',
    tag,
    summary: 'Delete a saved view',
    params: idParams,
  }),
};
