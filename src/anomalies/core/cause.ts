import { z } from 'zod';

// What stands behind an anomaly. Amounts are in its currency, over its days so far.

const dimensionValue = z.object({
  value: z.string(),
  label: z.string().nullable(),
  expected: z.number(),
  actual: z.number(),
  difference: z.number(),
  /** Share of the whole difference; those of a dimension add up to 100 with `rest_percent`. */
  share_percent: z.number(),
  /** It cost nothing before, or nothing any more. */
  change: z.enum(['new', 'vanished', 'changed']),
});
export type CauseValue = z.infer<typeof dimensionValue>;

const causeDimension = z.object({
  /** A grouping (`service`, `account`, `tag:team` …), or `usage_type`. */
  grouping: z.string(),
  title: z.string(),
  /** How much the values' shares of the cost moved (Jensen–Shannon divergence, 0 to 1): the most telling first. */
  surprise: z.number(),
  /** The fewest values that make 80 % of the difference, largest first. */
  values: z.array(dimensionValue),
  rest_percent: z.number(),
});
export type CauseDimension = z.infer<typeof causeDimension>;

const resource = z.object({
  resource_id: z.string(),
  name: z.string().nullable(),
  expected: z.number(),
  actual: z.number(),
  difference: z.number(),
  share_percent: z.number(),
  change: z.enum(['new', 'vanished', 'changed']),
});
export type CauseResource = z.infer<typeof resource>;

/** Something else that happened at about the time: a planned event, a commitment that ended, a change of tags. */
const neighbour = z.object({
  date: z.string(),
  kind: z.string(),
  text: z.string(),
});

export const causeSchema = z.object({
  /** One sentence: what changed, where, and how much of the difference it is. */
  summary: z.string(),
  /** Days compared: `start` to `end` (exclusive) with those from `baseline_start` to `baseline_end`. */
  start: z.string(),
  end: z.string(),
  baseline_start: z.string(),
  baseline_end: z.string(),
  /** The earlier days that fees were compared with instead; null where there was none, or they were compared as use. */
  fees: z.object({ start: z.string(), end: z.string() }).nullable().default(null),
  /** Of the days, and of as many days of the baseline; their difference is what is explained. */
  expected: z.number(),
  actual: z.number(),
  dimensions: z.array(causeDimension),
  /** The way down: each step is the value that makes most of what the step before left. */
  path: z.array(
    z.object({ grouping: z.string(), value: z.string(), label: z.string().nullable(), share_percent: z.number() }),
  ),
  /** Parts of the difference: they add up to it. */
  split: z.object({
    /** Same resources, same use, other unit price. */
    price: z.number(),
    /** Same resources, other use. */
    usage: z.number(),
    new_resources: z.number(),
    vanished_resources: z.number(),
    /** Rows without a quantity, which cannot be split. */
    unsplit: z.number(),
  }),
  /** Largest first; empty when the rows name no resources. */
  resources: z.array(resource),
  neighbours: z.array(neighbour),
});
export type Cause = z.infer<typeof causeSchema>;
