import { z } from 'zod';
import { currencySchema, dateSchema, endpoint, idParams, pageOf, pageQuery } from '../../platform/core/endpoint.ts';
import {
  codeSchema,
  DISMISSAL_REASONS,
  type DismissalReason,
  detailSchema,
  exceptionSchema,
  explainedSchema,
  recommendationSchema,
  ruleSchema,
  STATUSES,
  summarySchema,
} from './answers.ts';
import { labelSettingsSchema } from './labels.ts';
import { exceptionScopeSchema } from './settings.ts';
import { EFFORTS, LEVELS, RECOMMENDATION_TYPES } from './types.ts';

export * from './answers.ts';

const tag = 'Recommendations';

const few = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(item).max(100));
const short = z.string().trim().max(300);
const noteText = z.string().trim().max(2_000);

/** What a list of recommendations is narrowed by; what is repeated is any of them. */
export const filterSchema = {
  type: few(z.enum(RECOMMENDATION_TYPES)),
  impact: few(z.enum(LEVELS)),
  /** Left out: those that wait for somebody (new, open, accepted). */
  status: few(z.enum(STATUSES)),
  provider: few(z.enum(['aws', 'azure'])),
  rule: few(short),
  account: few(short),
  region: few(short),
  /** An empty value means without an owner. */
  owner: few(short),
  confidence: few(z.enum(LEVELS)),
  risk: few(z.enum(LEVELS)),
  effort: few(z.enum(EFFORTS)),
  currency: currencySchema.optional(),
  /** Of this resource of the inventory. */
  inventory_id: z.uuid('must be an id (UUID)').optional(),
  /** Part of title, name, id or owner. */
  search: z.string().trim().max(200).optional(),
};
const filters = z.strictObject(filterSchema);
export type RecommendationFilters = z.output<typeof filters>;

/** Choices that a person makes of a recommendation. */
const statusChange = {
  status: z.enum(['open', 'accepted', 'snoozed', 'dismissed', 'implemented']),
  /** Needed to snooze: the first day it is shown again. */
  snoozed_until: dateSchema.optional(),
  /** Needed to dismiss. */
  reason: z.enum(DISMISSAL_REASONS).optional(),
  note: noteText.optional(),
};
interface StatusChange {
  status: string;
  snoozed_until?: string | undefined;
  reason?: DismissalReason | undefined;
  note?: string | undefined;
}
const complete = ({ status, snoozed_until, reason, note }: StatusChange, context: z.RefinementCtx): void => {
  const missing = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (status === 'snoozed' && snoozed_until === undefined) missing('snoozed_until', 'must be given to snooze');
  if (status === 'dismissed' && reason === undefined) missing('reason', 'must be given to dismiss');
  if (reason === 'other' && !note) missing('note', 'must say why when the reason is other');
};

export const recommendationsContract = {
  listRecommendations: endpoint({
    method: 'GET',
    path: '/recommendations',
    access: 'viewer',
    tag,
    summary: 'What to change to save, what is to be expected to save most first',
    query: z.strictObject({
      ...pageQuery,
      ...filterSchema,
      /** `expected_savings` counts a saving for as much of it as the rule's advice has saved so far. */
      sort: z
        .enum(['expected_savings', 'monthly_savings', 'first_found_at', 'changed_at', 'title'])
        .default('expected_savings'),
      order: z.enum(['asc', 'desc']).default('desc'),
    }),
    answer: pageOf(recommendationSchema).extend({
      total: z.number().int(),
      /** Of all that fit, those in the total, by currency. */
      monthly_savings: z.array(z.object({ currency: currencySchema, amount: z.number() })),
    }),
  }),
  getRecommendationSummary: endpoint({
    method: 'GET',
    path: '/recommendations/summary',
    access: 'viewer',
    tag,
    summary: 'What can be saved in all, by type, rule, account, owner and provider',
    query: z.strictObject({ currency: currencySchema.optional() }),
    answer: summarySchema,
  }),
  listRecommendationRules: endpoint({
    method: 'GET',
    path: '/recommendations/rules',
    access: 'viewer',
    tag,
    summary: 'Every rule, with its thresholds as they count',
    answer: z.object({ items: z.array(ruleSchema) }),
  }),
  updateRecommendationRule: endpoint({
    method: 'PUT',
    path: '/recommendations/rules/{rule_id}',
    access: 'member',
    tag,
    summary: 'Switch a rule on or off, and change its thresholds',
    params: z.strictObject({ rule_id: z.string().max(100) }),
    body: z.strictObject({ enabled: z.boolean(), parameters: z.record(z.string(), z.unknown()).default({}) }),
    answer: ruleSchema,
  }),
  explainResource: endpoint({
    method: 'GET',
    path: '/recommendations/explanations/{id}',
    access: 'viewer',
    tag,
    summary: 'What every rule says of a resource of the inventory: why it was flagged, or why not',
    params: idParams,
    answer: z.object({ items: z.array(explainedSchema) }),
  }),
  getRecommendationSettings: endpoint({
    method: 'GET',
    path: '/recommendations/settings',
    access: 'viewer',
    tag,
    summary: 'By which tags environment and owner are known',
    answer: labelSettingsSchema,
  }),
  updateRecommendationSettings: endpoint({
    method: 'PUT',
    path: '/recommendations/settings',
    access: 'member',
    tag,
    summary: 'Change by which tags environment and owner are known',
    body: labelSettingsSchema,
    answer: labelSettingsSchema,
  }),
  listRuleExceptions: endpoint({
    method: 'GET',
    path: '/recommendations/exceptions',
    access: 'viewer',
    tag,
    summary: 'Accounts, tags and resources with other thresholds, or left out',
    query: z.strictObject(pageQuery),
    answer: pageOf(exceptionSchema),
  }),
  createRuleException: endpoint({
    method: 'POST',
    path: '/recommendations/exceptions',
    access: 'member',
    tag,
    summary: 'Leave an account, a tag or a resource out, or give it other thresholds',
    body: z.strictObject({
      rule_id: z.string().max(100).nullable(),
      scope: exceptionScopeSchema,
      excluded: z.boolean(),
      parameters: z.record(z.string(), z.unknown()).default({}),
      reason: noteText.min(1, 'must be given'),
    }),
    answer: exceptionSchema,
    status: 201,
  }),
  deleteRuleException: endpoint({
    method: 'DELETE',
    path: '/recommendations/exceptions/{id}',
    access: 'member',
    tag,
    summary: 'Treat its resources as all others again',
    params: idParams,
  }),
  exportRecommendations: endpoint({
    method: 'GET',
    path: '/recommendations/export',
    access: 'viewer',
    tag,
    summary: 'All that fit, as CSV',
    query: filters,
    answer_transport: 'file',
  }),
  generateRecommendations: endpoint({
    method: 'POST',
    path: '/recommendations/generate',
    access: 'member',
    tag,
    summary: 'Look for recommendations now',
    answer: z.object({ job_id: z.uuid() }),
    status: 202,
  }),
  changeRecommendations: endpoint({
    method: 'POST',
    path: '/recommendations/status',
    access: 'member',
    tag,
    summary: 'Change the status of several; all of them or none',
    body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(500), ...statusChange }).superRefine(complete),
    answer: z.object({ changed: z.number().int() }),
  }),
  exportTerraform: endpoint({
    method: 'POST',
    path: '/recommendations/terraform/bulk',
    access: 'viewer',
    tag,
    summary: 'Terraform of several as a ZIP: providers, versions, one file each, and a README',
    body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(500) }),
    answer_transport: 'file',
  }),
  getRecommendation: endpoint({
    method: 'GET',
    path: '/recommendations/{id}',
    access: 'viewer',
    tag,
    summary: 'A recommendation with its evidence, its saving and what happened to it',
    params: idParams,
    answer: detailSchema,
  }),
  changeRecommendation: endpoint({
    method: 'PUT',
    path: '/recommendations/{id}/status',
    access: 'member',
    tag,
    summary: 'Accept, snooze, dismiss, reopen, or say that it was done',
    params: idParams,
    body: z.strictObject(statusChange).superRefine(complete),
    answer: detailSchema,
  }),
  dismissRecommendation: endpoint({
    method: 'POST',
    path: '/recommendations/{id}/dismiss',
    access: 'member',
    tag,
    summary: 'Say why it is not to be done',
    params: idParams,
    body: z
      .strictObject({ reason: z.enum(DISMISSAL_REASONS), note: noteText.optional() })
      .superRefine((body, context) => complete({ status: 'dismissed', ...body }, context)),
    answer: detailSchema,
  }),
  commentRecommendation: endpoint({
    method: 'POST',
    path: '/recommendations/{id}/comments',
    access: 'member',
    tag,
    summary: 'Write a comment',
    params: idParams,
    body: z.strictObject({ text: noteText.min(1, 'must be given') }),
    answer: detailSchema,
    status: 201,
  }),
  getTerraform: endpoint({
    method: 'GET',
    path: '/recommendations/{id}/terraform',
    access: 'viewer',
    tag,
    summary: 'The change as Terraform: an import and the resource, or its removal',
    params: idParams,
    answer: codeSchema,
  }),
  getScript: endpoint({
    method: 'GET',
    path: '/recommendations/{id}/script',
    access: 'viewer',
    tag,
    summary: 'The change as a shell script: checks first, dry run unless told otherwise',
    params: idParams,
    answer: codeSchema,
  }),
  getPipeline: endpoint({
    method: 'GET',
    path: '/recommendations/{id}/pipeline',
    access: 'viewer',
    tag,
    summary: 'The change as pipelines of GitHub Actions and GitLab CI: plan on request, apply on approval',
    params: idParams,
    answer: codeSchema,
  }),
};

/** What `GET /events` tells: what was read of recommendations is out of date. */
export type RecommendationsEvent = { type: 'recommendations.changed' };
