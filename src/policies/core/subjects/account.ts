import { decimalOf } from '../../../platform/core/decimal.ts';
import type { AccountFacts } from '../facts.ts';
import type { Subject } from './subject.ts';

/** What an account costs, in the one currency in which it is billed. */
export interface AccountCost {
  currency: string;
  /** Over the last 30 complete days, and the 30 before; null is unknown. */
  monthly: number | null;
  previous: number | null;
}

/** What the inventory has of an account. */
export interface AccountInventory {
  provider: string;
  resources: number;
  without_owner: number;
  without_tags: number;
}

/** What expressions see of an account. `cost` and `inventory` are null where bills, or connections, do not know it. */
export const accountFacts = (
  { id, name, provider }: { id: string; name: string | null; provider: string },
  cost: AccountCost | null,
  inventory: AccountInventory | null,
): AccountFacts => ({
  id,
  name,
  provider,
  monthly_cost: cost?.monthly ?? null,
  previous_monthly_cost: cost?.previous ?? null,
  currency: cost?.currency ?? null,
  resources: inventory?.resources ?? null,
  resources_without_owner: inventory?.without_owner ?? null,
  resources_without_tags: inventory?.without_tags ?? null,
});

/** An account as policies judge it. */
export function accountSubject(facts: AccountFacts, now: Date): Subject {
  const { monthly_cost = null, currency = null } = facts;
  return {
    subject_id: facts.id,
    subject_name: facts.name ?? facts.id,
    page_id: null,
    provider: facts.provider,
    account_id: facts.id,
    region: null,
    owner: null,
    tags: {},
    monthly_cost: monthly_cost === null ? null : decimalOf(monthly_cost),
    currency: monthly_cost === null ? null : currency,
    facts: { now: now.toISOString(), account: facts, cost: { monthly_cost, currency } },
  };
}
