import type { PolicySubject } from '../core/policy.ts';

/** Pages of the product, by what they tell of. */
const PAGE_OF: Record<PolicySubject, ((id: string) => string) | null> = {
  resource: (id) => `/inventory/${id}`,
  finding: (id) => `/recommendations/${id}`,
  remediation: (id) => `/remediation/${id}`,
  budget: (id) => `/budgets/${id}`,
  account: null,
};

/** The page about a subject; null without one. */
export const linkTo = (subject: PolicySubject, page_id: string | null): string | null =>
  page_id === null ? null : (PAGE_OF[subject]?.(page_id) ?? null);
