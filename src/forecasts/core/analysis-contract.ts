import { z } from 'zod';
import { dateSchema } from '../../platform/core/endpoint.ts';

// What the analysis service takes and answers; the same shapes go to worker threads.

/** Daily values of one thing from `start` on; null is unknown, negative values are credits. */
export const seriesSchema = z.strictObject({
  id: z.string().max(2_000),
  start: dateSchema,
  values: z.array(z.number().nullable()).max(4_000, 'must have at most 4,000 days'),
});
export type WireSeries = z.infer<typeof seriesSchema>;

const plannedSchema = z
  .strictObject({
    series_id: z.string().nullable().default(null),
    start: dateSchema,
    end: dateSchema.nullable().default(null),
    amount_per_day: z.number().nullable().default(null),
    percent: z.number().nullable().default(null),
  })
  .refine(({ start, end }) => end === null || end > start, { path: ['end'], message: 'must be after start' });

/** What is known about days: the public holidays of a country (ISO 3166, such as `US`), own holidays, planned changes. */
export const calendarSchema = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters')
    .optional(),
  holidays: z
    .array(z.strictObject({ date: dateSchema, name: z.string().max(200) }))
    .max(2_000)
    .default([]),
  planned: z.array(plannedSchema).max(2_000).default([]),
});

export const forecastRequest = z.strictObject({
  series: z.array(seriesSchema).max(5_000, 'must have at most 5,000 series'),
  horizon: z.number().int().min(1).max(366),
  levels: z.array(z.number().min(1).max(99.9)).max(5).default([80, 95]),
  calendar: calendarSchema.optional(),
  /** Forces one method, such as `holt_winters`; without it each series gets what did best in its backtests. */
  model: z.string().max(100).optional(),
});

const interval = z.object({ lower: z.array(z.number()), upper: z.array(z.number()) });

const seriesForecast = z.object({
  id: z.string(),
  /** The day after the last given one. */
  start: dateSchema,
  /** Empty when there is not enough to go by: `reason` says why. */
  mean: z.array(z.number()),
  /** By level, such as "80". */
  intervals: z.record(z.string(), interval),
  /** Of the sum from the first day through each day: what a month's end is uncertain by. */
  cumulative_intervals: z.record(z.string(), interval),
  model: z.string().nullable(),
  backtest: z.object({
    /** Mean absolute error in units of a forecast that repeats the week before; null when nothing could be tested. */
    mase: z.number().nullable(),
    /** Sum of absolute errors in percent of the sum of values. */
    wape: z.number().nullable(),
    /** Share of days within the interval, by level, each judged without the origin it is measured on. */
    coverage: z.record(z.string(), z.number()).nullable(),
    origins: z.number().int(),
  }),
  reason: z.string().nullable(),
});

export const forecastAnswer = z.object({ forecasts: z.array(seriesForecast) });
export type WireForecast = z.infer<typeof seriesForecast>;
