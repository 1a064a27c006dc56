import { z } from 'zod';
import { METRICS } from '../../connections/core/inventory.ts';
import { currencySchema, dateSchema } from '../../platform/core/endpoint.ts';
import { changeSchema } from './change.ts';

/** What kind of saving a recommendation is; the list is grouped by it. */
export const RECOMMENDATION_TYPES = [
  'idle',
  'unattached',
  'rightsizing',
  'upgrade',
  'scheduling',
  'storage',
  'network',
  'retention',
  'license',
  'commitment',
] as const;
export type RecommendationType = (typeof RECOMMENDATION_TYPES)[number];

export const LEVELS = ['low', 'medium', 'high'] as const;
export type Level = (typeof LEVELS)[number];

/** As AWS names them for its own advice. */
export const EFFORTS = ['very_low', 'low', 'medium', 'high'] as const;
export type Effort = (typeof EFFORTS)[number];

/** A decimal text, exact. */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Scalar = z.infer<typeof scalar>;

/** One condition of a rule, and whether it holds. */
export const checkSchema = z.object({
  /** Stable within the rule, such as `cpu_maximum`. */
  check: z.string(),
  /** What is asked, as a phrase: `processor at its busiest, 14 days`. */
  text: z.string(),
  /** What was found; null is unknown. */
  actual: scalar,
  /** What it has to be, in words: `below 5 %`. */
  wanted: z.string(),
  /** Of `actual`, where it has one: `%`, `bytes`, `days`. */
  unit: z.string().nullable(),
  result: z.enum(['met', 'not_met', 'unknown']),
});
export type Check = z.infer<typeof checkSchema>;

/** Which charges of a resource are meant: as its meters tell them apart (see `components.ts`). */
export const COMPONENTS = [
  'compute',
  'storage',
  'iops',
  'throughput',
  'requests',
  'transfer',
  'hours',
  'read_capacity',
  'write_capacity',
  'backup',
  'license',
  'extended_support',
  'other',
] as const;
export type Component = (typeof COMPONENTS)[number];

/** What a change takes hold of: two changes that claim the same can't both be made. `all` is the whole resource. */
export const claimSchema = z.object({ resource_id: z.string(), component: z.enum([...COMPONENTS, 'all']) });
export type Claim = z.infer<typeof claimSchema>;

/** Where a price comes from. Prices are list prices in US dollars. */
export const priceRowSchema = z.object({
  provider: z.enum(['aws', 'azure']),
  /** What is priced, such as `ec2-instance`, `ebs-volume`, `azure-vm`; see `prices/`. */
  service: z.string(),
  region: z.string(),
  /** Within the service: `m6i.large`, `gp3`, `Standard_D2s_v5`. */
  sku: z.string(),
  /** What one costs: `hour`, `gib_month`, `iops_month`, `mibps_month`, … A month of a price is 730 hours. */
  unit: z.string(),
  price: z.number().nonnegative(),
  source: z.enum(['price_api', 'bundled']),
  /** Of what the row was taken: the API, or the page or data set. */
  source_name: z.string(),
  /** When it was read there. */
  date: dateSchema,
});
export type PriceRow = z.infer<typeof priceRowSchema>;
export type PriceKey = Pick<PriceRow, 'provider' | 'service' | 'region' | 'sku'>;

/** Amounts of one thing a month of 30 days, by the three ways of FOCUS to say what it costs. */
export const amountsSchema = z.object({
  effective: decimal,
  /** Null where the bill does not tell it. */
  list: decimal.nullable(),
  contracted: decimal.nullable(),
});
export type Amounts = z.infer<typeof amountsSchema>;

/** Saved by a commitment's freed part only if other use takes it up. */
export const freedCommitmentSchema = z.object({
  commitment_id: z.string(),
  commitment_name: z.string().nullable(),
  /** Effective cost a month of what would be freed. */
  monthly_cost: decimal,
  /** What the same use costs at other prices; null where the bill does not tell it. */
  list: decimal.nullable(),
  contracted: decimal.nullable(),
});
export type FreedCommitment = z.infer<typeof freedCommitmentSchema>;

/** A part of a saving, and where its figure comes from. */
export const savingLineSchema = z.object({
  text: z.string(),
  /** Negative for what is added. */
  amounts: amountsSchema,
  source: z.enum(['own_bill', 'own_bill_and_prices', 'prices', 'provider']),
  prices: z.array(priceRowSchema),
});
export type SavingLine = z.infer<typeof savingLineSchema>;

export const savingSchema = z.object({
  /** A month of 30 days, after existing commitments; null when it can't be told (see `unknown_because`). */
  monthly: amountsSchema.nullable(),
  currency: currencySchema.nullable(),
  /** Days of the bill that it was computed from; null without any. */
  window: z.object({ start: dateSchema, end: dateSchema }).nullable(),
  /** What the resource (and what goes with it) costs a month now. */
  monthly_cost: amountsSchema.nullable(),
  lines: z.array(savingLineSchema),
  freed_commitments: z.array(freedCommitmentSchema),
  unknown_because: z.string().nullable(),
});
export type Saving = z.infer<typeof savingSchema>;

/** What use would look like after the change. */
export const projectionSchema = z.object({
  metric: z.enum(METRICS),
  statistic: z.enum(['average', 'maximum', 'p95', 'p99', 'total']),
  before: z.number(),
  after: z.number(),
  /** What the rule lets it be; null where it has no limit. */
  limit: z.number().nullable(),
});
export type Projection = z.infer<typeof projectionSchema>;

const judged = z.object({ level: z.enum(LEVELS), reasons: z.array(z.string()) });

/** All that a rule says of what it found. Kept as it is, so that it can be explained later. */
export const findingSchema = z.object({
  /** Starts with a verb and names the resource: `Delete the unattached volume data-1`. */
  title: z.string(),
  /** One sentence with the figures that decided. */
  reason: z.string(),
  /** What code would do; null where only people can act. */
  change: changeSchema.nullable(),
  /** Configuration now and after, by the same names; only what changes, or tells what it is. */
  current: z.record(z.string(), scalar),
  proposed: z.record(z.string(), scalar),
  checks: z.array(checkSchema),
  projections: z.array(projectionSchema),
  saving: savingSchema,
  claims: z.array(claimSchema),
  confidence: judged,
  risk: judged,
  effort: z.enum(EFFORTS),
  restart_needed: z.boolean(),
  reversible: z.boolean(),
  /** Series that show it, to be drawn: their resource, metric and the limits to draw. */
  evidence: z.array(
    z.object({
      resource_id: z.string(),
      metric: z.enum(METRICS),
      statistic: z.enum(['average', 'maximum', 'p95', 'p99', 'total']),
      limit: z.number().nullable(),
    }),
  ),
});
export type Finding = z.infer<typeof findingSchema>;
