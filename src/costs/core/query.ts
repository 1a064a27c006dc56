import { z } from 'zod';
import { GRANULARITIES } from '../../platform/core/dates.ts';
import { currencySchema, dateSchema } from '../../platform/core/endpoint.ts';
import { type Grouping, isGrouping, METRICS } from './dimensions.ts';
import { type Filter, filterTarget } from './filters.ts';

/** Days that costs are asked for; beyond, the range before or the day after could not be written any more. */
const queryDate = dateSchema.refine(
  (date) => date >= '1900-01-01' && date < '3000-01-01',
  'must be between 1900-01-01 and 2999-12-31',
);

/** Which charge rows are meant, and by which of their amounts. Without `start` and `end`: the last 30 days with data. */
export const selectionSchema = z.object({
  start: queryDate.optional(),
  end: queryDate.optional(),
  metric: z.enum(METRICS).default('effective'),
  /** Only amounts in this currency; without it, the organization's own where it has rows in it. */
  currency: currencySchema.optional(),
  filters: z.array(z.custom<Filter>()),
});
export type Selection = z.output<typeof selectionSchema>;

export const granularitySchema = z.enum(GRANULARITIES);
export const groupingSchema = z
  .string()
  .max(300)
  .refine(isGrouping, 'must be a dimension (see GET /costs/dimensions) or tag:<key>')
  .transform((text) => text as Grouping);

const filterValues = z.union([z.string().max(2_000), z.array(z.string().max(2_000)).max(500)]);

interface Collected {
  filters: Filter[];
  rest: Record<string, unknown>;
}

/** Splits flat parameters into filters and the rest; values that are no texts are reported through `refuse`. */
function collectFilters(input: Record<string, unknown>, refuse: (parameter: string) => void): Collected {
  const collected: Collected = { filters: [], rest: {} };
  for (const [parameter, value] of Object.entries(input)) {
    const target = filterTarget(parameter);
    if (!target) {
      collected.rest[parameter] = value;
      continue;
    }
    const values = filterValues.safeParse(value);
    if (values.success) collected.filters.push({ ...target, values: [values.data].flat() });
    else refuse(parameter);
  }
  return collected;
}

const orderedRange = (value: { start?: string | undefined; end?: string | undefined }): boolean =>
  value.start === undefined || value.end === undefined || value.start < value.end;
const RANGE_MESSAGE = 'must be after start (ranges are half-open: end is the first day not included)';

/**
 * The query of a cost endpoint: the shared parameters of every cost endpoint, any number of filters, and `extra` of its own.
 * Filters arrive as parameters of their own names and leave as the list `filters`. Anything else unknown is refused.
 */
export function costQuery<Extra extends z.ZodRawShape>(extra: Extra) {
  const known = z
    .strictObject({ ...selectionSchema.shape, ...extra })
    .refine((value) => orderedRange(value as Selection), { path: ['end'], message: RANGE_MESSAGE });
  return z
    .looseObject({})
    .transform((input, context): Record<string, unknown> => {
      const { filters, rest } = collectFilters(input, (parameter) =>
        context.addIssue({ code: 'custom', path: [parameter], message: 'must be a text, or several' }),
      );
      return { ...rest, filters };
    })
    .pipe(known as unknown as z.ZodType<z.output<typeof known>, Record<string, unknown>>);
}

/** Filters as JSON, by the parameters of cost queries, such as `{"service": "Amazon EC2", "not_tag.team": ["web", "api"]}`. */
export const filtersSchema = z.record(z.string(), z.unknown()).transform((input, context) => {
  const { filters, rest } = collectFilters(input, (parameter) =>
    context.addIssue({ code: 'custom', path: [parameter], message: 'must be a text, or several' }),
  );
  for (const parameter of Object.keys(rest))
    context.addIssue({ code: 'custom', path: [parameter], message: 'is not a filter' });
  return filters;
});

/** The body of `POST /costs/query`: as a cost query, with its filters under `filters` by the same parameter names. */
export const freeQuerySchema = z
  .strictObject({
    start: selectionSchema.shape.start,
    end: selectionSchema.shape.end,
    metric: selectionSchema.shape.metric,
    currency: selectionSchema.shape.currency,
    granularity: granularitySchema.optional(),
    group_by: z.array(groupingSchema).max(6, 'must name at most six groupings').default([]),
    filters: filtersSchema.default([]),
    limit: z.number().int().min(1).max(10_000).default(1_000),
  })
  .refine(orderedRange, { path: ['end'], message: RANGE_MESSAGE });
