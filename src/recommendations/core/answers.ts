import { z } from 'zod';
import { METRICS } from '../../connections/core/inventory.ts';
import { currencySchema, dateSchema, timestampSchema } from '../../platform/core/endpoint.ts';
import { exceptionScopeSchema } from './settings.ts';
import { EFFORTS, findingSchema, LEVELS, RECOMMENDATION_TYPES } from './types.ts';

/**
 * `new` for a week, then `open`. `resolved`: what was found is not so any more, or its resource is gone. What was
 * implemented and is found again later is open again.
 */
export const STATUSES = ['new', 'open', 'accepted', 'snoozed', 'dismissed', 'implemented', 'resolved'] as const;
export type Status = (typeof STATUSES)[number];
/** What still waits for somebody, and counts in totals. */
export const ACTIVE_STATUSES = ['new', 'open', 'accepted'] as const satisfies Status[];

/** Why a recommendation was dismissed; `other` needs a note. */
export const DISMISSAL_REASONS = [
  'needed',
  'too_risky',
  'not_worth_it',
  'wrong',
  'planned_otherwise',
  'other',
] as const;
export type DismissalReason = (typeof DISMISSAL_REASONS)[number];

const amounts = z.object({
  effective: z.number(),
  /** Null where the bill does not tell it. */
  list: z.number().nullable(),
  contracted: z.number().nullable(),
});

/** A recommendation as lists show it. */
export const recommendationSchema = z.object({
  id: z.uuid(),
  rule_id: z.string(),
  type: z.enum(RECOMMENDATION_TYPES),
  title: z.string(),
  reason: z.string(),
  status: z.enum(STATUSES),
  /** When snoozing ends; null when it is not snoozed. */
  snoozed_until: dateSchema.nullable(),
  /** By its share of all that can be saved: the largest that make 60 % of it together are high, the next 30 % medium. */
  impact: z.enum(LEVELS),
  provider: z.enum(['aws', 'azure']),
  /** The connection that has the resource; null where it is known from the bill alone. */
  provider_id: z.uuid().nullable(),
  /** Of the inventory; null when it is not there (any more). */
  inventory_id: z.uuid().nullable(),
  resource_id: z.string(),
  resource_type: z.string(),
  resource_name: z.string().nullable(),
  account_id: z.string(),
  account_name: z.string().nullable(),
  region: z.string().nullable(),
  owner: z.string().nullable(),
  /** A month of 30 days, effective, after commitments; null when it can't be told. */
  monthly_savings: z.number().nullable(),
  currency: currencySchema.nullable(),
  /** False where a better one for the same resource takes its place in the total, or its saving is not in it by nature. */
  in_total: z.boolean(),
  confidence: z.enum(LEVELS),
  risk: z.enum(LEVELS),
  effort: z.enum(EFFORTS),
  restart_needed: z.boolean(),
  reversible: z.boolean(),
  /** `finopsmind` and the clouds' own advisors that say the same. */
  sources: z.array(z.string()),
  /** Whether code can be made for it. */
  has_code: z.boolean(),
  first_found_at: timestampSchema,
  /** When a run last found it. */
  found_at: timestampSchema,
  changed_at: timestampSchema,
});
export type Recommendation = z.infer<typeof recommendationSchema>;

export const ENTRY_KINDS = [
  'found',
  'changed',
  'accepted',
  'snoozed',
  'woken',
  'dismissed',
  'implemented',
  'reopened',
  'resolved',
  'comment',
] as const;

const entry = z.object({
  id: z.uuid(),
  kind: z.enum(ENTRY_KINDS),
  actor: z.string(),
  text: z.string().nullable(),
  created_at: timestampSchema,
});
export type RecommendationEntry = z.infer<typeof entry>;

const realised = z.object({
  /** The day the change took effect. */
  changed_on: dateSchema,
  /** Last day of the bill that was compared. */
  measured_through: dateSchema,
  days: z.number().int(),
  /** A month of 30 days: what was promised, and what the bill shows, with its likely range; null until enough days are known. */
  promised: z.number().nullable(),
  realised: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  currency: currencySchema,
  explanation: z.string(),
});
export type Realised = z.infer<typeof realised>;

const series = z.object({
  resource_id: z.string(),
  metric: z.enum(METRICS),
  statistic: z.enum(['average', 'maximum', 'p95', 'p99', 'total']),
  first_date: dateSchema,
  values: z.array(z.number().nullable()),
  /** What the rule compares with; null where it has no limit. */
  limit: z.number().nullable(),
});

const other = z.object({
  id: z.uuid(),
  title: z.string(),
  monthly_savings: z.number().nullable(),
  in_total: z.boolean(),
});

export const detailSchema = recommendationSchema.extend({
  finding: findingSchema,
  /** Figures of the saving as numbers, its parts in `finding.saving`. */
  savings: amounts.nullable(),
  monthly_cost: amounts.nullable(),
  /** Of `finding.saving.freed_commitments`, what other use would take up, and is in the saving. */
  taken_up: z.number().nullable(),
  /** What would be paid for unused commitments. */
  stranded: z.number().nullable(),
  dismissal_reason: z.enum(DISMISSAL_REASONS).nullable(),
  /** Set where the last run could not judge it again; it stays as it was. */
  stale_because: z.string().nullable(),
  series: z.array(series),
  /** What the clouds say of the same. */
  advice: z.array(
    z.object({
      source: z.string(),
      action: z.string(),
      title: z.string(),
      monthly_savings: z.number().nullable(),
      currency: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Others that can't be done together with it. */
  alternatives: z.array(other),
  realised: realised.nullable(),
  entries: z.array(entry),
});
export type RecommendationDetail = z.infer<typeof detailSchema>;

const group = z.object({
  /** Empty where it has none. */
  key: z.string(),
  label: z.string(),
  recommendations: z.number().int(),
  monthly_savings: z.number(),
});
export type SavingGroup = z.infer<typeof group>;

export const summarySchema = z.object({
  /** Null before anything was found in a currency. */
  currency: currencySchema.nullable(),
  /** What the best set of them that can be done together saves a month. */
  attainable: amounts.nullable(),
  recommendations: z.number().int(),
  /** Those in the total. */
  in_total: z.number().int(),
  /** Those without a figure. */
  unknown_savings: z.number().int(),
  by_type: z.array(group),
  by_rule: z.array(group),
  by_account: z.array(group),
  by_owner: z.array(group),
  by_provider: z.array(group),
  /** Of changes that were made: promised and measured. */
  realised: z.object({ recommendations: z.number().int(), promised: z.number(), realised: z.number() }).nullable(),
  /** Other currencies: never added. */
  other_currencies: z.array(
    z.object({ currency: currencySchema, recommendations: z.number().int(), attainable: z.number() }),
  ),
  /** Null before the first run. */
  last_run: z
    .object({
      finished_at: timestampSchema,
      as_of: dateSchema,
      resources: z.number().int(),
      bill_window: z.object({ start: dateSchema, end: dateSchema }).nullable(),
      failed_rules: z.array(z.object({ rule_id: z.string(), message: z.string(), resources: z.number().int() })),
    })
    .nullable(),
  /** What is missing for more, in words; null when nothing is. */
  note: z.string().nullable(),
});
export type RecommendationSummary = z.infer<typeof summarySchema>;

export const ruleSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  type: z.enum(RECOMMENDATION_TYPES),
  /** Null where it judges both. */
  provider: z.enum(['aws', 'azure']).nullable(),
  resource_types: z.array(z.string()),
  sources: z.array(z.string()),
  enabled: z.boolean(),
  /** JSON Schema of the parameters, with defaults and descriptions. */
  parameters_schema: z.record(z.string(), z.unknown()),
  /** As they count: defaults, changed by the organization. */
  parameters: z.record(z.string(), z.unknown()),
  /** Active recommendations, and resources that it could not judge in the last run. */
  recommendations: z.number().int(),
  unknown: z.number().int(),
  /** Of changes that were made on its advice: measured ÷ promised; null before there are any. */
  accuracy: z.number().nullable(),
  measured: z.number().int(),
  /** What went wrong in the last run; null when nothing did. */
  failure: z.string().nullable(),
});
export type RuleEntry = z.infer<typeof ruleSchema>;

export const exceptionSchema = z.object({
  id: z.uuid(),
  rule_id: z.string().nullable(),
  scope: exceptionScopeSchema,
  excluded: z.boolean(),
  parameters: z.record(z.string(), z.unknown()),
  reason: z.string(),
  created_by: z.string(),
  created_at: timestampSchema,
});
export type RuleExceptionEntry = z.infer<typeof exceptionSchema>;

export const explainedSchema = z.object({
  rule_id: z.string(),
  title: z.string(),
  outcome: z.enum(['found', 'fine', 'unknown', 'excluded', 'failed']),
  checks: findingSchema.shape.checks,
  parameters: z.record(z.string(), z.unknown()).nullable(),
  message: z.string().nullable(),
  /** The recommendation, where there is one. */
  recommendation_id: z.uuid().nullable(),
});
export type ExplainedRule = z.infer<typeof explainedSchema>;

const codeFile = z.object({
  path: z.string(),
  language: z.enum(['hcl', 'bash', 'yaml', 'markdown']),
  content: z.string(),
});
export const codeSchema = z.object({
  files: z.array(codeFile),
  /** What has to be known before it is used. */
  notes: z.array(z.string()),
});
export type Code = z.infer<typeof codeSchema>;
