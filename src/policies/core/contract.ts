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
import { OUTCOMES, POLICY_SEVERITIES, POLICY_SUBJECTS, policyBodySchema } from './policy.ts';

const tag = 'Policies';

/** Amounts by currency: they are never added across. */
const money = z.array(z.object({ amount: z.number(), currency: currencySchema }));

const counts = {
  kept: z.number().int(),
  broken: z.number().int(),
  /** Broken, but for an exception: neither kept nor broken. */
  excepted: z.number().int(),
  unknown: z.number().int(),
};

const policy = policyBodySchema.extend({
  id: z.uuid(),
  created_by: z.string(),
  created_at: timestampSchema,
  changed_at: timestampSchema,
  /** When it was last checked; null before. */
  checked_at: timestampSchema.nullable(),
  /** Why it could not be checked; null when it could. */
  problem: z.string().nullable(),
  /** Why it is unknown of one of those for which it is, a sentence; null where it is of none. */
  unknown_because: z.string().nullable(),
  ...counts,
  /** Kept of kept and broken, in percent; null where there is neither. */
  compliance_percent: z.number().nullable(),
  /** Open or acknowledged. */
  open_violations: z.number().int(),
  /** What the subjects of its open violations cost a month of 30 days. */
  monthly_cost: money,
});
export type PolicyAnswer = z.infer<typeof policy>;

/** What is wrong with an expression, and where: offsets into its text, half-open. */
const expressionError = z.object({
  field: z.enum(['applies_when', 'must_hold']),
  message: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  /** From 1. */
  line: z.number().int(),
  column: z.number().int(),
});
export type ExpressionError = z.infer<typeof expressionError>;

const fact = z.object({
  /** As it is written in an expression, such as `resource.monthly_cost`. */
  path: z.string(),
  /** CEL's name of its type. */
  type: z.string(),
  description: z.string(),
  /** Whether it may be missing: then `has(…)` tells. */
  optional: z.boolean(),
});
export type Fact = z.infer<typeof fact>;

const parameter = z.object({
  name: z.string(),
  title: z.string(),
  type: z.enum(['text', 'texts', 'number']),
  default: z.union([z.string(), z.array(z.string()), z.number()]),
});

const template = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  parameters: z.array(parameter),
  /** The policy it makes with its defaults. */
  policy: policyBodySchema,
});
export type TemplateAnswer = z.infer<typeof template>;

export const VIOLATION_STATES = ['open', 'acknowledged', 'excepted', 'resolved'] as const;

const violation = z.object({
  id: z.uuid(),
  policy_id: z.uuid(),
  policy_name: z.string(),
  severity: z.enum(POLICY_SEVERITIES),
  subject: z.enum(POLICY_SUBJECTS),
  subject_id: z.string(),
  subject_name: z.string(),
  /** Page of the product about it; null without one. */
  link: z.string().nullable(),
  provider: z.string().nullable(),
  account_id: z.string().nullable(),
  account_name: z.string().nullable(),
  region: z.string().nullable(),
  owner: z.string().nullable(),
  /** What it costs a month of 30 days; nulls where it is not known. */
  monthly_cost: z.number().nullable(),
  currency: currencySchema.nullable(),
  state: z.enum(VIOLATION_STATES),
  /** The facts that the expressions name, as they were when it was found. */
  facts: z.array(z.object({ path: z.string(), value: z.string() })),
  found_at: timestampSchema,
  /** When it was last found to be so. */
  seen_at: timestampSchema,
  resolved_at: timestampSchema.nullable(),
  /** Who acknowledged or excepted it, and what they said. */
  changed_by: z.string().nullable(),
  note: z.string().nullable(),
  excepted_until: dateSchema.nullable(),
});
export type Violation = z.infer<typeof violation>;

const exception = z.object({
  id: z.uuid(),
  policy_id: z.uuid(),
  policy_name: z.string(),
  /** A subject, or all of an account; null is not asked for. */
  subject_id: z.string().nullable(),
  subject_name: z.string().nullable(),
  account_id: z.string().nullable(),
  reason: z.string(),
  /** The first day on which it does not hold any more. */
  expires_on: dateSchema,
  created_by: z.string(),
  created_at: timestampSchema,
});
export type PolicyException = z.infer<typeof exception>;

const simulated = z.object({
  subject_id: z.string(),
  subject_name: z.string(),
  link: z.string().nullable(),
  account_id: z.string().nullable(),
  account_name: z.string().nullable(),
  owner: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  /** Days of the range on which it was not kept, first and last of them. */
  days_broken: z.number().int(),
  first_day: dateSchema.nullable(),
  last_day: dateSchema.nullable(),
  /** What it cost on those days, exactly as charged; nulls where it is not known. */
  cost: z.number().nullable(),
  currency: currencySchema.nullable(),
});
export type SimulatedSubject = z.infer<typeof simulated>;

const simulation = z.object({
  start: dateSchema,
  end: dateSchema,
  ...counts,
  /** Subjects that were there in the range and that it is about. */
  subjects: z.number().int(),
  /** Subjects that broke it on any day, most expensive first; 200 at most. */
  items: z.array(simulated),
  broken_on_any_day: z.number().int(),
  cost: money,
  days: z.array(
    z.object({
      date: dateSchema,
      kept: z.number().int(),
      broken: z.number().int(),
      unknown: z.number().int(),
      cost: money,
    }),
  ),
  /** What of the past is not known, so that today's state was taken for it. */
  notes: z.array(z.string()),
});
export type Simulation = z.infer<typeof simulation>;

const compliancePoint = z.object({ date: dateSchema, ...counts, compliance_percent: z.number().nullable() });

export const policiesContract = {
  listPolicies: endpoint({
    method: 'GET',
    path: '/policies',
    access: 'viewer',
    tag,
    summary: 'Policies with how well they are kept, oldest first',
    query: z.strictObject(pageQuery),
    answer: pageOf(policy),
  }),
  createPolicy: endpoint({
    method: 'POST',
    path: '/policies',
    access: 'admin',
    tag,
    summary: 'Make a policy; expressions with errors are refused, each with its place',
    body: policyBodySchema,
    answer: policy,
    status: 201,
  }),
  getPolicy: endpoint({
    method: 'GET',
    path: '/policies/{id}',
    access: 'viewer',
    tag,
    summary: 'A policy',
    params: idParams,
    answer: policy,
  }),
  updatePolicy: endpoint({
    method: 'PUT',
    path: '/policies/{id}',
    access: 'admin',
    tag,
    summary: 'Change a policy; it is checked anew',
    params: idParams,
    body: policyBodySchema,
    answer: policy,
  }),
  deletePolicy: endpoint({
    method: 'DELETE',
    path: '/policies/{id}',
    access: 'admin',
    tag,
    summary: 'Remove a policy with its violations and exceptions',
    params: idParams,
  }),
  listPolicyTemplates: endpoint({
    method: 'GET',
    path: '/policies/templates',
    access: 'viewer',
    tag,
    summary: 'Policies to begin with',
    answer: z.object({ items: z.array(template) }),
  }),
  listPolicyFacts: endpoint({
    method: 'GET',
    path: '/policies/facts',
    access: 'viewer',
    tag,
    summary: 'What expressions can name, by what is judged',
    query: z.strictObject({ subject: z.enum(POLICY_SUBJECTS) }),
    answer: z.object({
      items: z.array(fact),
      functions: z.array(z.object({ name: z.string(), description: z.string() })),
    }),
  }),
  checkPolicy: endpoint({
    method: 'POST',
    path: '/policies/check',
    access: 'viewer',
    tag,
    summary: 'What is wrong with expressions, and where; nothing is kept',
    body: policyBodySchema.pick({ subject: true, applies_when: true, must_hold: true }).extend({
      must_hold: policyBodySchema.shape.applies_when,
    }),
    answer: z.object({ errors: z.array(expressionError) }),
  }),
  simulatePolicy: endpoint({
    method: 'POST',
    path: '/policies/simulate',
    access: 'viewer',
    tag,
    summary:
      'What a policy would have found over the last days: which subjects, when, and what they cost; nothing is kept',
    body: policyBodySchema
      .pick({ subject: true, applies_when: true, must_hold: true })
      .extend({ days: z.number().int().min(1).max(90).default(90) }),
    answer: simulation,
    rate_limit: 60,
  }),
  listViolations: endpoint({
    method: 'GET',
    path: '/policies/violations',
    access: 'viewer',
    tag,
    summary:
      'Where policies are not kept, newest first; without a state, what is open or acknowledged: what somebody has to act on',
    query: z.strictObject({
      ...pageQuery,
      policy_id: z.uuid('must be an id (UUID)').optional(),
      state: z.enum(VIOLATION_STATES).optional(),
      severity: z.enum(POLICY_SEVERITIES).optional(),
      account: z.string().max(300).optional(),
      owner: z.string().max(300).optional(),
      search: z.string().trim().max(200).optional(),
    }),
    answer: pageOf(violation),
  }),
  getViolation: endpoint({
    method: 'GET',
    path: '/policies/violations/{id}',
    access: 'viewer',
    tag,
    summary: 'A violation, in whatever state it is',
    params: idParams,
    answer: violation,
  }),
  getPoliciesSummary: endpoint({
    method: 'GET',
    path: '/policies/summary',
    access: 'viewer',
    tag,
    summary: 'How well policies are kept altogether',
    answer: z.object({
      policies: z.number().int(),
      ...counts,
      compliance_percent: z.number().nullable(),
      open_violations: z.number().int(),
      by_severity: z.array(z.object({ severity: z.enum(POLICY_SEVERITIES), open: z.number().int() })),
      monthly_cost: money,
      checked_at: timestampSchema.nullable(),
    }),
  }),
  getCompliance: endpoint({
    method: 'GET',
    path: '/policies/compliance',
    access: 'viewer',
    tag,
    summary: 'How well policies were kept over time, by policy, account or owner',
    query: z.strictObject({
      by: z.enum(['policy', 'account', 'owner']).default('policy'),
      policy_id: z.uuid('must be an id (UUID)').optional(),
      days: z.coerce.number().int().min(1).max(366).default(90),
    }),
    answer: z.object({
      /** All together, one point for each day that was checked. */
      points: z.array(compliancePoint),
      items: z.array(
        z.object({
          key: z.string(),
          title: z.string(),
          ...counts,
          compliance_percent: z.number().nullable(),
          points: z.array(compliancePoint),
        }),
      ),
    }),
  }),
  acknowledgeViolation: endpoint({
    method: 'POST',
    path: '/policies/violations/{id}/acknowledge',
    access: 'member',
    tag,
    summary: 'Say that somebody takes care of it',
    params: idParams,
    body: z.strictObject({ note: z.string().trim().max(2_000).optional() }),
    answer: violation,
  }),
  listExceptions: endpoint({
    method: 'GET',
    path: '/policies/exceptions',
    access: 'viewer',
    tag,
    summary: 'Exceptions from policies, newest first; those that are over are left out',
    query: z.strictObject({ ...pageQuery, policy_id: z.uuid('must be an id (UUID)').optional() }),
    answer: pageOf(exception),
  }),
  createException: endpoint({
    method: 'POST',
    path: '/policies/exceptions',
    access: 'admin',
    tag,
    summary: 'Except a subject, or an account, from a policy until a day',
    body: z
      .strictObject({
        policy_id: z.uuid('must be an id (UUID)'),
        subject_id: z.string().min(1).max(2_000).nullable().default(null),
        account_id: z.string().min(1).max(300).nullable().default(null),
        reason: z.string().trim().min(1, 'must be given').max(2_000),
        expires_on: dateSchema,
      })
      .refine(({ subject_id, account_id }) => (subject_id === null) !== (account_id === null), {
        path: ['subject_id'],
        message: 'must be given, or account_id: one of them',
      }),
    answer: exception,
    status: 201,
  }),
  deleteException: endpoint({
    method: 'DELETE',
    path: '/policies/exceptions/{id}',
    access: 'admin',
    tag,
    summary: 'End an exception',
    params: idParams,
  }),
};

/** What `GET /events` tells of policies: they, or their violations, stand otherwise. */
export interface PoliciesEvent {
  type: 'policies.changed';
}
