import { z } from 'zod';
import { METRICS } from '../../costs/core/dimensions.ts';
import { scopeSchema } from '../../costs/core/scope.ts';
import {
  currencySchema,
  dateSchema,
  endpoint,
  pageOf,
  pageQuery,
  timestampSchema,
} from '../../platform/core/endpoint.ts';

const tag = 'Forecasts';

/** What a slice is, for tables and links. */
const slice = {
  /**
   * Groupings and values, such as `{"service": "Amazon EC2"}`; empty for all costs, and where no scope says what is in it:
   * for the rest of a dimension, and for budgets with other filters.
   */
  scope: scopeSchema,
  /**
   * The same as one text: what `scope_key` of queries takes. `other:<dimension>` is what is too small to be forecast alone,
   * `filters:…` the slice of a budget.
   */
  scope_key: z.string(),
  title: z.string(),
  /** `total`, or the grouping it is one value of. */
  dimension: z.string(),
  currency: currencySchema,
};

const run = z.object({
  id: z.uuid(),
  made_at: timestampSchema,
  /** Last complete day it was made from. */
  data_through: dateSchema,
  model_version: z.string(),
});
export type ForecastRun = z.infer<typeof run>;

const backtest = z.object({
  /** Mean absolute error in units of a forecast that repeats the week before; null when nothing could be tested. */
  mase: z.number().nullable(),
  /** Sum of absolute errors in percent of the sum of costs. */
  wape: z.number().nullable(),
  /** Share of days inside the interval, by level ("80", "95"). */
  coverage: z.record(z.string(), z.number()).nullable(),
  origins: z.number().int(),
});
export type ForecastBacktest = z.infer<typeof backtest>;

const band = { lower_80: z.number(), upper_80: z.number(), lower_95: z.number(), upper_95: z.number() };

const forecastPoint = z.object({ date: dateSchema, mean: z.number(), ...band });

/** A month, quarter or fiscal year: what its complete days cost, and what it will have cost. */
const periodEnd = z.object({
  period: z.enum(['month', 'quarter', 'year']),
  start: dateSchema,
  end: dateSchema,
  actual: z.number(),
  total: z.number(),
  ...band,
});
export type PeriodEnd = z.infer<typeof periodEnd>;

const plannedEffect = z.object({
  event_id: z.uuid(),
  name: z.string(),
  start: dateSchema,
  end: dateSchema.nullable(),
  /** What it adds to the forecast's days, within the horizon. */
  amount: z.number(),
});

const budgetLine = z.object({
  name: z.string(),
  period: z.enum(['month', 'quarter', 'year', 'custom']),
});
export type ForecastBudget = z.infer<typeof budgetLine>;

/** A period of a budget: what is meant to be spent in it, and on each of its days, if it is spent evenly. */
const budgetDays = z.object({
  start: dateSchema,
  end: dateSchema,
  amount: z.number(),
  amount_per_day: z.number(),
});

const latest = z.object({
  ...slice,
  /** The costs behind it, as cost queries take them; null for the rest of a dimension, which no filters select. */
  costs: z.object({ filters: z.record(z.string(), z.array(z.string())), metric: z.enum(METRICS) }).nullable(),
  /** Null until forecasts have been made. */
  run: run.nullable(),
  /** Costs by day before the forecast; null is a day without any data. */
  history: z.array(z.object({ date: dateSchema, amount: z.number().nullable(), incomplete: z.boolean() })),
  points: z.array(forecastPoint),
  /** Those of which every day so far is known. */
  period_ends: z.array(periodEnd),
  /** How the forecast was made, in words; null without one. */
  model: z.string().nullable(),
  backtest: backtest.nullable(),
  /** Why there is no forecast, or none yet, and what to do. */
  reason: z.string().nullable(),
  /** Planned changes of the calendar that are in the figures (none with planned=false). */
  planned: z.array(plannedEffect),
  /** Budgets of just this slice and currency, with their periods that have an amount, of the days that are shown. */
  budgets: z.array(budgetLine.extend({ days: z.array(budgetDays) })),
  scenario: z.object({ planned: z.boolean(), growth_percent: z.number() }),
});
export type LatestForecast = z.infer<typeof latest>;

const listed = z.object({
  ...slice,
  /** Of those of the last 30 complete days that are known. */
  last_30_days: z.number(),
  next_30_days: z.number().nullable(),
  /** 80 % interval of the next 30 days. */
  lower_80: z.number().nullable(),
  upper_80: z.number().nullable(),
  /** Null while not all of the last 30 days are known, or nothing was spent on them. */
  change_percent: z.number().nullable(),
  month_end: z.number().nullable(),
  model: z.string().nullable(),
  backtest: backtest,
  reason: z.string().nullable(),
});
export type ListedForecast = z.infer<typeof listed>;

/** A past forecast of 30 days against what came. */
const comparison = z.object({
  /** `made` when it was: before the days; `replayed` later, from the days before alone. */
  kind: z.enum(['made', 'replayed']),
  made_at: timestampSchema,
  start: dateSchema,
  end: dateSchema,
  /** Days of it whose costs are complete by now. */
  days: z.number().int(),
  forecast: z.number(),
  actual: z.number(),
  /** Above 0 when more was forecast than came; null when nothing came. */
  error_percent: z.number().nullable(),
  /** Days inside the intervals. */
  inside_80: z.number().int(),
  inside_95: z.number().int(),
  points: z.array(
    z.object({ date: dateSchema, mean: z.number(), lower_80: z.number(), upper_80: z.number(), actual: z.number() }),
  ),
});
export type ForecastComparison = z.infer<typeof comparison>;

const accuracy = z.object({
  ...slice,
  /** Newest first; without those whose costs were restated by more than a tenth before their first day. */
  comparisons: z.array(comparison),
  /** Of the sizes of all errors, and the shares of days (0 to 1) inside the intervals; nulls without any. */
  median_error_percent: z.number().nullable(),
  coverage_80: z.number().nullable(),
  coverage_95: z.number().nullable(),
});
export type ForecastAccuracy = z.infer<typeof accuracy>;

const sliceQuery = {
  scope_key: z.string().max(4_000).default(''),
  currency: currencySchema.optional(),
};

export const forecastsContract = {
  getLatestForecast: endpoint({
    method: 'GET',
    path: '/forecasts/latest',
    access: 'viewer',
    tag,
    summary: 'The forecast of a slice by day, with intervals and what its months will have cost',
    query: z.strictObject({
      ...sliceQuery,
      /** Days ahead. */
      horizon: z.coerce.number().int().min(1).max(366).default(30),
      /** Whether planned changes of the calendar that lie ahead are in. */
      planned: z
        .enum(['true', 'false'])
        .default('true')
        .transform((value) => value === 'true'),
      /** What if costs grew by this much more over a year, evenly. */
      growth_percent: z.coerce.number().min(-90).max(1_000).default(0),
    }),
    answer: latest,
  }),
  listForecasts: endpoint({
    method: 'GET',
    path: '/forecasts',
    access: 'viewer',
    tag,
    summary: 'The forecasts of the next 30 days by slice, largest first',
    query: z.strictObject({
      ...pageQuery,
      currency: currencySchema.optional(),
      /** `total`, `provider`, `service`, `account` or `tag:<key>`. */
      dimension: z.string().max(300).optional(),
    }),
    answer: pageOf(listed).extend({ run: run.nullable(), dimensions: z.array(z.string()) }),
  }),
  getForecastAccuracy: endpoint({
    method: 'GET',
    path: '/forecasts/accuracy',
    access: 'viewer',
    tag,
    summary: 'How past forecasts of a slice did against what came',
    query: z.strictObject(sliceQuery),
    answer: accuracy,
  }),
};

/** What `GET /events` tells of forecasts: there are newer ones. */
export interface ForecastEvent {
  type: 'forecast.changed';
}
