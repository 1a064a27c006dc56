import type { NotificationEvent, Told } from '../message.ts';
import type { About, Happened, Teller } from '../teller.ts';
import { anomaly } from './anomaly.ts';
import { budgetExceeded } from './budget-exceeded.ts';
import { budgetForecast } from './budget-forecast.ts';
import { budgetWarning } from './budget-warning.ts';
import { commitmentExpiring } from './commitment-expiring.ts';
import { connectionFailing } from './connection-failing.ts';
import { policyViolation } from './policy-violation.ts';
import { recommendation } from './recommendation.ts';
import { remediationApproval } from './remediation-approval.ts';
import { remediationDone } from './remediation-done.ts';
import { remediationFailed } from './remediation-failed.ts';
import { weeklyDigest } from './weekly-digest.ts';

/** What people are told of, and what it is made of. A new kind is one more, in a file of its own. */
export const TELLERS: Readonly<Record<NotificationEvent, Teller>> = {
  anomaly,
  budget_warning: budgetWarning,
  budget_exceeded: budgetExceeded,
  budget_forecast: budgetForecast,
  recommendation,
  remediation_approval: remediationApproval,
  remediation_done: remediationDone,
  remediation_failed: remediationFailed,
  policy_violation: policyViolation,
  commitment_expiring: commitmentExpiring,
  connection_failing: connectionFailing,
  weekly_digest: weeklyDigest,
};

/** What an event of the outbox comes to; nothing for one that nobody is told of. Throws a `ZodError` for a wrong payload. */
export const toldOf = (happened: Happened, about: About): Told[] =>
  Object.values(TELLERS).flatMap((teller) =>
    teller.types.includes(happened.type) ? teller.tell(happened, about) : [],
  );
