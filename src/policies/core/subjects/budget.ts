import type { Budget } from '../../../budgets/core/contract.ts';
import { addDays, daysBetween } from '../../../platform/core/dates.ts';
import type { BudgetFacts } from '../facts.ts';
import { type Common, isMember } from './resource.ts';
import type { Subject } from './subject.ts';

/** A budget as policies judge it, by its running period. */
export function budgetSubject(budget: Budget, common: Common): Subject {
  const { id, name, owner, status, period, metric, currency, amount } = budget;
  const first_incomplete = budget.data_through === null ? budget.period_start : addDays(budget.data_through, 1);
  const facts: BudgetFacts = {
    id,
    name,
    owner,
    owner_is_member: isMember(owner, common),
    status,
    period,
    metric,
    currency,
    amount,
    current_spend: budget.current_spend,
    forecasted_spend: budget.forecasted_spend,
    pace_percent: budget.pace_percent,
    days_left: Math.max(0, daysBetween(first_incomplete, budget.period_end)),
    thresholds: budget.thresholds.length,
  };
  return {
    subject_id: id,
    subject_name: name,
    page_id: id,
    provider: null,
    account_id: null,
    region: null,
    owner,
    tags: {},
    monthly_cost: null,
    currency: null,
    facts: { now: common.now.toISOString(), budget: facts },
  };
}
