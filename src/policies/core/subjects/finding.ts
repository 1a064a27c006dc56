import { dayOf, daysBetween } from '../../../platform/core/dates.ts';
import type { FindingFacts } from '../facts.ts';
import type { Subject } from './subject.ts';

/** A recommendation that waits for somebody. */
export interface KnownFinding extends Omit<FindingFacts, 'age_days' | 'monthly_savings' | 'region' | 'owner'> {
  first_found_at: string;
  resource_id: string;
  account_id: string;
  region: string | null;
  owner: string | null;
  /** Exact decimal text; null is unknown. */
  monthly_savings: string | null;
  currency: string | null;
}

/** A recommendation as policies judge it; `about` is the resource that it is about, where the inventory has it. */
export function findingSubject(finding: KnownFinding, about: Subject | null, now: Date): Subject {
  const { first_found_at, resource_id: _resource_id, account_id, monthly_savings, ...told } = finding;
  const facts: FindingFacts = {
    ...told,
    age_days: Math.max(0, daysBetween(dayOf(new Date(first_found_at)), dayOf(now))),
    monthly_savings: monthly_savings === null ? null : Number(monthly_savings),
  };
  return {
    subject_id: finding.id,
    subject_name: finding.title,
    page_id: finding.id,
    provider: finding.provider,
    account_id,
    region: finding.region,
    owner: finding.owner,
    tags: about?.tags ?? {},
    monthly_cost: about?.monthly_cost ?? null,
    currency: about?.currency ?? null,
    facts: { ...about?.facts, now: now.toISOString(), finding: facts },
  };
}
