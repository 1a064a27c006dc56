import { z } from 'zod';

/** What a policy judges, one after the other. */
export const POLICY_SUBJECTS = ['resource', 'account', 'budget', 'finding', 'remediation'] as const;
export type PolicySubject = (typeof POLICY_SUBJECTS)[number];

/**
 * What follows where it is not kept: `alert` tells people; `require_approval` also asks one more admin for changes that go
 * through the product; `block` refuses these, and generated code. Policies on resources do so for what would not be kept
 * after a change, unless it is so before and the change makes it no worse.
 */
export const POLICY_MODES = ['alert', 'require_approval', 'block'] as const;
export type PolicyMode = (typeof POLICY_MODES)[number];

/** The modes that a policy on a subject can have: changes are of resources, so that others can only alert. */
export const modesOf = (subject: PolicySubject): readonly PolicyMode[] =>
  subject === 'resource' || subject === 'remediation' ? POLICY_MODES : ['alert'];

export const POLICY_SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type PolicySeverity = (typeof POLICY_SEVERITIES)[number];

/** Longer expressions are refused before they are read. */
export const LONGEST_EXPRESSION = 4_000;
const expression = z.string().trim().max(LONGEST_EXPRESSION, `must have at most ${LONGEST_EXPRESSION} characters`);

export const policyBodySchema = z.strictObject({
  name: z.string().trim().min(1, 'must be given').max(200),
  description: z.string().trim().max(2_000).default(''),
  subject: z.enum(POLICY_SUBJECTS),
  /** CEL, a truth value: which subjects it is about; empty is all. */
  applies_when: expression.default(''),
  /** CEL, a truth value: what has to hold for each of them. */
  must_hold: expression.min(1, 'must be given'),
  severity: z.enum(POLICY_SEVERITIES).default('medium'),
  mode: z.enum(POLICY_MODES).default('alert'),
  enabled: z.boolean().default(true),
  /** The template it was made from, for people. */
  template_id: z.string().max(100).nullable().default(null),
});
export type PolicyBody = z.output<typeof policyBodySchema>;

/**
 * How a policy comes out for one subject. `unknown`: a fact that it needs is not known, such as the cost of a resource that
 * no bill names; never taken for kept nor for broken.
 */
export const OUTCOMES = ['not_applicable', 'kept', 'broken', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];
