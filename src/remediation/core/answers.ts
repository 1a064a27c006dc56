import { z } from 'zod';
import { cloudAnswerSchema, cloudCallSchema } from '../../connections/core/cloud-call.ts';
import { currencySchema, dateSchema, timestampSchema } from '../../platform/core/endpoint.ts';
import { ACTIONS, type Action, changeSchema } from '../../recommendations/core/change.ts';
import { LEVELS } from '../../recommendations/core/types.ts';
import { conditionSchema, configurationSchema, REVERSIBILITIES } from './action.ts';
import { stopSchema } from './settings.ts';
import { approvalSchema, COMMANDS, requirementSchema, STATES } from './workflow.ts';

const action = z.enum(ACTIONS as [Action, ...Action[]]);

/** A step as the preview shows it. */
const plannedStep = z.object({
  step_id: z.string(),
  title: z.string(),
  /** What is called where it has to be; null where it only waits. What only the run will tell is `<name>`. */
  call: cloudCallSchema.nullable(),
  /** How it is seen that it is done. */
  look: cloudCallSchema,
  timeout_seconds: z.number().int(),
});
export type PlannedStep = z.infer<typeof plannedStep>;

/** All that will be done, and what has to be known before it is approved. */
export const previewSchema = z.object({
  /** Of everything in it that an approval rests on: approvals are for this one. */
  digest: z.string(),
  made_at: timestampSchema,
  /** What it is compared with before anything is done. */
  state: configurationSchema,
  tags: z.record(z.string(), z.string()),
  before: configurationSchema,
  after: configurationSchema,
  conditions: z.array(conditionSchema),
  dependents: z.array(z.string()),
  steps: z.array(plannedStep),
  verification: z.array(plannedStep),
  undo: z.array(plannedStep),
  interruption: z.string().nullable(),
  reversibility: z.enum(REVERSIBILITIES),
  undo_text: z.string(),
  undo_days: z.number().int().nullable(),
  permissions: z.object({ look: z.array(z.string()), change: z.array(z.string()), undo: z.array(z.string()) }),
});
export type Preview = z.infer<typeof previewSchema>;

/** A preview before anything is proposed, with what it would take. */
export const proposalPreviewSchema = z.object({
  title: z.string(),
  change: changeSchema,
  preview: previewSchema,
  risk: z.enum(LEVELS),
  destructive: z.boolean(),
  environment: z.string().nullable(),
  monthly_savings: z.number().nullable(),
  currency: currencySchema.nullable(),
  requirement: requirementSchema,
  /** Why it can't be proposed, sentences; empty where it can. */
  refusals: z.array(z.string()),
  /** What would keep it waiting (a stop, a freeze, hours), and what policies say of it; sentences. */
  warnings: z.array(z.string()),
});
export type ProposalPreview = z.infer<typeof proposalPreviewSchema>;

/** A change as lists show it. */
export const remediationSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  action,
  state: z.enum(STATES),
  state_changed_at: timestampSchema,
  recommendation_id: z.uuid().nullable(),
  batch_id: z.uuid().nullable(),
  provider: z.enum(['aws', 'azure']),
  provider_id: z.uuid(),
  provider_name: z.string(),
  /** Of the inventory; null when it is not there (any more). */
  inventory_id: z.uuid().nullable(),
  resource_id: z.string(),
  resource_type: z.string(),
  resource_name: z.string().nullable(),
  account_id: z.string(),
  account_name: z.string().nullable(),
  region: z.string().nullable(),
  environment: z.string().nullable(),
  owner: z.string().nullable(),
  risk: z.enum(LEVELS),
  destructive: z.boolean(),
  reversibility: z.enum(REVERSIBILITIES),
  monthly_savings: z.number().nullable(),
  currency: currencySchema.nullable(),
  proposed_by: z.string(),
  proposed_at: timestampSchema,
  expires_at: timestampSchema,
  requirement: requirementSchema,
  approvals: z.array(approvalSchema),
  /** When it may begin; before it is approved, the time that was wished for. Null is as soon as it may. */
  scheduled_for: timestampSchema.nullable(),
  /** What it waits for before or while it runs, a sentence: a freeze, its batch, a stop, a cloud that asks to wait. */
  waiting_for: z.string().nullable(),
  /** The step that goes on now; null when none does. */
  step: z.object({ place: z.number().int(), of: z.number().int(), title: z.string() }).nullable(),
  /** What went wrong and what to do, sentences; null when nothing did. */
  problem: z.string().nullable(),
  started_at: timestampSchema.nullable(),
  finished_at: timestampSchema.nullable(),
  /** Until when it can be undone; null where that never ends or does not apply (see `commands`). */
  undo_until: timestampSchema.nullable(),
});
export type Remediation = z.infer<typeof remediationSchema>;

export const PHASES = ['execute', 'verify', 'undo'] as const;
export type Phase = (typeof PHASES)[number];
export const STEP_STATES = ['pending', 'running', 'done', 'failed'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** A call that was made. Looks are kept where they told something new; of a step, the newest 50 of each kind are shown. */
const madeCall = z.object({
  id: z.uuid(),
  kind: z.enum(['look', 'change']),
  call: cloudCallSchema,
  /** Null while it is not answered, or where the process ended before it was. */
  answer: cloudAnswerSchema.nullable(),
  started_at: timestampSchema,
  finished_at: timestampSchema.nullable(),
});
export type MadeCall = z.infer<typeof madeCall>;

const madeStep = z.object({
  id: z.uuid(),
  phase: z.enum(PHASES),
  /** 1 for the first time the phase runs, 2 for the second (undoing can be tried again). */
  round: z.number().int(),
  place: z.number().int(),
  step_id: z.string(),
  title: z.string(),
  state: z.enum(STEP_STATES),
  /** What was seen last, or why it failed. */
  message: z.string().nullable(),
  started_at: timestampSchema.nullable(),
  finished_at: timestampSchema.nullable(),
  calls: z.array(madeCall),
});
export type MadeStep = z.infer<typeof madeStep>;

export const ENTRY_KINDS = [
  'proposed',
  'approved',
  'rejected',
  'cancelled',
  'expired',
  'scheduled',
  'begun',
  'verifying',
  'completed',
  'failed',
  'stop_requested',
  'rolling_back',
  'rolled_back',
  'rollback_failed',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

const entry = z.object({
  id: z.uuid(),
  kind: z.enum(ENTRY_KINDS),
  actor: z.string(),
  text: z.string().nullable(),
  created_at: timestampSchema,
});

/** How it went after a day and after a week. */
export const reviewSchema = z.object({
  after: z.enum(['day', 'week']),
  reviewed_at: timestampSchema,
  /** A month of 30 days: what was promised, and what the bill of the days since shows, with its likely range. */
  promised: z.number().nullable(),
  realised: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  currency: currencySchema.nullable(),
  /** Last day of the bill that was compared; null when no day since the change is complete. */
  measured_through: dateSchema.nullable(),
  /** Use before and after, of the metrics that matter for it; null is unknown. */
  metrics: z.array(
    z.object({
      metric: z.string(),
      statistic: z.enum(['average', 'maximum', 'p95', 'p99', 'total']),
      before: z.number().nullable(),
      after: z.number().nullable(),
      limit: z.number().nullable(),
    }),
  ),
  verdict: z.enum(['as_promised', 'less', 'more', 'unknown']),
  explanation: z.string(),
});
export type Review = z.infer<typeof reviewSchema>;

export const remediationDetailSchema = remediationSchema.extend({
  change: changeSchema,
  note: z.string().nullable(),
  execute_on_approval: z.boolean(),
  preview: previewSchema,
  /** What was there before, whole, as the cloud told it; null before anything was looked at. */
  captured: z.record(z.string(), cloudAnswerSchema).nullable(),
  /** What the steps have learned: ids of snapshots and the like. */
  kept: z.record(z.string(), z.string()),
  steps: z.array(madeStep),
  entries: z.array(entry),
  reviews: z.array(reviewSchema),
  /** What whoever asks may do now, and why not. */
  commands: z.array(z.object({ command: z.enum(COMMANDS), allowed: z.boolean(), because: z.string().nullable() })),
});
export type RemediationDetail = z.infer<typeof remediationDetailSchema>;

export const remediationSummarySchema = z.object({
  by_state: z.array(z.object({ state: z.enum(STATES), remediations: z.number().int() })),
  /** Those whoever asks could approve now. */
  waiting_for_you: z.number().int(),
  /** Of completed ones a month: promised, and measured so far. */
  promised: z.array(z.object({ currency: currencySchema, amount: z.number() })),
  /** Of those that were measured, beside what these had promised; null where none of their savings was known. */
  realised: z.array(z.object({ currency: currencySchema, amount: z.number(), promised: z.number().nullable() })),
  stops: z.array(stopSchema),
});
export type RemediationSummary = z.infer<typeof remediationSummarySchema>;

export const batchSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  canaries: z.number().int(),
  at_once: z.number().int(),
  created_by: z.string(),
  created_at: timestampSchema,
  /** Why nothing of it begins any more; null while it goes on. */
  stopped_because: z.string().nullable(),
  remediations: z.array(remediationSchema),
  /** Ids of those that whoever asks may approve now. */
  approvable: z.array(z.uuid()),
});
export type RemediationBatch = z.infer<typeof batchSchema>;

export const batchDetailSchema = batchSchema.extend({
  /** Of those that are approvable: an approval names their digests. */
  previews: z.array(z.object({ id: z.uuid(), preview: previewSchema })),
});

/** An action that can be carried out from here. */
export const offeredActionSchema = z.object({
  action,
  title: z.string(),
  provider: z.enum(['aws', 'azure']),
  resource_types: z.array(z.string()),
  destructive: z.boolean(),
  interruption: z.string().nullable(),
  reversibility: z.enum(REVERSIBILITIES),
  undo_text: z.string(),
  undo_days: z.number().int().nullable(),
  permissions: previewSchema.shape.permissions,
  /** JSON Schema of its parameters. */
  parameters_schema: z.record(z.string(), z.unknown()),
});
export type OfferedAction = z.infer<typeof offeredActionSchema>;
