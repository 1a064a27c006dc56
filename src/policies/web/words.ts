import type { Violation } from '../core/contract.ts';
import type { PolicyMode, PolicySeverity, PolicySubject } from '../core/policy.ts';

/** What policies are about, one and several. */
export const SUBJECT_WORDS: Record<PolicySubject, { one: string; several: string; meaning: string }> = {
  resource: { one: 'resource', several: 'resources', meaning: 'What the connected accounts have, each by itself' },
  account: { one: 'account', several: 'accounts', meaning: 'AWS accounts and Azure subscriptions' },
  budget: { one: 'budget', several: 'budgets', meaning: 'Budgets, as they stand' },
  finding: { one: 'recommendation', several: 'recommendations', meaning: 'Recommendations that wait for somebody' },
  remediation: {
    one: 'change',
    several: 'changes',
    meaning: 'Changes that go through the product, and code that is generated for them',
  },
};

/** What follows where a policy is not kept. */
export const MODE_WORDS: Record<PolicyMode, { title: string; meaning: string }> = {
  alert: {
    title: 'Alert',
    meaning: 'People are told. Nothing is held up.',
  },
  require_approval: {
    title: 'Require approval',
    meaning:
      'People are told, and a change that would break it, or make worse what breaks it already, waits for one more admin to approve.',
  },
  block: {
    title: 'Block',
    meaning:
      'People are told, and a change that would break it, or make worse what breaks it already, is refused here, and so is code for it. What is deleted is not held up by policies on resources, nor is what is done in the cloud itself.',
  },
};

export const SEVERITY_WORDS: Record<PolicySeverity, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

type ViolationState = Violation['state'];

/** The states of violations, and what colour they deserve. */
export const STATE_WORDS: Record<ViolationState, { word: string; tone: 'bad' | 'warn' | 'none' | 'good' }> = {
  open: { word: 'Open', tone: 'bad' },
  acknowledged: { word: 'Acknowledged', tone: 'warn' },
  excepted: { word: 'Excepted', tone: 'none' },
  resolved: { word: 'Resolved', tone: 'good' },
};
